/** Adds messages to a running conversation with an AI assistant. Source: Telnyx OpenAPI (AddAIAssistantMessages). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { ConversationMessage } from './conversation-message.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `addAIAssistantMessages`.
 *
 * @example
 * ```ts
 * import type { AddAIAssistantMessagesParams } from 'callchart';
 *
 * const params: AddAIAssistantMessagesParams = {
 *   messages: [{ role: 'system', content: 'The parcel was delivered today.' }],
 * };
 * ```
 */
export const AddAIAssistantMessagesParams = strictParams('addAIAssistantMessages', {
  /** The messages, oldest first. */
  messages: z.array(ConversationMessage).optional(),
  /**
   * Whether the assistant answers at once, even if it cuts the caller short. Default: at its next turn. Source: official
   * SDK 7.24.0.
   */
  trigger_response: z.boolean().optional(),
  ...commandKeys,
});
export interface AddAIAssistantMessagesParams extends z.input<typeof AddAIAssistantMessagesParams> {}
