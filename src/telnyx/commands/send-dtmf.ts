/** Presses keys. Source: Telnyx OpenAPI (SendDTMF); Telnyx docs: API error codes (90014, 90027). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `sendDtmf`. The other end hears the tones; no webhook follows.
 *
 * @example
 * ```ts
 * import type { SendDtmfParams } from 'callchart';
 *
 * const params: SendDtmfParams = { digits: '1w2345#', duration_millis: 250 };
 * ```
 */
export const SendDtmfParams = strictParams('sendDtmf', {
  /** Keys: 0-9, A-D, *, #; `w` is a pause of 0.5 s, `W` of 1 s. */
  digits: z.string().regex(/^[0-9A-DwW*#]+$/, 'must hold 0-9, A-D, *, #, w and W only (90014).'),
  /** Length of each tone, in milliseconds, 100 to 500. Default 250. */
  duration_millis: z.int().min(100).max(500).optional(),
  ...commandKeys,
});
export interface SendDtmfParams extends z.input<typeof SendDtmfParams> {}
