/**
 * `legs.ended.<role>`: no leg of a role lives any more. Told once per generation of legs: a redial that fails is told
 * again.
 */
import { deliver } from './deliver.ts';
import { isLive } from './leg.ts';
import type { Turn } from './turn.ts';

/** Tells the machine of each role whose last leg ended in this turn. @returns whether it took any of it */
export function reportEnded(turn: Turn): boolean {
  let handled = false;
  const ended = turn.legs.filter((leg) => leg.endedAt !== undefined && leg.reportedEnd !== true);
  for (const role of new Set(ended.map((leg) => leg.role))) {
    const legs = turn.legs.filter((leg) => leg.role === role);
    if (legs.some((leg) => isLive(leg))) continue;
    const fresh = legs.filter((leg) => leg.reportedEnd !== true);
    const causes = [...fresh]
      .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
      .map((leg) => ({ leg: leg.id, ...leg.cause }));
    for (const leg of fresh) turn.changeLeg(leg.id, (one) => ({ ...one, reportedEnd: true }));
    if (turn.phase !== 'active') continue;
    const last = causes.at(-1)?.leg ?? '';
    handled = deliver(turn, turn.engineEvent(`legs.ended.${role}`, last, { causes }), last) || handled;
  }
  return handled;
}
