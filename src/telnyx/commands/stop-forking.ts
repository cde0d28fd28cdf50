/** Ends a fork of media. Source: Telnyx OpenAPI (StopForking). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopForking`. Its default `stream_type` is not that of startForking: name the type that was started.
 * `call.fork.stopped` follows; without a fork it is refused (90031).
 *
 * @example
 * ```ts
 * import type { StopForkingParams } from 'callchart';
 *
 * const params: StopForkingParams = { stream_type: 'decrypted' };
 * ```
 */
export const StopForkingParams = strictParams('stopForking', {
  /** The type that was started. Default `raw`. */
  stream_type: z.enum(['raw', 'decrypted']).optional(),
  ...commandKeys,
});
export interface StopForkingParams extends z.input<typeof StopForkingParams> {}
