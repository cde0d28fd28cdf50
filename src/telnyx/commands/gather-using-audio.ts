/** Plays a file and collects digits. Source: Telnyx OpenAPI (GatherUsingAudio); Telnyx docs: API error codes. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { digitCountRule, promptedDigitKeys } from './digits.ts';
import { AudioUrl, MediaName } from './media-source.ts';
import { exactlyOneOf, mutuallyExclusive, rules } from './param-rules.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `gatherUsingAudio`: exactly one of `audio_url` and `media_name`. A key interrupts the prompt; the digits
 * arrive in `call.gather.ended`.
 *
 * @example
 * ```ts
 * import type { GatherUsingAudioParams } from 'callchart';
 *
 * const params: GatherUsingAudioParams = { media_name: 'menu', maximum_digits: 1, maximum_tries: 2 };
 * ```
 */
export const GatherUsingAudioParams = strictParams('gatherUsingAudio', {
  /** URL of the WAV or MP3 prompt; excludes `media_name`. */
  audio_url: AudioUrl.optional(),
  /** Uploaded prompt; excludes `audio_url`. */
  media_name: MediaName.optional(),
  /** URL of what is played after invalid input; excludes `invalid_media_name`. */
  invalid_audio_url: AudioUrl.optional(),
  /** Uploaded file that is played after invalid input; excludes `invalid_audio_url`. */
  invalid_media_name: MediaName.optional(),
  ...promptedDigitKeys,
  ...commandKeys,
}).superRefine(
  rules(
    exactlyOneOf('audio_url', 'media_name'),
    mutuallyExclusive('invalid_audio_url', 'invalid_media_name'),
    digitCountRule,
  ),
);
export interface GatherUsingAudioParams extends z.input<typeof GatherUsingAudioParams> {}
