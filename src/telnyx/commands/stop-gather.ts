/** Ends a gather. Source: Telnyx OpenAPI. */
import type { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopGather`. `call.gather.ended` follows with status `cancelled`.
 *
 * @example
 * ```ts
 * import type { StopGatherParams } from 'callchart';
 *
 * const params: StopGatherParams = { command_id: 'b2a5c6f0-1' };
 * ```
 */
export const StopGatherParams = strictParams('stopGather', {
  ...commandKeys,
});
export interface StopGatherParams extends z.input<typeof StopGatherParams> {}
