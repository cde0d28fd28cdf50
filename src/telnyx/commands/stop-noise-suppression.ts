/** Ends noise suppression (beta). Source: Telnyx OpenAPI. */
import type { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopNoiseSuppression`. No webhook follows.
 *
 * @example
 * ```ts
 * import type { StopNoiseSuppressionParams } from 'callchart';
 *
 * const params: StopNoiseSuppressionParams = { command_id: 'b2a5c6f0-1' };
 * ```
 */
export const StopNoiseSuppressionParams = strictParams('stopNoiseSuppression', {
  ...commandKeys,
});
export interface StopNoiseSuppressionParams extends z.input<typeof StopNoiseSuppressionParams> {}
