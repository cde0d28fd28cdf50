/**
 * A webhook into a call: its leg's connection state first, then the machine. Completions are told apart, a hangup ends
 * its leg, and private digits are kept out of the journal.
 */
import type { MachineEvent } from './call-state.ts';
import { changeLeg, changeLegs } from './connection.ts';
import { locate } from './correlation.ts';
import { deliver, eventName } from './deliver.ts';
import { hangUp } from './issue.ts';
import type { JournalInput, Outcome } from './journal.ts';
import { isLive, isPrivate, type Leg } from './leg.ts';
import { takeEnd } from './leg-end.ts';
import { complete, type Completion, type CompletionKind, completionKind, isFailedPlayback } from './media.ts';
import { isRedacted, redact } from './privacy.ts';
import { decodeToken } from './token.ts';
import type { Turn } from './turn.ts';
import { withhold } from './withhold.ts';

type Payload = Readonly<Record<string, unknown>>;

/** A webhook as it comes into a call. */
export interface WebhookInput {
  readonly type: 'webhook';
  readonly at: number;
  /** The dedupe key. */
  readonly id: string;
  readonly event_type: string;
  readonly occurred_at: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
}

// Webhooks that come when a call is over; a machine that is not final still receives them.
const lateEvents = new Set([
  'call.recording.saved',
  'call.recording.error',
  'call.recording.transcription.saved',
  'call.cost',
  'call.conversation.ended',
  'call.conversation_insights.generated',
]);

// What a leg that is over can no longer tell: its hangup has told.
const livingOnly = new Set([
  'call.initiated',
  'call.answered',
  'call.bridged',
  'call.speak.ended',
  'call.playback.ended',
]);

/** Takes in a webhook. */
export function takeWebhook(turn: Turn, input: WebhookInput): Outcome {
  const located = locate(turn.callId, turn.legs, input.payload, turn.at);
  turn.legs = located.legs;
  const leg = turn.leg(located.legId);
  const payload = withAuthorsState(input.payload, leg);
  const isHidden = leg !== undefined && isPrivate(leg, turn.at);
  turn.input = webhookEntry(input, leg?.id, isHidden ? redact(payload) : payload, isHidden);
  const event = machineEvent(turn, input, leg, payload);
  turn.current = leg?.id;
  turn.engineEvents = 0;
  if (leg === undefined) return give(turn, event, input.event_type);
  return isGhost(leg, input.event_type) ? exorcise(turn, leg, input) : onLeg(turn, leg, event, input);
}

/** How the journal names a webhook, shown with the payload that may be shown. */
export function webhookEntry(
  webhook: WebhookInput,
  leg: string | undefined,
  payload: Payload,
  isHidden = false,
): JournalInput {
  const { event_type: name, id, occurred_at } = webhook;
  const about = { ...(leg !== undefined && { leg }), ...(occurred_at !== undefined && { occurred_at }) };
  const { client_state: received } = webhook.payload;
  const carriesToken = typeof received === 'string' && received !== payload['client_state'];
  return {
    kind: 'webhook',
    name,
    id,
    ...about,
    payload,
    ...(carriesToken && { client_state: received }),
    ...(isHidden && isRedacted(payload) && { redacted: true }),
  };
}

function onLeg(turn: Turn, leg: Leg, event: MachineEvent, input: WebhookInput): Outcome {
  const { event_type: type, payload } = input;
  if (type === 'call.hangup') return endByHangup(turn, leg, event);
  if (type === 'call.recording.saved') turn.recordings = [...turn.recordings, { leg: leg.id, ...payload }];
  if (!isLive(leg) && livingOnly.has(type)) {
    turn.legs = changeLegs(turn.legs, leg.id, { type, payload }, turn.at);
    turn.note = 'the leg is over: its hangup has told';
    return 'superseded';
  }
  if (type === 'call.answered' && leg.answerMade) {
    turn.legs = changeLegs(turn.legs, leg.id, { type, payload }, turn.at);
    turn.note = 'the leg was taken to be answered: the flow has been told';
    return 'superseded';
  }
  const kind = completionKind(type, payload);
  if (kind !== undefined) return endPlay(turn, leg, event, input, kind);
  turn.legs = changeLegs(turn.legs, leg.id, { type, payload }, turn.at);
  return give(turn, event, type);
}

