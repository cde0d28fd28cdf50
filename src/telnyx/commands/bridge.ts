/** Connects two legs. Source: Telnyx OpenAPI (BridgeCall); Telnyx docs: queueing calls. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { exactlyOneOf, requires, rules } from './param-rules.ts';
import { recordKeys, recordRule } from './recording.ts';
import { strictParams } from './strict-params.ts';
import { MuteDtmf } from './target-legs.ts';

// prettier-ignore
/** Countries whose ringing tone can be played. */
const Ringtone = z.enum([
  'at', 'au', 'be', 'bg', 'br', 'ch', 'cl', 'cn', 'cz', 'de', 'dk', 'ee', 'es', 'fi', 'fr', 'gr', 'hu', 'il', 'in',
  'it', 'jp', 'lt', 'mx', 'my', 'nl', 'no', 'nz', 'ph', 'pl', 'pt', 'ru', 'se', 'sg', 'th', 'tw', 'uk', 'us-old',
  'us', 've', 'za',
]);

/**
 * Params of `bridge`: exactly one of `call_control_id`, `queue` and `video_room_id`. When the bridge ends both legs are
 * hung up, unless `park_after_unbridge` or `hold_after_unbridge` says otherwise.
 *
 * @example
 * ```ts
 * import type { BridgeParams } from 'callchart';
 *
 * const params: BridgeParams = { queue: 'support', park_after_unbridge: 'self' };
 * ```
 */
export const BridgeParams = strictParams('bridge', {
  /** The other leg: its `call_control_id`, or a flow's reference to it. */
  call_control_id: z.string().min(1).optional(),
  /** The first leg waiting in this queue; it leaves the queue whether or not the bridge works. */
  queue: z.string().min(1).optional(),
  /** A video room, a UUID. */
  video_room_id: z.guid().optional(),
  /** Passed to the video room; needs `video_room_id`. */
  video_room_context: z.string().optional(),
  /** Whether this leg is held when the bridge ends. Default false: it is hung up. */
  hold_after_unbridge: z.boolean().optional(),
  /** Who does not hear DTMF tones; webhooks come all the same. Default `none`. */
  mute_dtmf: MuteDtmf.optional(),
  /** `self` parks this leg when the bridge ends. Default: it is hung up. */
  park_after_unbridge: z.enum(['self']).optional(),
  /** Whether a ringing tone is played while the other leg is unanswered. Default false. */
  play_ringtone: z.boolean().optional(),
  /** Whether a leg that is bridged already is refused. Default false. */
  prevent_double_bridge: z.boolean().optional(),
  /** Country of the ringing tone; needs `play_ringtone: true`. Default `us`. */
  ringtone: Ringtone.optional(),
  ...recordKeys,
  ...commandKeys,
}).superRefine(
  rules(
    exactlyOneOf('call_control_id', 'queue', 'video_room_id'),
    requires(['video_room_context'], 'video_room_id'),
    requires(['ringtone'], 'play_ringtone', true),
    recordRule,
  ),
);
export interface BridgeParams extends z.input<typeof BridgeParams> {}
