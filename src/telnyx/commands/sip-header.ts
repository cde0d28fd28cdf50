/** SIP headers that commands add to what Telnyx sends over SIP. Source: Telnyx OpenAPI (CustomSipHeader, SipHeader). */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';

/** A custom SIP header. */
export const CustomSipHeader = strictParams('a custom SIP header', {
  /** Name of the header. */
  name: z.string(),
  /** Value of the header. */
  value: z.string(),
});
export interface CustomSipHeader extends z.input<typeof CustomSipHeader> {}

/** A standard SIP header; `User-to-User` is the only one that Telnyx takes. */
export const SipHeader = strictParams('a SIP header', {
  /** `User-to-User`. */
  name: z.enum(['User-to-User']),
  /** Value of the header. */
  value: z.string(),
});
export interface SipHeader extends z.input<typeof SipHeader> {}
