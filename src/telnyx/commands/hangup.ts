/** Ends a leg. Source: Telnyx OpenAPI (HangupCall). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { CustomSipHeader } from './sip-header.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `hangup`. Commands after it are refused (90018).
 *
 * @example
 * ```ts
 * import type { HangupParams } from 'callchart';
 *
 * const params: HangupParams = { custom_headers: [{ name: 'X-Reason', value: 'closed' }] };
 * ```
 */
export const HangupParams = strictParams('hangup', {
  /** Headers added to the BYE. */
  custom_headers: z.array(CustomSipHeader).optional(),
  ...commandKeys,
});
export interface HangupParams extends z.input<typeof HangupParams> {}
