/**
 * Commands over the life of a leg: taking it, refusing it, ending it, sending it elsewhere.
 * What a command does is written here; how it is checked and sent is not known here.
 */
import type { EventObject, MachineContext } from 'xstate';
import type {
  AnswerParams,
  HangupParams,
  ReferParams,
  RejectParams,
  UpdateClientStateParams,
} from '../../telnyx/commands/index.ts';
import type { RolesOf } from '../call-events.ts';
import type { CommandAction, DynamicParams, OnLeg } from '../command-action.ts';

/** Params of {@link answer} in a flow. */
export interface AnswerCommand<Roles extends string = string> extends Omit<AnswerParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Answers an incoming leg. `call.answered` follows; nothing can be played before it.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Answer call.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { answer } from 'callchart';
 *
 * const entry = answer({ record: 'record-from-answer' });
 * ```
 */
export function answer<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<AnswerCommand<RolesOf<Event>>, AnswerCommand, Context, Event> = {},
): CommandAction<'answer', AnswerCommand, Context, Event> {
  return { type: 'answer', params };
}

/** Params of {@link reject} in a flow. */
export interface RejectCommand<Roles extends string = string> extends Omit<RejectParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Refuses an incoming leg that still rings. `call.hangup` follows.
 *
 * Source: Telnyx OpenAPI, Reject a call.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { reject } from 'callchart';
 *
 * const entry = reject({ cause: 'USER_BUSY' });
 * ```
 */
export function reject<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<RejectCommand<RolesOf<Event>>, RejectCommand, Context, Event>,
): CommandAction<'reject', RejectCommand, Context, Event> {
  return { type: 'reject', params };
}

/** Params of {@link hangup} in a flow. */
export interface HangupCommand<Roles extends string = string> extends Omit<HangupParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Hangs a leg up. `call.hangup` follows. It overtakes whatever still waits to be sent to that leg, and a leg that is
 * being dialled is hung up as soon as its id is known.
 *
 * Source: Telnyx OpenAPI, Hangup call.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { hangup, others } from 'callchart';
 *
 * const endCall = hangup();
 * const stopRinging = hangup({ leg: others('agent') });
 * ```
 */
export function hangup<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<HangupCommand<RolesOf<Event>>, HangupCommand, Context, Event> = {},
): CommandAction<'hangup', HangupCommand, Context, Event> {
  return { type: 'hangup', params };
}

/** Params of {@link refer} in a flow. */
export interface ReferCommand<Roles extends string = string> extends Omit<ReferParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Asks the far end to call another SIP address instead (SIP REFER). `call.refer.started`, then `call.refer.completed` or
 * `call.refer.failed` follow.
 *
 * Source: Telnyx OpenAPI, SIP Refer a call.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { refer } from 'callchart';
 *
 * const entry = refer({ sip_address: 'sip:desk@example.com' });
 * ```
 */
export function refer<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<ReferCommand<RolesOf<Event>>, ReferCommand, Context, Event>,
): CommandAction<'refer', ReferCommand, Context, Event> {
  return { type: 'refer', params };
}

/** Params of {@link updateClientState} in a flow. */
export interface UpdateClientStateCommand<Roles extends string = string>
  extends UpdateClientStateParams, OnLeg<Roles> {}

/**
 * Changes what later webhooks of the leg carry as `client_state`, and nothing else. No webhook follows.
 *
 * Source: Telnyx OpenAPI, Update client state.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { updateClientState } from 'callchart';
 *
 * const entry = updateClientState({ client_state: 'dmlwPXRydWU=' });
 * ```
 */
export function updateClientState<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<UpdateClientStateCommand<RolesOf<Event>>, UpdateClientStateCommand, Context, Event>,
): CommandAction<'updateClientState', UpdateClientStateCommand, Context, Event> {
  return { type: 'updateClientState', params };
}
