/**
 * Gathering by an AI assistant. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields, partyFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/** One turn of a conversation. */
export const ConversationTurn = lenientObject({
  /** The words. */
  content: z.string().optional(),
  role: openEnum('assistant', 'user').optional(),
});
/** One turn of a conversation. */
export interface ConversationTurn extends z.infer<typeof ConversationTurn> {}

/** The conversation so far, oldest first. */
const messageHistory = z.array(ConversationTurn);

/**
 * `call.ai_gather.partial_results`: what has been understood so far. Only with `send_partial_results`.
 *
 * Source: Telnyx OpenAPI, webhook CallAIGatherPartialResults.
 */
export const CallAIGatherPartialResultsPayload = lenientObject({
  ...legFields,
  ...partyFields,
  /** By the command's `parameters` schema, as far as known. */
  partial_results: z.record(z.string(), z.unknown()),
  message_history: messageHistory,
});
/** Payload of `call.ai_gather.partial_results`. */
export interface CallAIGatherPartialResultsPayload extends z.infer<typeof CallAIGatherPartialResultsPayload> {}

/**
 * `call.ai_gather.message_history_updated`: another turn. Only with `send_message_history_updates`.
 *
 * Source: Telnyx OpenAPI, webhook CallAIGatherMessageHistoryUpdated.
 */
export const CallAIGatherMessageHistoryUpdatedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  message_history: messageHistory,
});
/** Payload of `call.ai_gather.message_history_updated`. */
export interface CallAIGatherMessageHistoryUpdatedPayload extends z.infer<
  typeof CallAIGatherMessageHistoryUpdatedPayload
> {}

/**
 * `call.ai_gather.ended`: the AI gather is over.
 *
 * Source: Telnyx OpenAPI, webhook CallAIGatherEnded.
 */
export const CallAIGatherEndedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  /** By the command's `parameters` schema. Written by a model: check it. */
  result: z.record(z.string(), z.unknown()),
  message_history: messageHistory,
  /** Whether `result` has all that the schema requires. */
  status: z.enum(['valid', 'invalid']),
});
/** Payload of `call.ai_gather.ended`. */
export interface CallAIGatherEndedPayload extends z.infer<typeof CallAIGatherEndedPayload> {}
