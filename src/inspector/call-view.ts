/**
 * A call as the page shows it now: its legs with their connection states, what it waits for, its context.
 */
import { firstLeg } from '../engine/address.ts';
import type { CallState } from '../engine/call-state.ts';
import type { Attachment, Leg } from '../engine/leg.ts';
import { stateName } from '../replay/rung.ts';
import { withoutSecrets } from '../replay/secrets.ts';
import { eventText } from './chart/event-text.ts';
import type { CallView, LegRow } from './wire.ts';

/** The call. `isLoaded`: whether the flow that it runs on is loaded here. */
export function callView(call: CallState, isLoaded: boolean): CallView {
  const first = firstLeg(call.legs);
  return {
    callId: call.callId,
    flow: call.flow.id,
    version: call.flow.version,
    hash: call.flow.hash,
    isLoaded,
    phase: call.phase,
    from: first?.from,
    to: first?.to,
    createdAt: call.createdAt,
    updatedAt: call.at,
    state: stateName(call.machine.value),
    context: withoutSecrets(call.machine.context),
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
