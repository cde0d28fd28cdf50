/** Plays a file. Source: Telnyx OpenAPI (StartPlayback); Telnyx docs: API error codes (90009, 90016). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { LoopCount } from './loop-count.ts';
import { AudioUrl, MediaName } from './media-source.ts';
import { atLeastOneOf, breach, mutuallyExclusive, rules, type ParamRule } from './param-rules.ts';
import { strictParams } from './strict-params.ts';
import { TargetLegs } from './target-legs.ts';

/** What is mixed into a leg's audio is heard by that leg. */
const overlayOnSelf: ParamRule<{
  readonly overlay?: boolean | undefined;
  readonly target_legs?: string | undefined;
}> = ({ overlay, target_legs = 'self' }) =>
  overlay === true && target_legs !== 'self'
    ? [breach('target_legs', '`overlay: true` works on `self` only: leave `target_legs` out.')]
    : [];

/**
 * Params of `startPlayback`: at least one of `audio_url`, `media_name` and `playback_content`. Several plays queue up on
 * the leg; `call.playback.started` and `call.playback.ended` follow.
 *
 * @example
 * ```ts
 * import type { StartPlaybackParams } from 'callchart';
 *
 * const params: StartPlaybackParams = { audio_url: 'https://example.com/hold.mp3', loop: 'infinity' };
 * ```
 */
export const StartPlaybackParams = strictParams('startPlayback', {
  /** URL of a WAV or MP3 file; excludes `media_name`. */
  audio_url: AudioUrl.optional(),
  /** Uploaded WAV or MP3 file; excludes `audio_url`. */
  media_name: MediaName.optional(),
  /** The file itself, base64 of WAV or MP3; the webhooks then name no file. */
  playback_content: z.base64({ error: 'must be base64 of a WAV or MP3 file.' }).optional(),
  /** Type of `audio_url` or `playback_content`. Default `mp3`. */
  audio_type: z.enum(['mp3', 'wav']).optional(),
  /** Whether Telnyx keeps the file for the next time. Default true. */
  cache_audio: z.boolean().optional(),
  /** How often it is played, 1 to 100 or `infinity`. Default 1. */
  loop: LoopCount.optional(),
  /** Whether it is mixed over what is playing; something has to be playing, and only `self` hears it. Default false. */
  overlay: z.boolean().optional(),
  /** What is cut off first: what is playing (`current`), or the whole queue (`all`). Default: it queues up. */
  stop: z.enum(['current', 'all']).optional(),
  /** Who hears it. Default `self`. */
  target_legs: TargetLegs.optional(),
  ...commandKeys,
}).superRefine(
  rules(
    mutuallyExclusive('audio_url', 'media_name'),
    atLeastOneOf('audio_url', 'media_name', 'playback_content'),
    overlayOnSelf,
  ),
);
export interface StartPlaybackParams extends z.input<typeof StartPlaybackParams> {}
