/**
 * Completions that are held back because they belong to an older play: kept for a while, and delivered after all when
 * the newer play fails or gives no sign.
 */
import type { MachineEvent, WithheldEvent } from './call-state.ts';
import { deliver } from './deliver.ts';
import { hasSign, speakIdOf } from './media.ts';
import type { Turn } from './turn.ts';

/** Holds a completion back. */
export function withhold(
  turn: Turn,
  kind: WithheldEvent['kind'],
  newest: string,
  legId: string,
  event: MachineEvent,
): void {
  const speakId = speakIdOf(event.payload);
  const dueAt = turn.at + turn.flow.options.limits.supersededMs;
  const held: WithheldEvent = { legId, kind, newest, ...(speakId !== undefined && { speakId }), dueAt, event };
  turn.withheld = [...turn.withheld, held];
  turn.effects.push({ type: 'withheld', event: event.type, leg: legId });
}

/** The newer play has started: what was held back for it is settled; if it was its own end, it is delivered now. */
export function settleStarted(turn: Turn, legId: string, payload: Readonly<Record<string, unknown>>): boolean {
  const speakId = speakIdOf(payload);
  const own = turn.withheld.find((one) => one.legId === legId && speakId !== undefined && one.speakId === speakId);
  return own !== undefined && release(turn, own);
}

/** The command of the newer play failed: what was held back for it is what the machine waits for after all. */
export function releaseWithheldFor(turn: Turn, commandId: string): void {
  for (const held of turn.withheld.filter((one) => one.newest === commandId)) release(turn, held);
}

/** The time to wait for a sign of the newer play is over. */
export function releaseDue(turn: Turn, held: WithheldEvent): void {
  const leg = turn.leg(held.legId);
  if (leg === undefined || hasSign(leg, held.newest)) {
    turn.withheld = turn.withheld.filter((one) => one !== held);
    return;
  }
  release(turn, held);
}

function release(turn: Turn, held: WithheldEvent): boolean {
  turn.withheld = turn.withheld.filter((one) => one !== held);
  turn.effects.push({ type: 'released', event: held.event.type, leg: held.legId });
  return deliver(turn, held.event, held.legId);
}
