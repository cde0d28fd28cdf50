/** Ends the relay on a leg. Source: Telnyx OpenAPI. */
import type { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopConversationRelay`. `call.conversation.ended` follows.
 *
 * @example
 * ```ts
 * import type { StopConversationRelayParams } from 'callchart';
 *
 * const params: StopConversationRelayParams = { command_id: 'b2a5c6f0-1' };
 * ```
 */
export const StopConversationRelayParams = strictParams('stopConversationRelay', {
  ...commandKeys,
});
export interface StopConversationRelayParams extends z.input<typeof StopConversationRelayParams> {}
