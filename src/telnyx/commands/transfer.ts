/** Dials someone and connects the leg to them. Source: Telnyx OpenAPI (TransferCall). */
import { z } from 'zod';
import { machineDetectionRule, premiumDetectionRule } from './answering-machine-detection.ts';
import { ClientState, commandKeys } from './command-keys.ts';
import { outboundLegKeys, sipAuthRule } from './outbound-leg.ts';
import { mutuallyExclusive, rules } from './param-rules.ts';
import { recordRule } from './recording.ts';
import { strictParams } from './strict-params.ts';
import { MuteDtmf } from './target-legs.ts';

/**
 * Params of `transfer`. The new leg sends `call.initiated`, then `call.answered` and `call.bridged`, or `call.hangup`:
 * then the first leg stays up and can be commanded again.
 *
 * @example
 * ```ts
 * import type { TransferParams } from 'callchart';
 *
 * const params: TransferParams = { to: '+15550100', timeout_secs: 20 };
 * ```
 */
export const TransferParams = strictParams('transfer', {
  /** Number or SIP URI; `;secure=srtp` or `;secure=dtls` on a URI, or `,200` (keys) on a number may be appended. */
  to: z.string().min(1),
  /** Number that is shown to the called party, E.164. Default: the `to` of the first leg. */
  from: z.string().optional(),
  /** Whether the first leg hears the new one before it answers. Default true. */
  early_media: z.boolean().optional(),
  /** Who does not hear DTMF tones; webhooks come all the same. Default `none`. */
  mute_dtmf: MuteDtmf.optional(),
  /** State that the webhooks of the new leg carry; `client_state` is the first leg's. Base64. */
  target_leg_client_state: ClientState.optional(),
  ...outboundLegKeys,
  ...commandKeys,
}).superRefine(
  rules(
    mutuallyExclusive('audio_url', 'media_name'),
    machineDetectionRule,
    premiumDetectionRule,
    recordRule,
    sipAuthRule,
  ),
);
export interface TransferParams extends z.input<typeof TransferParams> {}
