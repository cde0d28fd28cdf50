/** Turns an incoming leg away. Source: Telnyx OpenAPI (RejectCall). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `reject`. Only an incoming leg that is not answered can be rejected; `call.hangup` follows.
 *
 * @example
 * ```ts
 * import type { RejectParams } from 'callchart';
 *
 * const params: RejectParams = { cause: 'USER_BUSY' };
 * ```
 */
export const RejectParams = strictParams('reject', {
  /** What the caller is told. */
  cause: z.enum(['CALL_REJECTED', 'USER_BUSY']),
  ...commandKeys,
});
export interface RejectParams extends z.input<typeof RejectParams> {}
