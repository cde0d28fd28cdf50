/**
 * How calls end: the fallback that takes a failed call over, the release of legs that nothing holds, and the moments at
 * which a call is late and then closed. No leg is left alive and alone: what is told to hang up is asked after until it
 * is known to be over.
 */
import { isHeld, isLive, isPendingAttachment, isSounding, type Leg } from './leg.ts';
import { hangUp, issueOwn } from './issue.ts';
import { stopGathers } from './media.ts';
import type { Turn } from './turn.ts';
import { dropCommand, isUnsent } from './unsent.ts';

// Longer than an apology takes to say; a lost webhook must not leave the caller on the line.
const apologyLimitMs = 30_000;
// A dead leg's hangup has this long to be reported; then Telnyx is asked, and asked to hang up again.
export const hangupRepeatMs = 10_000;
// Longest distance between two requests to hang up the same leg.
const longestRepeatMs = 300_000;
// After the call's time is over, legs have this long to report their end.
export const overdueGraceMs = 60_000;

/**
 * The flow failed: the engine takes the call over, once. An answered leg hears the apology and is hung up, an alerting
 * one is rejected, a bridged one is never touched.
 */
export function fallBack(turn: Turn, why: string): void {
  if (turn.phase !== 'active' && turn.phase !== 'late') return;
  turn.stopMachine();
  turn.failure = why;
  turn.failures = [];
  turn.answered = [];
  turn.handoff = undefined;
  turn.enter('fallback', why);
  for (const command of turn.commands) {
    const isEnding = command.command === 'hangup' || command.command === 'reject';
    if (command.by === 'flow' && isUnsent(command) && !isEnding) dropCommand(turn, command, 'the fallback took over');
  }
  for (const leg of turn.legs.filter((one) => isLive(one))) rescue(turn, leg);
}

function rescue(turn: Turn, leg: Leg): void {
  if (leg.attachment.type === 'bridged' || leg.hangup !== undefined) return;
  if (leg.signalling === 'answered') {
    apologise(turn, leg);
    return;
  }
  const rejects = leg.direction === 'incoming' && leg.signalling === 'alerting';
  const { reject } = turn.flow.options.fallback;
  if (rejects) hangUp(turn, leg, 'reject', { cause: reject }, [], 'engine');
  else hangUp(turn, leg, 'hangup', {}, [], 'engine');
}

function apologise(turn: Turn, leg: Leg): void {
  const { say, voice, language } = turn.flow.options.fallback;
  // `stop` cuts off what plays and waits: behind an endless loop the apology would never be heard.
  issueOwn(turn, 'speak', leg, { payload: say, voice, language, stop: 'all' });
  turn.changeLeg(leg.id, (one) => ({
    ...stopGathers(one),
    plays: one.plays.slice(-1),
    releaseBy: turn.at + apologyLimitMs,
  }));
}

/** First leg's hangup that the flow did not want: every other leg that nothing holds goes too, and the call ends. */
export function abandon(turn: Turn): void {
  turn.stopMachine();
  turn.enter('finishing', "the first leg's hangup was not handled");
}

/** Counts an engine-made event; a flow that answers them with nothing but more of them goes to the fallback. */
export function tooManyEngineEvents(turn: Turn): boolean {
  turn.engineEvents += 1;
  const limit = turn.flow.options.limits.engineEvents;
  if (turn.engineEvents <= limit) return false;
  fallBack(turn, `more than ${limit} engine-made events in a row: the flow goes round in a circle`);
  return true;
}

/** Runs at the end of every turn: releases legs whose flow is over, and moves the call on when none is left. */
export function settle(turn: Turn): void {
  if (turn.phase === 'finishing' || turn.phase === 'fallback') for (const leg of turn.legs) release(turn, leg);
  // Another flow takes the call in the same commit, with or without legs.
  if (turn.phase === 'closed' || turn.handoff !== undefined) return;
  const alive = turn.legs.some((leg) => isLive(leg)) || turn.commands.length > 0;
  const waiting = turn.timers.length > 0 || turn.tasks.length > 0;
  if (alive || (waiting && turn.phase !== 'fallback')) {
    turn.lateSince = undefined;
    if (turn.phase === 'late') turn.enter('active', 'the flow goes on');
    return;
  }
  turn.lateSince ??= turn.at;
  if (turn.phase === 'active') turn.enter('late', 'no leg lives and nothing is pending');
}

/** Hangs a leg up when its flow is over and nothing holds it: after what is being said has been said. */
function release(turn: Turn, leg: Leg): void {
  if (!isLive(leg) || leg.hangup !== undefined) return;
  // A flow that reached its end may leave its legs alone; one whose caller left it has not.
  if (turn.flow.options.keepLegs && turn.phase === 'finishing' && turn.machine.status === 'done') return;
  const bridged = leg.attachment.type === 'bridged';
  if (turn.phase === 'finishing' ? isHeldOrWillBe(turn, leg) : bridged) return;
  if (leg.signalling === 'answered' && isSpeaking(turn, leg)) return;
  hangUp(turn, leg, 'hangup', {}, [], 'engine');
}

/** Whether something holds the leg, or was asked to: a flow may end with the transfer that it asks for. */
function isHeldOrWillBe(turn: Turn, leg: Leg): boolean {
  if (isHeld(leg, turn.at) || leg.engagements.some((one) => isOnItsWay(turn, one.commandId))) return true;
  const attaching = turn.legs.filter((one) => isLive(one) && (one.id === leg.id || one.pending?.peer === leg.id));
  return attaching.some(
    (one) =>
      isPendingAttachment(one, turn.at) || (one.pending !== undefined && isOnItsWay(turn, one.pending.commandId)),
  );
}

const isOnItsWay = (turn: Turn, commandId: string): boolean =>
  turn.commands.some((command) => command.id === commandId);

/** Whether something is still to be heard: said, or accepted, or on its way; endless loops apart. */
function isSpeaking(turn: Turn, leg: Leg): boolean {
  if (leg.releaseBy !== undefined && turn.at >= leg.releaseBy) return false;
  return leg.plays.some((play) => {
    if (play.infinite) return false;
    return isOnItsWay(turn, play.commandId) || isSounding(play, turn.at);
  });
}

/** When a leg that was told to hang up is to be told again: each time it is given twice as long. */
export function hangupRepeatAt({ at, attempts }: NonNullable<Leg['hangup']>): number {
  return at + Math.min(hangupRepeatMs * 2 ** (attempts - 1), longestRepeatMs);
}

/** The four hours are over: whatever lives is hung up. */
export function endOverdue(turn: Turn): void {
  turn.overdueAt = turn.at;
  turn.stopMachine();
  turn.enter('finishing', 'the longest time for a call is over');
  for (const leg of turn.legs) if (leg.hangup === undefined) hangUp(turn, leg, 'hangup', {}, [], 'engine');
}
