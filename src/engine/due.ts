/**
 * What has to happen at a certain time, derived from the state: the machine's timers and the engine's own watches. A
 * host needs to know only when to look again; whatever is due is then done, one thing a turn, oldest first.
 */
import type { CallState, PendingTimer, WithheldEvent } from './call-state.ts';
import { changeLegs, endLeg } from './connection.ts';
import { deliver, eventName } from './deliver.ts';
import { endOverdue, fallBack, hangupRepeatAt, overdueGraceMs, tooManyEngineEvents } from './ending.ts';
import { isLive, isSounding, type Leg, startLimitMs } from './leg.ts';
import { takeEnd } from './leg-end.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { Outcome } from './journal.ts';
import type { Turn } from './turn.ts';
import { legMadeBy } from './unsent.ts';
import { releaseDue } from './withhold.ts';

/** One thing that is due at a time. */
export type Due = { readonly at: number } & (
  | { readonly kind: 'timer'; readonly timer: PendingTimer }
  | { readonly kind: 'withheld'; readonly held: WithheldEvent }
  | {
      readonly kind: 'silence' | 'bound' | 'answer.made' | 'hangup.made' | 'hangup.repeat' | 'reconcile' | 'unborn';
      readonly leg: Leg;
    }
  | { readonly kind: 'late.over' | 'overdue' | 'overdue.over' }
);

// A leg that was asked for and of which nothing was ever heard does not exist.
const unbornMs = 120_000;
// Timers shorter than this count as engine-made events: a cycle of them would never end.
const shortTimerMs = 1_000;

/** The earliest thing that is due, now or later; undefined when the call waits for nothing but webhooks. */
export function nextDue(flow: Flow, state: CallState): Due | undefined {
  let first: Due | undefined;
  for (const due of allDue(flow, state)) if (first === undefined || due.at < first.at) first = due;
  return first;
}

function* allDue(flow: Flow, state: CallState): Generator<Due> {
  if (state.phase === 'closed') return;
  const { limits } = flow.options;
  for (const timer of state.timers) yield { kind: 'timer', at: timer.dueAt, timer };
  for (const held of state.withheld) yield { kind: 'withheld', at: held.dueAt, held };
  for (const leg of state.legs) if (isLive(leg)) yield* legDue(leg, state, limits);
  if (state.lateSince !== undefined) yield { kind: 'late.over', at: state.lateSince + limits.lateWindowMs };
  if (state.overdueAt === undefined) yield { kind: 'overdue', at: state.createdAt + limits.callMs };
  else yield { kind: 'overdue.over', at: state.overdueAt + overdueGraceMs };
}

function* legDue(leg: Leg, state: CallState, limits: Flow['options']['limits']): Generator<Due> {
  if (leg.quietSince !== undefined && leg.hangupDueAt === undefined && state.phase === 'active')
    yield { kind: 'silence', at: leg.quietSince + limits.silenceMs, leg };
  if (leg.answerDueAt !== undefined && leg.hangupDueAt === undefined && state.phase === 'active')
    yield { kind: 'answer.made', at: leg.answerDueAt, leg };
  if (leg.hangupDueAt !== undefined) yield { kind: 'hangup.made', at: leg.hangupDueAt, leg };
  if (leg.callControlId === undefined) {
    const expected = state.commands.some((command) => legMadeBy(command) === leg.id);
    if (!expected) yield { kind: 'unborn', at: leg.seenAt + unbornMs, leg };
  } else if (leg.checking !== true) {
    yield { kind: 'reconcile', at: leg.seenAt + limits.reconcileMs, leg };
    if (leg.hangup !== undefined && leg.hangupDueAt === undefined && !isHangingUp(state, leg))
      yield { kind: 'hangup.repeat', at: hangupRepeatAt(leg.hangup), leg };
  }
  const bound = nextBound(leg, state.at);
  if (bound !== undefined) yield { kind: 'bound', at: bound, leg };
}

const isHangingUp = (state: CallState, leg: Leg): boolean =>
  state.commands.some((one) => one.legId === leg.id && (one.command === 'hangup' || one.command === 'reject'));

/** When something that occupies the leg can no longer be under way, though its end was never reported. */
function nextBound(leg: Leg, at: number): number | undefined {
  const bounds = leg.plays
    .filter((play) => isSounding(play, at))
    .map((play) => (play.startedAt ?? play.acceptedAt ?? at) + play.limitMs);
  for (const one of [...leg.gathers, ...leg.recordings.filter((recording) => recording.limited)])
    if (one.acceptedAt !== undefined) bounds.push(one.acceptedAt + one.limitMs);
  for (const one of leg.engagements)
    if (!one.running && one.acceptedAt !== undefined) bounds.push(one.acceptedAt + startLimitMs);
  if (leg.pending?.acceptedAt !== undefined) bounds.push(leg.pending.acceptedAt + leg.pending.limitMs);
  if (leg.releaseBy !== undefined) bounds.push(leg.releaseBy);
  const coming = bounds.filter((bound) => bound > at);
  return coming.length === 0 ? undefined : Math.min(...coming);
}

