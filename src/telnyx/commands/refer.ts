/** Hands a leg over by SIP REFER. Source: Telnyx OpenAPI (ReferCall). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { CustomSipHeader, SipHeader } from './sip-header.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `refer`. `call.refer.started` follows, then `call.refer.completed` or `call.refer.failed`.
 *
 * @example
 * ```ts
 * import type { ReferParams } from 'callchart';
 *
 * const params: ReferParams = { sip_address: 'sip:desk@example.com' };
 * ```
 */
export const ReferParams = strictParams('refer', {
  /** SIP URI that the leg is referred to. */
  sip_address: z.string().min(1),
  /** Headers added to the REFER. */
  custom_headers: z.array(CustomSipHeader).optional(),
  /** Password for SIP challenges; needs `sip_auth_username`. */
  sip_auth_password: z.string().optional(),
  /** User name for SIP challenges. */
  sip_auth_username: z.string().optional(),
  /** Standard headers added to the REFER; `User-to-User` only. */
  sip_headers: z.array(SipHeader).optional(),
  ...commandKeys,
});
export interface ReferParams extends z.input<typeof ReferParams> {}
