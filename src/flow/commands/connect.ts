/**
 * Commands that bring a second leg into the call, or join two.
 * What a command does is written here; how it is checked and sent is not known here.
 */
import type { EventObject, MachineContext } from 'xstate';
import type {
  BridgeParams,
  DialParams,
  SwitchSupervisorRoleParams,
  TransferParams,
} from '../../telnyx/commands/index.ts';
import type { RolesOf } from '../call-events.ts';
import type { CommandAction, DynamicParams, OnLeg } from '../command-action.ts';
import type { DEFAULT_DIAL_ROLE, DEFAULT_TRANSFER_ROLE } from '../leg-address.ts';

/** Params of {@link dial} in a flow. */
export interface DialCommand<Roles extends string = string> extends Omit<
  DialParams,
  'command_id' | 'connection_id' | 'from' | 'to'
> {
  /** Number or SIP URI to call; of several, each is dialled as a leg of its own. */
  to: DialParams['to'];
  /** Number that is shown. Default: `defaults.from` of the options, else the call's own number. */
  from?: DialParams['from'];
  /** Application that dials. Default: `defaults.connection_id`, else the call's own, else the environment's. */
  connection_id?: DialParams['connection_id'];
  /** Role of the new leg: its events are `<role>.call.answered` and so on. Default `callee`. */
  as?: Roles | typeof DEFAULT_DIAL_ROLE;
}

/**
 * Calls somebody. The new leg's events bear its role: `agent.call.initiated`, `agent.call.answered` or
 * `agent.call.hangup`; `legs.ended.agent` comes when no leg of that role lives any more.
 * A param that wants a `call_control_id` takes a leg: `link_to: leg('caller')`.
 *
 * Source: Telnyx OpenAPI, Dial.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { dial, leg } from 'callchart';
 *
 * const ringTheDesk = dial({ as: 'agent', to: ['+15550100', '+15550101'], timeout_secs: 20 });
 * const callThrough = dial({ as: 'agent', to: '+15550100', link_to: leg('caller'), bridge_on_answer: true });
 * ```
 */
export function dial<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<DialCommand<RolesOf<Event>>, DialCommand, Context, Event>,
): CommandAction<'dial', DialCommand, Context, Event> {
  return { type: 'dial', params };
}

/** Params of {@link transfer} in a flow. */
export interface TransferCommand<Roles extends string = string>
  extends Omit<TransferParams, 'command_id'>, OnLeg<Roles> {
  /** Role of the new leg: its events are `<role>.call.answered` and so on. Default `target`. */
  as?: Roles | typeof DEFAULT_TRANSFER_ROLE;
}

/**
 * Calls somebody and bridges the leg with them as soon as they answer. The new leg's events bear its role:
 * `sales.call.answered`, `sales.call.bridged` or `sales.call.hangup`; the first leg stays when nobody answers.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Transfer call.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { transfer } from 'callchart';
 *
 * const entry = transfer({ as: 'sales', to: '+15550100', timeout_secs: 20 });
 * ```
 */
export function transfer<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<TransferCommand<RolesOf<Event>>, TransferCommand, Context, Event>,
): CommandAction<'transfer', TransferCommand, Context, Event> {
  return { type: 'transfer', params };
}

/** Params of {@link bridge} in a flow. */
export interface BridgeCommand<Roles extends string = string> extends Omit<BridgeParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Joins the leg with another one, or with the head of a queue. `call.bridged` follows for both legs.
 * `call_control_id` takes a leg: `leg('agent')`. Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Bridge calls.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { bridge, leg } from 'callchart';
 *
 * const entry = bridge({ call_control_id: leg('agent') });
 * ```
 */
export function bridge<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<BridgeCommand<RolesOf<Event>>, BridgeCommand, Context, Event>,
): CommandAction<'bridge', BridgeCommand, Context, Event> {
  return { type: 'bridge', params };
}

/** Params of {@link switchSupervisorRole} in a flow. */
export interface SwitchSupervisorRoleCommand<Roles extends string = string>
  extends SwitchSupervisorRoleParams, OnLeg<Roles> {}

/**
 * Changes what a supervising leg may do: listen (`monitor`), speak to one side (`whisper`) or to both (`barge`).
 * Telnyx takes no `command_id` for it: it is never repeated blindly.
 *
 * Source: Telnyx OpenAPI, Switch supervisor role.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { switchSupervisorRole } from 'callchart';
 *
 * const entry = switchSupervisorRole({ leg: 'supervisor', role: 'barge' });
 * ```
 */
export function switchSupervisorRole<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<SwitchSupervisorRoleCommand<RolesOf<Event>>, SwitchSupervisorRoleCommand, Context, Event>,
): CommandAction<'switchSupervisorRole', SwitchSupervisorRoleCommand, Context, Event> {
  return { type: 'switchSupervisorRole', params };
}
