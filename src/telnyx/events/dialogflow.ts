/**
 * Dialogflow on a stream. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/**
 * `dialogflow.detectintent.response`: what Dialogflow answered, on a stream started with `enable_dialogflow`.
 *
 * Source: Telnyx docs, "Dialogflow ES" (in no OpenAPI schema).
 */
export const DialogflowDetectIntentResponsePayload = lenientObject({
  ...legFields,
  stream_id: z.string().optional(),
  /** What the caller said. */
  transcript: z.string().optional(),
  is_final: z.boolean().optional(),
  /** 0 to 1. */
  confidence: z.number().optional(),
  /** Dialogflow's own messages. */
  fulfillment_messages: z.array(z.unknown()).optional(),
});
/** Payload of `dialogflow.detectintent.response`. */
export interface DialogflowDetectIntentResponsePayload extends z.infer<typeof DialogflowDetectIntentResponsePayload> {}
