/**
 * The AI commands: assistant, relay, AI gather. Source: Telnyx OpenAPI; Telnyx docs, Gather using AI.
 */
import { Conversation, type ConversationRules } from '../conversation.ts';
import type { Leg } from '../leg.ts';
import { problem } from '../problem.ts';
import { type Handler, ok } from './command.ts';

/** Starts a conversation on a leg that has none. */
export function converse(leg: Leg, rules: ConversationRules): Conversation {
  const conversation = new Conversation(leg, rules, () => {
    if (leg.conversation === conversation) leg.conversation = undefined;
  });
  leg.conversation = conversation;
  leg.soundChanged();
  return conversation;
}

/** `ai_assistant_start`. */
export const startAIAssistant: Handler<'startAIAssistant'> = (_carrier, leg, params) => {
  if (leg.conversation) return problem('assistantActive');
  const conversation = converse(leg, { kind: 'assistant', assistantId: params.assistant?.id });
  return ok({ conversation_id: conversation.id });
};

/** `ai_assistant_stop`. */
export const stopAIAssistant: Handler<'stopAIAssistant'> = (_carrier, leg) => stop(leg);

/** `ai_assistant_join`. */
export const joinAIAssistant: Handler<'joinAIAssistant'> = (_carrier, leg, params) => {
  if (leg.conversation) return problem('assistantActive');
  converse(leg, { kind: 'assistant' });
  return ok({ conversation_id: params.conversation_id });
};

/** `ai_assistant_add_messages`. */
export const addAIAssistantMessages: Handler<'addAIAssistantMessages'> = (_carrier, leg) =>
  leg.conversation ? ok() : problem('unprocessable', { detail: 'No AI assistant is active on this call.' });

/** `conversation_relay_start`. */
export const startConversationRelay: Handler<'startConversationRelay'> = (_carrier, leg) => {
  if (leg.conversation) return problem('assistantActive');
  return ok({ conversation_relay_id: converse(leg, { kind: 'relay' }).id });
};

/** `conversation_relay_stop`. */
export const stopConversationRelay: Handler<'stopConversationRelay'> = (_carrier, leg) => stop(leg);

/** `gather_using_ai`: ends with `call.ai_gather.ended` and `call.conversation.ended`. */
export const gatherUsingAI: Handler<'gatherUsingAI'> = (_carrier, leg, params) => {
  if (leg.conversation) return problem('assistantActive');
  const conversation = converse(leg, {
    kind: 'gather',
    responseTimeoutMs: params.user_response_timeout_ms ?? 10_000,
    sendsHistory: params.send_message_history_updates,
    sendsPartialResults: params.send_partial_results,
  });
  return ok({ conversation_id: conversation.id });
};

function stop(leg: Leg): ReturnType<Handler<'stopAIAssistant'>> {
  if (leg.conversation) leg.conversation.end('stopped');
  else if (leg.variants.stopOfNothing === 'refused') {
    return problem('unprocessable', { detail: 'No AI assistant is active on this call.' });
  }
  return ok();
}
