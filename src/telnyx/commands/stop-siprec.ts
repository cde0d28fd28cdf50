/** Ends a SIPREC session. Source: Telnyx OpenAPI. */
import type { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopSiprec`. `siprec.stopped` follows.
 *
 * @example
 * ```ts
 * import type { StopSiprecParams } from 'callchart';
 *
 * const params: StopSiprecParams = { command_id: 'b2a5c6f0-1' };
 * ```
 */
export const StopSiprecParams = strictParams('stopSiprec', {
  ...commandKeys,
});
export interface StopSiprecParams extends z.input<typeof StopSiprecParams> {}
