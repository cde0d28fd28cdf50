/** Ends what is played or said. Source: Telnyx OpenAPI (StopPlayback). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopPlayback`. `call.playback.ended` or `call.speak.ended` follows.
 *
 * @example
 * ```ts
 * import type { StopPlaybackParams } from 'callchart';
 *
 * const params: StopPlaybackParams = { stop: 'current' };
 * ```
 */
export const StopPlaybackParams = strictParams('stopPlayback', {
  /** Whether what was mixed in by `overlay` is ended instead. Default false. */
  overlay: z.boolean().optional(),
  /** `current`: goes on with the next in the queue; `all`: empties the queue. Default `all`. */
  stop: z.enum(['current', 'all']).optional(),
  ...commandKeys,
});
export interface StopPlaybackParams extends z.input<typeof StopPlaybackParams> {}
