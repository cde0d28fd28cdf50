/**
 * What became of a command: Telnyx accepted it, or it failed. A failed command is an event; one that held the caller
 * and that nobody handles brings the fallback.
 */
import { commands as registry } from '../telnyx/commands/registry.ts';
import type { PendingCommand } from './call-state.ts';
import { dequeued, omit } from './connection.ts';
import { deliver, mayDeliverExactly } from './deliver.ts';
import { fallBack, hangupRepeatAt, hangupRepeatMs, tooManyEngineEvents } from './ending.ts';
import { accept, renounce } from './expectation.ts';
import { hangUp } from './issue.ts';
import { isLive } from './leg.ts';
import { reportEnded } from './legs-ended.ts';
import type { Failure, Turn } from './turn.ts';
import { endUnborn, legMadeBy } from './unsent.ts';
import { releaseWithheldFor } from './withhold.ts';

/** The facts of a failed command, as the carrier's client reports them. */
export interface CommandFailureFacts {
  readonly reason: string;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
}

/** What Telnyx, or the way to it, said to a command. `attempts` when it took more than one: for those who look back. */
export type CommandOutcomeInput = { readonly attempts?: number } & (
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  | ({ readonly ok: false } & CommandFailureFacts)
);

// Telnyx docs, API error codes: the call is not in a queue; its `call.dequeued` may be lost.
const notQueued = '90035';
// A leg that is known to be over has this long to report its hangup before it is made.
const hangupGraceMs = 5_000;
// An accepted `answer` is reported within a second or two, and Telnyx tries for longer than this to deliver it; but a
// webhook that is lost would leave the caller in silence with nobody to notice: the leg does not count as answered.
const answerGraceMs = 10_000;

/** Takes in a command's outcome. */
export function takeOutcome(turn: Turn, command: PendingCommand, outcome: CommandOutcomeInput): void {
  turn.commands = turn.commands.filter((one) => one.id !== command.id);
  turn.current = command.legId;
  if (outcome.ok) succeed(turn, command, outcome.data);
  else if (outcome.reason === 'unknown_outcome' && isProven(turn, command)) succeed(turn, command, {});
  else failed(turn, command, outcome);
}

/** Whether webhooks have shown that the command was carried out, though its answer never came. */
function isProven(turn: Turn, command: PendingCommand): boolean {
  const made = legMadeBy(command);
  if (made !== undefined) return turn.leg(made)?.callControlId !== undefined;
  const play = turn.leg(command.legId)?.plays.find((one) => one.commandId === command.id);
  return play?.startedAt !== undefined;
}

function succeed(turn: Turn, command: PendingCommand, data: Readonly<Record<string, unknown>>): void {
  turn.changeLeg(command.legId, (leg) => (isLive(leg) ? accept(leg, command, turn.at) : leg));
  if (command.command === 'answer') expectAnswer(turn, command.legId);
  if (command.command === 'dial') identifyDialled(turn, command.legId, data);
  if (command.by === 'engine') return;
  const facts = { command: command.command, result: data };
  const type = `command.succeeded.${command.command}`;
  if (!mayDeliverExactly(turn, type) || tooManyEngineEvents(turn)) return;
  deliver(turn, turn.engineEvent(type, command.legId, facts), command.legId);
}

function expectAnswer(turn: Turn, legId: string): void {
  turn.changeLeg(legId, (leg) =>
    leg.signalling === 'alerting' ? { ...leg, answerDueAt: turn.at + answerGraceMs } : leg,
  );
}

function identifyDialled(turn: Turn, legId: string, data: Readonly<Record<string, unknown>>): void {
  const text = (key: string): string | undefined => (typeof data[key] === 'string' ? data[key] : undefined);
  turn.changeLeg(legId, (leg) => ({
    ...leg,
    ...(leg.callControlId === undefined &&
      text('call_control_id') !== undefined && { callControlId: text('call_control_id') as string }),
    ...(leg.callLegId === undefined &&
      text('call_leg_id') !== undefined && { callLegId: text('call_leg_id') as string }),
    ...(leg.callSessionId === undefined &&
      text('call_session_id') !== undefined && { callSessionId: text('call_session_id') as string }),
    seenAt: turn.at,
  }));
}

type Failed = Extract<CommandOutcomeInput, { readonly ok: false }>;

