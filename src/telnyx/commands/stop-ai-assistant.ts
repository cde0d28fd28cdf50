/** Ends the AI assistant on a leg. Source: Telnyx OpenAPI. */
import type { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopAIAssistant`. `call.conversation.ended` follows.
 *
 * @example
 * ```ts
 * import type { StopAIAssistantParams } from 'callchart';
 *
 * const params: StopAIAssistantParams = { command_id: 'b2a5c6f0-1' };
 * ```
 */
export const StopAIAssistantParams = strictParams('stopAIAssistant', {
  ...commandKeys,
});
export interface StopAIAssistantParams extends z.input<typeof StopAIAssistantParams> {}