/** What a due thing is called in the journal. */
export function dueName(due: Due): string {
  return due.kind === 'timer' ? (due.timer.id ?? due.timer.event.type) : due.kind;
}

/** Does one due thing. */
export function takeDue(turn: Turn, due: Due): Outcome {
  switch (due.kind) {
    case 'timer':
      return fireTimer(turn, due.timer);
    case 'withheld':
      releaseDue(turn, due.held);
      return 'applied';
    case 'silence':
      return reportSilence(turn, due.leg);
    case 'answer.made':
      return makeAnswer(turn, due.leg);
    case 'hangup.made':
      return makeHangup(turn, due.leg, 'unspecified');
    case 'unborn':
      return makeHangup(turn, due.leg, 'not_found');
    case 'hangup.repeat':
    case 'reconcile':
      turn.changeLeg(due.leg.id, (leg) => ({ ...leg, checking: true }));
      return 'applied';
    case 'bound':
      return 'applied';
    case 'late.over':
      turn.stopMachine();
      turn.enter('closed', 'the time for late webhooks is over');
      return 'applied';
    case 'overdue':
      endOverdue(turn);
      return 'applied';
    case 'overdue.over':
      for (const leg of turn.legs) if (isLive(leg)) turn.changeLeg(leg.id, (one) => endLeg(one, {}, turn.at));
      turn.commands = [];
      turn.enter('closed', 'the longest time for a call is over');
      return 'applied';
    default:
      return due satisfies never;
  }
}

function fireTimer(turn: Turn, timer: PendingTimer): Outcome {
  turn.timers = turn.timers.filter((one) => one !== timer);
  const waited = timer.dueAt - turn.lastAt;
  if (waited < shortTimerMs && tooManyEngineEvents(turn)) return 'applied';
  // A flow has no clock but its events.
  const event = { ...timer.event, occurred_at: new Date(turn.at).toISOString() };
  return deliver(turn, event) ? 'applied' : 'ignored';
}

function reportSilence(turn: Turn, leg: Leg): Outcome {
  const silent_ms = turn.at - (leg.quietSince ?? turn.at);
  turn.changeLeg(leg.id, (one) => ({
    ...one,
    quietSince: turn.at,
    quietBeforeMs: (one.quietBeforeMs ?? 0) + silent_ms,
  }));
  if (tooManyEngineEvents(turn)) return 'applied';
  if (deliver(turn, turn.engineEvent('leg.silent', leg.id, { silent_ms }), leg.id)) return 'applied';
  fallBack(turn, `leg ${leg.id} heard nothing for ${silent_ms} ms and the flow has no leg.silent`);
  return 'applied';
}

/** Telnyx has accepted the `answer` and has not said that it is answered: that is taken to be the case. */
function makeAnswer(turn: Turn, leg: Leg): Outcome {
  const type = 'call.answered';
  const payload = {
    ...(leg.callControlId !== undefined && { call_control_id: leg.callControlId }),
    ...(leg.callLegId !== undefined && { call_leg_id: leg.callLegId }),
    ...(leg.callSessionId !== undefined && { call_session_id: leg.callSessionId }),
    ...(leg.from !== undefined && { from: leg.from }),
    ...(leg.to !== undefined && { to: leg.to }),
  };
  turn.legs = changeLegs(turn.legs, leg.id, { type, payload }, turn.at);
  turn.changeLeg(leg.id, (one) => ({ ...one, answerMade: true }));
  if (tooManyEngineEvents(turn)) return 'applied';
  const event = { ...turn.engineEvent(eventName(leg, type), leg.id, {}), payload };
  return deliver(turn, event, leg.id) ? 'applied' : 'ignored';
}

/** A leg is over and Telnyx has not said so: its hangup is made. */
function makeHangup(turn: Turn, leg: Leg, hangup_cause: string): Outcome {
  const payload = {
    ...(leg.callControlId !== undefined && { call_control_id: leg.callControlId }),
    hangup_cause,
    hangup_source: 'unknown',
    sip_hangup_cause: 'unspecified',
  };
  const event = { ...turn.engineEvent(eventName(leg, 'call.hangup'), leg.id, {}), payload };
  return takeEnd(turn, leg, event);
}
