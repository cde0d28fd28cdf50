/**
 * Completions that are held back because they belong to an older play: kept for a while, and delivered after all when
 * the newer play fails or gives no sign.
 */
import type { MachineEvent, WithheldEvent } from './call-state.ts';
import { deliver } from './deliver.ts';
import { isLive } from './leg.ts';
import { awaited } from './media.ts';
import type { Turn } from './turn.ts';

/** Holds a completion back, in place of an earlier one: what is delivered in the end is the last that came. */
export function withhold(
  turn: Turn,
  kind: WithheldEvent['kind'],
  newest: string,
  legId: string,
  event: MachineEvent,
): void {
  const dueAt = turn.at + turn.flow.options.limits.supersededMs;
  const others = turn.withheld.filter((one) => one.legId !== legId || one.kind !== kind);
  turn.withheld = [...others, { legId, kind, newest, dueAt, event }];
  turn.effects.push({ type: 'withheld', event: event.type, leg: legId });
}

/** The command of the newer play failed: what was held back for it is what the machine waits for after all. */
export function releaseWithheldFor(turn: Turn, commandId: string): void {
  for (const held of turn.withheld.filter((one) => one.newest === commandId)) {
    const next = newestFor(turn, held);
    if (next === undefined) release(turn, held);
    else holdFor(turn, held, next);
  }
}

/** The time to wait for a sign of the newer play is over. */
export function releaseDue(turn: Turn, held: WithheldEvent): void {
  const newest = newestFor(turn, held);
  // None open: it ended, and its own completion was delivered; or it expired, and the machine waits for none.
  if (newest === undefined) forget(turn, held);
  else if (newest.commandId === held.newest && !newest.hasSign && !newest.isBehind) release(turn, held);
  else holdFor(turn, held, newest);
}

/** A leg is over: its hangup tells, nothing of it is delivered any more. */
export function forgetWithheld(turn: Turn, legId: string): void {
  turn.withheld = turn.withheld.filter((one) => one.legId !== legId);
}

function newestFor(turn: Turn, held: WithheldEvent): ReturnType<typeof awaited> {
  const leg = turn.leg(held.legId);
  return leg !== undefined && isLive(leg) ? awaited(leg, held.kind, turn.at) : undefined;
}

/** What the machine waits for now, or is behind something else, has as long to give a sign, unless it has given one. */
function holdFor(
  turn: Turn,
  held: WithheldEvent,
  { commandId, hasSign }: NonNullable<ReturnType<typeof awaited>>,
): void {
  forget(turn, held);
  const dueAt = turn.at + turn.flow.options.limits.supersededMs;
  if (!hasSign) turn.withheld = [...turn.withheld, { ...held, newest: commandId, dueAt }];
}

function forget(turn: Turn, held: WithheldEvent): void {
  turn.withheld = turn.withheld.filter((one) => one !== held);
}

function release(turn: Turn, held: WithheldEvent): void {
  forget(turn, held);
  turn.effects.push({ type: 'released', event: held.event.type, leg: held.legId });
  deliver(turn, held.event, held.legId);
}
