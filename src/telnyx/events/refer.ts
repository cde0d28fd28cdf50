/**
 * SIP REFER. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields, partyFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/** What the three events of a REFER carry. */
const referFields = {
  ...legFields,
  ...partyFields,
  /** SIP status of the last NOTIFY: 100 while it is tried, 200 when it worked. */
  sip_notify_response: z.number(),
};

/**
 * `call.refer.started`: the far end is trying.
 *
 * Source: Telnyx OpenAPI, webhook callReferStarted.
 */
export const CallReferStartedPayload = lenientObject(referFields);
/** Payload of `call.refer.started`. */
export interface CallReferStartedPayload extends z.infer<typeof CallReferStartedPayload> {}

/**
 * `call.refer.completed`: the far end calls the target now.
 *
 * Source: Telnyx OpenAPI, webhook callReferCompleted.
 */
export const CallReferCompletedPayload = lenientObject(referFields);
/** Payload of `call.refer.completed`. */
export interface CallReferCompletedPayload extends z.infer<typeof CallReferCompletedPayload> {}

/**
 * `call.refer.failed`: the leg is still ours.
 *
 * Source: Telnyx OpenAPI, webhook callReferFailed.
 */
export const CallReferFailedPayload = lenientObject(referFields);
/** Payload of `call.refer.failed`. */
export interface CallReferFailedPayload extends z.infer<typeof CallReferFailedPayload> {}
