/**
 * A webhook into a call: its leg's connection state first, then the machine. Completions are told apart, a hangup ends
 * its leg, and private digits are kept out of the journal.
 */
import type { MachineEvent } from './call-state.ts';
import { changeLeg, changeLegs } from './connection.ts';
import { locate } from './correlation.ts';
import { deliver, eventName } from './deliver.ts';
import type { Outcome } from './journal.ts';
import { isLive, isPrivate, type Leg } from './leg.ts';
import { takeEnd } from './leg-end.ts';
import { complete, completionKind, isFailedPlayback } from './media.ts';
import { redact } from './privacy.ts';
import { decodeToken } from './token.ts';
import type { Turn } from './turn.ts';
import { settleStarted, withhold } from './withhold.ts';

type Payload = Readonly<Record<string, unknown>>;

/** A webhook as it comes into a call. */
export interface WebhookInput {
  readonly type: 'webhook';
  readonly at: number;
  /** The dedupe key. */
  readonly id: string;
  readonly event_type: string;
  readonly occurred_at: string | undefined;
  readonly payload: Payload;
}

// Key webhooks and the end of a gather race, both ways (Telnyx docs: DTMF).
const privateGraceMs = 10_000;

// Webhooks that come when a call is over; a machine that is not final still receives them.
const lateEvents = new Set([
  'call.recording.saved',
  'call.recording.error',
  'call.recording.transcription.saved',
  'call.cost',
  'call.conversation.ended',
  'call.conversation_insights.generated',
]);

/** What became of a webhook, and how the journal shows it. */
export interface Taken {
  readonly outcome: Outcome;
  readonly legId: string | undefined;
  readonly payload: Payload;
}

/** Takes in a webhook. */
export function takeWebhook(turn: Turn, input: WebhookInput): Taken {
  const located = locate(turn.callId, turn.legs, input.payload, turn.at);
  turn.legs = located.legs;
  const leg = turn.leg(located.legId);
  const isHidden = leg !== undefined && isPrivate(leg, turn.at);
  const payload = withAuthorsState(input.payload, leg);
  const event = machineEvent(turn, input, leg, payload);
  turn.current = leg?.id;
  turn.engineEvents = 0;
  const outcome = leg === undefined ? give(turn, event, input.event_type) : onLeg(turn, leg, event, input);
  return { outcome, legId: leg?.id, payload: isHidden ? redact(payload) : payload };
}

function onLeg(turn: Turn, leg: Leg, event: MachineEvent, input: WebhookInput): Outcome {
  const { event_type: type, payload } = input;
  if (type === 'call.hangup') return hangUp(turn, leg, event);
  if (type === 'call.recording.saved') turn.recordings = [...turn.recordings, { leg: leg.id, ...payload }];
  const kind = completionKind(type, payload);
  if (kind === undefined) {
    turn.legs = changeLegs(turn.legs, leg.id, { type, payload }, turn.at);
    const released = type === 'call.speak.started' && settleStarted(turn, leg.id, payload);
    const outcome = give(turn, event, type);
    return released ? 'applied' : outcome;
  }
  const completion = complete(leg, kind, payload, decodeToken(payload['client_state'])?.step);
  const isHidden = isPrivate(leg, turn.at);
  turn.changeLeg(leg.id, () => ({
    ...completion.leg,
    seenAt: turn.at,
    ...(isHidden && kind === 'gather' && { privateUntil: turn.at + privateGraceMs }),
  }));
  if (payload['status'] === 'call_hangup') {
    turn.note = 'cut off by the hangup: call.hangup tells';
    return 'superseded';
  }
  if (completion.superseded !== undefined) {
    const kept = isHidden ? { ...event, payload: redact(event.payload) } : event;
    if (!completion.settled) withhold(turn, kind, completion.superseded, leg.id, kept);
    return 'superseded';
  }
  const outcome = give(turn, event, type);
  if (outcome === 'ignored' && isFailedPlayback(type, payload)) failPlayback(turn, leg, payload);
  return outcome;
}

function hangUp(turn: Turn, leg: Leg, event: MachineEvent): Outcome {
  if (!isLive(leg)) {
    turn.note = 'the leg was known to be over';
    return 'superseded';
  }
  turn.changeLeg(leg.id, (one) => changeLeg(one, { type: event.type, payload: event.payload }, turn.at));
  return takeEnd(turn, leg, event);
}

/** Gives the machine an event, unless the machine's part in the call is over. */
function give(turn: Turn, event: MachineEvent, type: string): Outcome {
  const over = turn.phase === 'fallback' || turn.phase === 'closed' || turn.machine.status !== 'active';
  if (over || (turn.phase === 'finishing' && !lateEvents.has(type))) return 'late';
  return deliver(turn, event, event.leg === '' ? undefined : event.leg) ? 'applied' : 'ignored';
}

/** A file that cannot be played is a failed command: the caller hears nothing. */
function failPlayback(turn: Turn, leg: Leg, payload: Payload): void {
  const play = leg.plays.find((one) => one.kind === 'playback');
  const gather = leg.gathers.findLast((one) => one.command === 'gatherUsingAudio');
  if (play === undefined && gather === undefined) return;
  const command = play === undefined ? 'gatherUsingAudio' : 'startPlayback';
  const id = (play ?? gather)?.commandId ?? '';
  const detail = `Playback ended with ${JSON.stringify({ status: payload['status'], status_detail: payload['status_detail'] })}.`;
  const facts = { command, reason: 'rejected', detail };
  turn.failures.push({ command: { id, command, legId: leg.id, by: 'flow', origin: [] }, facts });
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
