/**
 * `legs.ended.<role>`: no leg of a role lives any more. Told once per generation of legs: a redial that fails is told
 * again.
 */
import { deliver } from './deliver.ts';
import { isLive, type Leg } from './leg.ts';
import type { Turn } from './turn.ts';

/** Whether a role's last leg has ended and the machine does not know it. */
export function owesEnd(turn: Turn): boolean {
  return turn.legs.some(
    (leg) => isUnreported(leg) && !turn.legs.some((other) => other.role === leg.role && isLive(other)),
  );
}

const isUnreported = (leg: Leg): boolean => leg.endedAt !== undefined && leg.reportedEnd !== true;

/** Tells the machine of each role whose last leg ended in this turn. @returns whether it took any of it */
export function reportEnded(turn: Turn): boolean {
  let handled = false;
  const ended = turn.legs.filter((leg) => isUnreported(leg));
  for (const role of new Set(ended.map((leg) => leg.role))) {
    const legs = turn.legs.filter((leg) => leg.role === role);
    if (legs.some((leg) => isLive(leg))) continue;
    const fresh = legs.filter((leg) => leg.reportedEnd !== true);
    const causes = [...fresh]
      .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
      .map((leg) => ({ leg: leg.id, ...leg.cause }));
    for (const leg of fresh) turn.changeLeg(leg.id, (one) => ({ ...one, reportedEnd: true }));
    if (turn.phase !== 'active' && turn.phase !== 'late') continue;
    const last = causes.at(-1)?.leg ?? '';
    handled = deliver(turn, turn.engineEvent(`legs.ended.${role}`, last, { causes }), last) || handled;
  }
  return handled;
}
