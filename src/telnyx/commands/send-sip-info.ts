/** Sends a SIP INFO. Source: Telnyx OpenAPI (SendSIPInfo). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `sendSipInfo`. `call.sip_info.received` goes to the leg that gets it, not to the sender.
 *
 * @example
 * ```ts
 * import type { SendSipInfoParams } from 'callchart';
 *
 * const params: SendSipInfoParams = { content_type: 'application/json', body: '{"key":"value"}' };
 * ```
 */
export const SendSipInfoParams = strictParams('sendSipInfo', {
  /** MIME type of `body`. */
  content_type: z.string().min(1),
  /** The content; Telnyx names a limit of 1400 bytes. */
  body: z.string(),
  ...commandKeys,
});
export interface SendSipInfoParams extends z.input<typeof SendSipInfoParams> {}