function failed(turn: Turn, command: PendingCommand, { ok: _ok, attempts: _attempts, ...facts }: Failed): void {
  // A leg that is over, or a state that was left: nobody misses the command.
  if (facts.reason !== 'leg_ended' && facts.reason !== 'expired') turn.failedCommands += 1;
  turn.changeLeg(command.legId, (leg) => renounce(leg, command.id));
  const made = legMadeBy(command);
  if (made !== undefined) endUnborn(turn, made, facts.reason);
  if (facts.reason === 'leg_ended') expectHangup(turn, command.legId);
  if (facts.code === notQueued) turn.changeLeg(command.legId, dequeued);
  releaseWithheldFor(turn, command.id);
  if (command.command === 'hangup' || command.command === 'reject') retryHangup(turn, command, facts.reason);
  if (command.by === 'engine') return;
  if (command.stale === true || facts.reason === 'expired') {
    turn.note = `${command.command} failed (${facts.reason}) after its state was left: not delivered`;
    return;
  }
  turn.failures.push({ command, facts: { command: command.command, ...facts } });
}

/** Telnyx says that the leg is over: its `call.hangup` is made if it never comes. */
function expectHangup(turn: Turn, legId: string): void {
  const leg = turn.leg(legId);
  if (leg === undefined || !isLive(leg)) return;
  turn.changeLeg(legId, (one) => ({ ...one, hangupDueAt: one.hangupDueAt ?? turn.at + hangupGraceMs }));
}

/** A hangup is never given up: it is asked for again until the leg is known to be over. */
function retryHangup(turn: Turn, command: PendingCommand, reason: string): void {
  if (reason === 'leg_ended') return;
  turn.changeLeg(command.legId, (leg) =>
    isLive(leg) ? { ...leg, hangup: { at: turn.at - hangupRepeatMs / 2, attempts: leg.hangup?.attempts ?? 1 } } : leg,
  );
}

/** Tells the machine of commands that failed; one that held the caller and that nobody handles brings the fallback. */
export function reportFailures(turn: Turn): void {
  for (let failure = turn.failures.shift(); failure !== undefined; failure = turn.failures.shift()) {
    if (turn.phase !== 'active' && turn.phase !== 'late') return;
    if (tooManyEngineEvents(turn)) return;
    const { command, facts } = failure;
    const event = turn.engineEvent(`command.failed.${command.command}`, command.legId, facts);
    const handled = deliver(turn, event, command.legId);
    const ended = reportEnded(turn);
    if (handled || ended || !bringsFallback(turn, failure)) continue;
    fallBack(turn, `${command.command} failed (${facts.reason}) and the flow has no command.failed.${command.command}`);
  }
}

function bringsFallback(turn: Turn, { command, facts }: Failure): boolean {
  if (!registry[command.command].holdsCaller || facts.reason === 'expired') return false;
  const leg = turn.leg(command.legId);
  // The leg is over: its hangup tells, and there is nobody to apologise to.
  const over = facts.reason === 'leg_ended' && (leg === undefined || !isLive(leg) || leg.hangupDueAt !== undefined);
  if (over && command.command !== 'dial') return false;
  // Other phones of the ring group still ring: `legs.ended` tells of this one with them.
  const isOneOfMany = turn.legs.some((one) => one.role === leg?.role && one.id !== leg.id && isLive(one));
  if (command.command === 'dial' && isOneOfMany) return false;
  return !(registry[command.command].media && isLeft(turn, command.origin));
}

function isLeft(turn: Turn, origin: readonly string[]): boolean {
  if (origin.length === 0) return false;
  const active = turn.activeNodes();
  return !origin.some((node) => active.has(node));
}

/** What Telnyx says of a leg that was asked after; undefined when it could not be asked. */
export function takeStatus(turn: Turn, legId: string, alive: boolean | undefined): void {
  turn.changeLeg(legId, (leg) => ({ ...omit(leg, 'checking'), seenAt: turn.at }));
  const leg = turn.leg(legId);
  if (leg === undefined || !isLive(leg)) return;
  if (alive === false) expectHangup(turn, legId);
  // It was told to hang up and has not: it is told again, unless the answer may be older than the hangup.
  else if (leg.hangup !== undefined && turn.at >= hangupRepeatAt(leg.hangup))
    hangUp(turn, leg, 'hangup', {}, [], 'engine');
}
