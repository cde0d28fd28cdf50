/** Ends media streaming. Source: Telnyx OpenAPI. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopStreaming`. `streaming.stopped` follows; without a stream it is refused (90048).
 *
 * @example
 * ```ts
 * import type { StopStreamingParams } from 'callchart';
 *
 * const params: StopStreamingParams = { stream_id: '6a09cdc3-8948-47f0-aa62-74ac943d6c58' };
 * ```
 */
export const StopStreamingParams = strictParams('stopStreaming', {
  /** Which of several streams, a UUID. Default: all of the leg. */
  stream_id: z.guid().optional(),
  ...commandKeys,
});
export interface StopStreamingParams extends z.input<typeof StopStreamingParams> {}
