/**
 * Keys pressed on a leg, one by one and gathered. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields, partyFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/**
 * `call.dtmf.received`: one key, during a gather and outside of one. It races with `call.gather.ended`: take the
 * result of a gather from there.
 *
 * Source: Telnyx OpenAPI, webhook callDtmfReceived.
 */
export const CallDtmfReceivedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  /** One of `0-9 * # A-D`. */
  digit: z.string(),
});
/** Payload of `call.dtmf.received`. */
export interface CallDtmfReceivedPayload extends z.infer<typeof CallDtmfReceivedPayload> {}

/**
 * `call.gather.ended`: a gather is over.
 *
 * Source: Telnyx OpenAPI, webhook callGatherEnded.
 */
export const CallGatherEndedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  /** The keys; `""` when none came. Whether the terminating digit is among them is not documented. */
  digits: z.string(),
  /** `cancelled` by stopGather, `invalid` when all tries were used up. */
  status: z.enum(['valid', 'invalid', 'timeout', 'cancelled', 'cancelled_amd', 'call_hangup']),
});
/** Payload of `call.gather.ended`. */
export interface CallGatherEndedPayload extends z.infer<typeof CallGatherEndedPayload> {}
