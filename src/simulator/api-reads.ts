/**
 * What the API tells without doing anything: a leg's state, active calls, queues. Source: Telnyx OpenAPI.
 */
import type { Carrier } from './commands/command.ts';
import { isoTime } from './identifiers.ts';
import type { Leg } from './leg.ts';
import { type Problem, problem } from './problem.ts';
import { averageWaitSecs, type Waiting } from './waiting-queue.ts';

/** Answers a GET; undefined: no such route. */
export function answerRead(carrier: Carrier, path: string): Problem | { readonly data: unknown } | undefined {
  const [resource, id = '', part, partId] = path.split('/').filter((segment) => segment !== '');
  if (resource === 'calls' && part === undefined && id !== '') return callStatus(carrier, id);
  if (resource === 'connections' && part === 'active_calls') return activeCalls(carrier, id);
  if (resource === 'queues' && id !== '') return queue(carrier, id, part, partId);
  return undefined;
}

/** Ended legs can be asked about for ten minutes (Telnyx OpenAPI: RetrieveCallStatus). */
const endedLegMemoryMs = 600_000;

/** Whether the API does not know the leg any more. */
export function isForgotten(leg: Leg): boolean {
  return leg.endedAt !== undefined && leg.now() - leg.endedAt > endedLegMemoryMs;
}

function callStatus({ world }: Carrier, id: string): Problem | { readonly data: unknown } {
  const leg = world.leg(id);
  if (!leg || isForgotten(leg)) return problem('invalidCallControlId', { status: 404 });
  return {
    data: {
      ...callData(leg),
      is_alive: leg.alive,
      start_time: isoTime(leg.initiatedAt),
      ...(leg.endedAt !== undefined && { end_time: isoTime(leg.endedAt) }),
    },
  };
}

function activeCalls({ world }: Carrier, connectionId: string): Problem | { readonly data: unknown } {
  if (connectionId !== world.connectionId) return problem('notFound');
  const alive = world.legs.filter((leg) => leg.alive);
  return { data: alive.map(callData) };
}

function callData(leg: Leg): Record<string, unknown> {
  return {
    record_type: 'call',
    call_control_id: leg.identity.callControlId,
    call_leg_id: leg.identity.callLegId,
    call_session_id: leg.identity.callSessionId,
    client_state: leg.clientState ?? '',
    call_duration: Math.floor(((leg.endedAt ?? leg.now()) - leg.initiatedAt) / 1_000),
  };
}

function queue({ world, queues }: Carrier, name: string, part?: string, callId?: string): Problem | { data: unknown } {
  const entries = queues.entries(name);
  if (!entries) return problem('notFound');
  if (part === 'calls') {
    const calls = entries.map((entry, index) => queueCall(entry, name, index + 1));
    if (callId === undefined) return { data: calls };
    const call = calls.find((each) => each['call_control_id'] === callId);
    return call ? { data: call } : problem('notFound');
  }
  return {
    data: {
      record_type: 'queue',
      id: name,
      name,
      current_size: entries.length,
      max_size: queues.maxSize(name),
      average_wait_time_secs: averageWaitSecs(entries, world.now()),
      created_at: isoTime(world.now()),
      updated_at: isoTime(world.now()),
    },
  };
}

function queueCall(entry: Waiting, queueName: string, position: number): Record<string, unknown> {
  const { identity } = entry.leg;
  return {
    record_type: 'queue_call',
    call_control_id: identity.callControlId,
    call_leg_id: identity.callLegId,
    call_session_id: identity.callSessionId,
    connection_id: identity.connectionId,
    from: identity.from,
    to: identity.to,
    is_alive: entry.leg.alive,
    enqueued_at: isoTime(entry.since),
    wait_time_secs: Math.round((entry.leg.now() - entry.since) / 1_000),
    queue_position: position,
    queue_id: queueName,
  };
}
