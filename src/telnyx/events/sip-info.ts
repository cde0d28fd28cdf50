/**
 * SIP INFO. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/**
 * `call.sip_info.received`: a SIP INFO message arrived on the leg.
 *
 * Telnyx names the event with the sendSipInfo command and publishes neither a schema nor an example, so nothing but
 * the leg is relied upon.
 */
export const CallSipInfoReceivedPayload = lenientObject({
  ...legFields,
  call_leg_id: legFields.call_leg_id.optional(),
  call_session_id: legFields.call_session_id.optional(),
  connection_id: legFields.connection_id.optional(),
  /** Assumed from the sendSipInfo command. */
  body: z.string().optional(),
  /** Assumed from the sendSipInfo command. */
  content_type: z.string().optional(),
});
/** Payload of `call.sip_info.received`. */
export interface CallSipInfoReceivedPayload extends z.infer<typeof CallSipInfoReceivedPayload> {}
