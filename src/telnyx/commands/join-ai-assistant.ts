/** Adds a leg to a conversation with an AI assistant. Source: Telnyx OpenAPI (JoinAIAssistant). */
import { z } from 'zod';
import { ConversationParticipant } from './assistant.ts';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `joinAIAssistant`.
 *
 * @example
 * ```ts
 * import type { JoinAIAssistantParams } from 'callchart';
 *
 * const params: JoinAIAssistantParams = {
 *   conversation_id: '3c90c3cc-0d44-4b50-8888-8dd25736052a',
 *   participant: { id: 'v3:agent', role: 'user', on_hangup: 'end_conversation' },
 * };
 * ```
 */
export const JoinAIAssistantParams = strictParams('joinAIAssistant', {
  /** Conversation, as startAIAssistant answered it. */
  conversation_id: z.string().min(1),
  /** The leg that joins. */
  participant: ConversationParticipant,
  ...commandKeys,
});
export interface JoinAIAssistantParams extends z.input<typeof JoinAIAssistantParams> {}
