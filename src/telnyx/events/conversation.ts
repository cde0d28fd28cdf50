/**
 * AI conversations: assistant, AI gather, conversation relay. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { callingPartyType, legFields, partyFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/**
 * `call.conversation.ended`: the session of an assistant, an AI gather or a relay is over. May follow `call.hangup`.
 *
 * Source: Telnyx OpenAPI, webhook callConversationEnded.
 */
export const CallConversationEndedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  conversation_id: z.string(),
  assistant_id: z.string().optional(),
  /** Seconds. */
  duration_sec: z.number(),
  /** A relay's `customer_disconnect` means that our WebSocket went away. */
  reason: z.string().nullish(),
  llm_model: z.string().optional(),
  stt_model: z.string().optional(),
  tts_model_id: z.string().optional(),
  tts_provider: z.string().optional(),
  tts_voice_id: z.string().optional(),
  calling_party_type: callingPartyType,
});
/** Payload of `call.conversation.ended`. */
export interface CallConversationEndedPayload extends z.infer<typeof CallConversationEndedPayload> {}

/** What one insight of the assistant's insight group found. */
export const ConversationInsight = lenientObject({
  insight_id: z.string().optional(),
  /** Text, or an object by the insight's own schema. Written by a model: check it. */
  result: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
});
/** What one insight of the assistant's insight group found. */
export interface ConversationInsight extends z.infer<typeof ConversationInsight> {}

/**
 * `call.conversation_insights.generated`: the insights into an ended conversation.
 *
 * Source: Telnyx OpenAPI, webhook callConversationInsightsGenerated.
 */
export const CallConversationInsightsGeneratedPayload = lenientObject({
  ...legFields,
  insight_group_id: z.string(),
  results: z.array(ConversationInsight),
  calling_party_type: callingPartyType,
});
/** Payload of `call.conversation_insights.generated`. */
export interface CallConversationInsightsGeneratedPayload extends z.infer<
  typeof CallConversationInsightsGeneratedPayload
> {}
