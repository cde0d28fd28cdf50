/**
 * Commands that let an AI assistant, or a conversation engine of your own, talk to a leg.
 * What a command does is written here; how it is checked and sent is not known here.
 */
import type { EventObject, MachineContext } from 'xstate';
import type {
  AddAIAssistantMessagesParams,
  JoinAIAssistantParams,
  StartAIAssistantParams,
  StartConversationRelayParams,
  StopAIAssistantParams,
  StopConversationRelayParams,
} from '../../telnyx/commands/index.ts';
import type { RolesOf } from '../call-events.ts';
import type { CommandAction, DynamicParams, OnLeg } from '../command-action.ts';

/** Params of {@link startAIAssistant} in a flow. */
export interface StartAIAssistantCommand<Roles extends string = string>
  extends Omit<StartAIAssistantParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Lets an AI assistant talk to the leg. `call.conversation.ended` and `call.conversation_insights.generated` follow.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Start AI Assistant.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { startAIAssistant } from 'callchart';
 *
 * const entry = startAIAssistant({ assistant: { id: 'assistant-1' }, greeting: 'How can I help?' });
 * ```
 */
export function startAIAssistant<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StartAIAssistantCommand<RolesOf<Event>>, StartAIAssistantCommand, Context, Event> = {},
): CommandAction<'startAIAssistant', StartAIAssistantCommand, Context, Event> {
  return { type: 'startAIAssistant', params };
}

/** Params of {@link stopAIAssistant} in a flow. */
export interface StopAIAssistantCommand<Roles extends string = string>
  extends Omit<StopAIAssistantParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Ends the assistant's conversation with the leg.
 *
 * Source: Telnyx OpenAPI, Stop AI Assistant.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopAIAssistant } from 'callchart';
 *
 * const exit = stopAIAssistant();
 * ```
 */
export function stopAIAssistant<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StopAIAssistantCommand<RolesOf<Event>>, StopAIAssistantCommand, Context, Event> = {},
): CommandAction<'stopAIAssistant', StopAIAssistantCommand, Context, Event> {
  return { type: 'stopAIAssistant', params };
}

/** Params of {@link joinAIAssistant} in a flow. */
export interface JoinAIAssistantCommand<Roles extends string = string>
  extends Omit<JoinAIAssistantParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Adds a leg to a running conversation. `participant.id` takes a leg: `leg('agent')`.
 *
 * Source: Telnyx OpenAPI, Join AI Assistant conversation.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { joinAIAssistant, leg } from 'callchart';
 *
 * const entry = joinAIAssistant({ conversation_id: 'c-1', participant: { id: leg('agent'), role: 'user' } });
 * ```
 */
export function joinAIAssistant<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<JoinAIAssistantCommand<RolesOf<Event>>, JoinAIAssistantCommand, Context, Event>,
): CommandAction<'joinAIAssistant', JoinAIAssistantCommand, Context, Event> {
  return { type: 'joinAIAssistant', params };
}

/** Params of {@link addAIAssistantMessages} in a flow. */
export interface AddAIAssistantMessagesCommand<Roles extends string = string>
  extends Omit<AddAIAssistantMessagesParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Adds messages to the running conversation, as if they had been said.
 *
 * Source: Telnyx OpenAPI, Add messages to AI Assistant.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { addAIAssistantMessages } from 'callchart';
 *
 * const entry = addAIAssistantMessages({ messages: [{ role: 'system', content: 'The caller is a VIP.' }] });
 * ```
 */
export function addAIAssistantMessages<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<
    AddAIAssistantMessagesCommand<RolesOf<Event>>,
    AddAIAssistantMessagesCommand,
    Context,
    Event
  > = {},
): CommandAction<'addAIAssistantMessages', AddAIAssistantMessagesCommand, Context, Event> {
  return { type: 'addAIAssistantMessages', params };
}

/** Params of {@link startConversationRelay} in a flow. */
export interface StartConversationRelayCommand<Roles extends string = string>
  extends Omit<StartConversationRelayParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Connects the leg with a conversation engine of your own over a WebSocket. `call.conversation.ended` follows; its
 * reason `customer_disconnect` means your socket, not the caller.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Start Conversation Relay.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { startConversationRelay } from 'callchart';
 *
 * const entry = startConversationRelay({ url: 'wss://example.com/relay', greeting: 'Hello.' });
 * ```
 */
export function startConversationRelay<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StartConversationRelayCommand<RolesOf<Event>>, StartConversationRelayCommand, Context, Event>,
): CommandAction<'startConversationRelay', StartConversationRelayCommand, Context, Event> {
  return { type: 'startConversationRelay', params };
}

/** Params of {@link stopConversationRelay} in a flow. */
export interface StopConversationRelayCommand<Roles extends string = string>
  extends Omit<StopConversationRelayParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Ends the conversation relay of the leg.
 *
 * Source: Telnyx OpenAPI, Stop Conversation Relay.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopConversationRelay } from 'callchart';
 *
 * const exit = stopConversationRelay();
 * ```
 */
export function stopConversationRelay<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<
    StopConversationRelayCommand<RolesOf<Event>>,
    StopConversationRelayCommand,
    Context,
    Event
  > = {},
): CommandAction<'stopConversationRelay', StopConversationRelayCommand, Context, Event> {
  return { type: 'stopConversationRelay', params };
}