/** A completion: the machine's if it is that of the newest play, else held back for a while. */
function endPlay(turn: Turn, leg: Leg, event: MachineEvent, input: WebhookInput, kind: CompletionKind): Outcome {
  const { event_type: type, payload } = input;
  const completion = complete(leg, kind, payload, turn.at);
  turn.changeLeg(leg.id, () => ({ ...completion.leg, seenAt: turn.at }));
  if (payload['status'] === 'call_hangup') {
    turn.note = 'cut off by the hangup: call.hangup tells';
    return 'superseded';
  }
  if (completion.superseded !== undefined) {
    const kept = isPrivate(leg, turn.at) ? { ...event, payload: redact(event.payload) } : event;
    if (!completion.settled) withhold(turn, kind, completion.superseded, leg.id, kept);
    return 'superseded';
  }
  const outcome = give(turn, event, type);
  if (outcome === 'ignored' && isFailedPlayback(type, payload)) failPlayback(turn, leg, completion.own, payload);
  return outcome;
}

function endByHangup(turn: Turn, leg: Leg, event: MachineEvent): Outcome {
  if (!isLive(leg)) {
    turn.changeLeg(leg.id, (one) => changeLeg(one, { type: event.type, payload: event.payload }, turn.at));
    turn.note = 'the leg was known to be over';
    return 'superseded';
  }
  turn.changeLeg(leg.id, (one) => changeLeg(one, { type: event.type, payload: event.payload }, turn.at));
  return takeEnd(turn, leg, event);
}

/** Whether a leg that was taken to have never come to be, since its dial failed or was given up, is there after all. */
const isGhost = (leg: Leg, type: string): boolean =>
  leg.ghost === true
    ? isLive(leg) && type !== 'call.hangup'
    : !isLive(leg) && leg.callControlId === undefined && type !== 'call.hangup';

/** The flow goes on without a ghost: it is hung up, and nothing of it is told. */
function exorcise(turn: Turn, leg: Leg, { event_type: type, payload }: WebhookInput): Outcome {
  const { endedAt: _ended, cause: _cause, ...rest } = leg;
  turn.changeLeg(leg.id, () => ({ ...rest, signalling: 'requested', ghost: true }));
  turn.legs = changeLegs(turn.legs, leg.id, { type, payload }, turn.at);
  turn.note = 'the leg was taken to have never come to be: it is hung up';
  if (leg.ghost !== true) hangUp(turn, leg, 'hangup', {}, [], 'engine');
  return 'late';
}

/** Gives the machine an event, unless the machine's part in the call is over. */
function give(turn: Turn, event: MachineEvent, type: string): Outcome {
  const over = turn.phase === 'fallback' || turn.phase === 'closed' || turn.machine.status !== 'active';
  if (over || (turn.phase === 'finishing' && !lateEvents.has(type))) return 'late';
  return deliver(turn, event, event.leg === '' ? undefined : event.leg) ? 'applied' : 'ignored';
}

/** A file that cannot be played is a failed command: the caller hears nothing. */
function failPlayback(turn: Turn, leg: Leg, own: Completion['own'], payload: Payload): void {
  // No play of the flow's is over, so it was the prompt of a gather.
  const asked = own ?? leg.gathers.findLast((one) => one.command === 'gatherUsingAudio');
  if (asked === undefined) return;
  const command = own === undefined ? 'gatherUsingAudio' : 'startPlayback';
  const detail = `Playback ended with ${JSON.stringify({ status: payload['status'], status_detail: payload['status_detail'] })}.`;
  const { commandId: id, origin } = asked;
  turn.failures.push({
    command: { id, command, legId: leg.id, by: 'flow', origin },
    facts: { command, reason: 'rejected', detail },
  });
}

function machineEvent(turn: Turn, input: WebhookInput, leg: Leg | undefined, payload: Payload): MachineEvent {
  return {
    type: eventName(leg, input.event_type),
    leg: leg?.id ?? '',
    id: input.id,
    occurred_at: input.occurred_at ?? new Date(turn.at).toISOString(),
    payload,
  };
}

/** The engine's token is taken off: the flow sees the `client_state` that its author set. */
function withAuthorsState(payload: Payload, leg: Leg | undefined): Payload {
  const token = decodeToken(payload['client_state']);
  return token === undefined ? payload : { ...payload, client_state: token.own ?? leg?.clientState ?? null };
}
