/**
 * A call as the page shows it now: a row of the list, and the whole of it with its legs' connection states and what it
 * waits for.
 */
import { firstLeg } from '../engine/address.ts';
import type { CallState } from '../engine/call-state.ts';
import type { Attachment, Leg } from '../engine/leg.ts';
import { stateName } from '../replay/rung.ts';
import { eventText } from './chart/event-text.ts';
import type { CallRow, CallView, LegRow } from './wire.ts';

/** A row of the list. */
export function callRow({ callId, flow, phase, legs, createdAt, at }: CallState): CallRow {
  const first = firstLeg(legs);
  const { id, version } = flow;
  return { callId, flow: id, version, phase, from: first?.from, to: first?.to, createdAt, updatedAt: at };
}

/** The call. `isLoaded`: whether the flow that it runs on is loaded here. */
export function callView(call: CallState, isLoaded: boolean): CallView {
  return {
    ...callRow(call),
    hash: call.flow.hash,
    isLoaded,
    state: stateName(call.machine.value),
    ...(call.failure !== undefined && { failure: call.failure }),
    legs: call.legs.map(legRow),
    timers: call.timers.map(({ event, dueAt }) => ({ name: eventText(event.type), dueAt })),
    tasks: call.tasks.map(({ id }) => id),
    pending: call.commands.map(({ command, legId }) => `${command} → ${legId}`),
  };
}

function legRow(leg: Leg): LegRow {
  return {
    id: leg.id,
    direction: leg.direction,
    from: leg.from,
    to: leg.to,
    signalling: leg.signalling,
    attachment: attachmentText(leg.attachment),
    held: leg.held,
    doing: [
      ...leg.plays.map(({ kind, startedAt }) => (startedAt === undefined ? `${kind} waits` : kind)),
      ...leg.gathers.map(({ command }) => command),
      ...leg.recordings.map(() => 'recording'),
      ...leg.engagements.map(({ kind }) => kind),
      ...(leg.pending === undefined ? [] : [`${leg.pending.kind} pending`]),
      ...(leg.detecting === undefined ? [] : ['detecting']),
    ],
    ...(leg.cause !== undefined && { cause: leg.cause.hangup_cause }),
  };
}

function attachmentText(attachment: Attachment): string {
  switch (attachment.type) {
    case 'none':
      return '';
    case 'bridged':
      return `bridged with ${attachment.peer ?? 'somebody'}`;
    case 'queued':
      return `in queue ${attachment.queue ?? ''}`;
    case 'conference':
      return 'in a conference';
    case 'supervising':
      return 'supervising';
    default:
      return attachment satisfies never;
  }
}
