/** Collects digits in silence. Source: Telnyx OpenAPI (GatherCall); Telnyx docs: API error codes. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { digitCountRule, digitKeys } from './digits.ts';
import { rules } from './param-rules.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `gather`. The digits arrive in `call.gather.ended`.
 *
 * @example
 * ```ts
 * import type { GatherParams } from 'callchart';
 *
 * const params: GatherParams = { maximum_digits: 4, terminating_digit: '#', timeout_millis: 20_000 };
 * ```
 */
export const GatherParams = strictParams('gather', {
  ...digitKeys,
  /** An id of your choice, 1 to 40 characters. Default: a random one. */
  gather_id: z.string().min(1).max(40).optional(),
  /** Time to wait for the first digit, in milliseconds, 1 to 120000. Default 5000. */
  initial_timeout_millis: z.int().min(1).max(120_000).optional(),
  /** Time for the whole input, in milliseconds. Default 60000. */
  timeout_millis: z.int().min(1).optional(),
  ...commandKeys,
}).superRefine(rules(digitCountRule));
export interface GatherParams extends z.input<typeof GatherParams> {}
