/**
 * What Telnyx answers to an accepted command, inside `data`. Lenient: unknown fields pass. 200 means accepted, not done.
 * Source: Telnyx OpenAPI.
 */
import { z } from 'zod';

/** What most commands answer: `result` is `ok`. */
export const CommandResult = z.looseObject({ result: z.string().optional() });
export interface CommandResult extends z.output<typeof CommandResult> {}

/** What answer answers: `recording_id` when `record` was asked for. */
export const AnswerResult = z.looseObject({ result: z.string().optional(), recording_id: z.string().optional() });
export interface AnswerResult extends z.output<typeof AnswerResult> {}

/** What startAIAssistant, joinAIAssistant and gatherUsingAI answer. */
export const ConversationResult = z.looseObject({
  result: z.string().optional(),
  conversation_id: z.string().optional(),
});
export interface ConversationResult extends z.output<typeof ConversationResult> {}

/** What startConversationRelay answers. */
export const ConversationRelayResult = z.looseObject({
  result: z.string().optional(),
  conversation_relay_id: z.string().optional(),
});
export interface ConversationRelayResult extends z.output<typeof ConversationRelayResult> {}

/** What dial answers: the ids of the new leg. `is_alive` is false at that moment. */
export const DialResult = z.looseObject({
  call_control_id: z.string(),
  call_leg_id: z.string(),
  call_session_id: z.string(),
  is_alive: z.boolean().optional(),
  record_type: z.string().optional(),
  recording_id: z.string().nullish(),
  client_state: z.string().nullish(),
  call_duration: z.number().nullish(),
  start_time: z.string().nullish(),
  end_time: z.string().nullish(),
});
export interface DialResult extends z.output<typeof DialResult> {}
