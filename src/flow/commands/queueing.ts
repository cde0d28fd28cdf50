/**
 * Commands that put a leg into a queue and take it out.
 * What a command does is written here; how it is checked and sent is not known here.
 */
import type { EventObject, MachineContext } from 'xstate';
import type { EnqueueParams, LeaveQueueParams } from '../../telnyx/commands/index.ts';
import type { RolesOf } from '../call-events.ts';
import type { CommandAction, DynamicParams, OnLeg } from '../command-action.ts';

/** Params of {@link enqueue} in a flow. */
export interface EnqueueCommand<Roles extends string = string>
  extends Omit<EnqueueParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Puts the leg into a queue, which is made if it is new. `call.enqueued` follows, later `call.dequeued` with a reason. An
 * existing bridge of the leg is undone. After `max_wait_time_secs` the leg is parked and waits for commands.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Enqueue call; Telnyx docs: Queueing calls.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { enqueue } from 'callchart';
 *
 * const entry = enqueue({ queue_name: 'support', max_wait_time_secs: 300 });
 * ```
 */
export function enqueue<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<EnqueueCommand<RolesOf<Event>>, EnqueueCommand, Context, Event>,
): CommandAction<'enqueue', EnqueueCommand, Context, Event> {
  return { type: 'enqueue', params };
}

/** Params of {@link leaveQueue} in a flow. */
export interface LeaveQueueCommand<Roles extends string = string>
  extends Omit<LeaveQueueParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Takes the leg out of its queue. `call.dequeued` with the reason `leave` follows.
 *
 * Source: Telnyx OpenAPI, Remove call from a queue.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { leaveQueue } from 'callchart';
 *
 * const entry = leaveQueue();
 * ```
 */
export function leaveQueue<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<LeaveQueueCommand<RolesOf<Event>>, LeaveQueueCommand, Context, Event> = {},
): CommandAction<'leaveQueue', LeaveQueueCommand, Context, Event> {
  return { type: 'leaveQueue', params };
}
