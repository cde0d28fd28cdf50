/**
 * When explored calls begin: at one time, unless the flow tells times apart as a call begins, such as office hours; then
 * at one of each kind. Whether it does is tried, not read. It judges nothing.
 */
import { defaultVariants } from '../../simulator/variants.ts';
import { epochMs } from '../carrier/webhooks.ts';
import { checkMetaOf } from '../model/check-meta.ts';
import type { FlowModel } from '../model/flow-model.ts';
import type { Node } from './explored.ts';
import { firstWorld } from './first-world.ts';
import { makeMove, type Rules } from './transition.ts';
import type { World } from './world.ts';

/** When calls begin, milliseconds since the Unix epoch. */
export interface StartTimes {
  readonly times: readonly number[];
  /** How many kinds of times the flow was seen to tell apart. */
  readonly kinds: number;
}

// Open, closed, at lunch, on a Sunday. Each one more is as much again to explore.
const mostTimes = 4;
const hourMs = 3_600_000;
const monday = Date.UTC(2026, 2, 2);
const weekend = [5, 6].flatMap((day) => [1, 9, 13, 17, 21].map((hour) => day * 24 + hour));
const tried = [
  epochMs,
  ...[...Array.from({ length: 24 }, (_, hour) => hour), ...weekend].map((hour) => monday + hour * hourMs),
];

/** The times at which calls of a flow begin. */
export function startTimesOf(model: FlowModel, rules: Rules): StartTimes {
  const told = checkMetaOf(model.flow).startsAt;
  if (told !== undefined) return { times: told.map((time) => Date.parse(time)), kinds: told.length };
  const kinds = new Map<string, number>();
  for (const time of tried) {
    const kind = kindOf(model, rules, time);
    if (!kinds.has(kind)) kinds.set(kind, time);
  }
  return { times: [...kinds.values()].slice(0, mostTimes), kinds: kinds.size };
}

// The call has been answered by then, if the flow answers at once.
const lookedAtMs = 2_500;

/** What becomes of a call within its first moments, without what only says what time it is. */
function kindOf(model: FlowModel, rules: Rules, time: number): string {
  let world: World = firstWorld(model, rules, defaultVariants, {}, time);
  for (let moves = 0; moves < 12 && world.carrier.now < lookedAtMs; moves++) {
    const reached = makeMove(rules, world, { act: undefined });
    if (reached.isOver || reached.world.carrier.now > lookedAtMs) break;
    ({ world } = reached);
  }
  const { value, context, status } = world.call?.machine ?? {};
  return JSON.stringify([value, context, status], (_key, one: unknown) => (isTime(one) ? 'a time' : one));
}

const isTime = (value: unknown): boolean =>
  typeof value === 'number' ? value > 1e11 : typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);

/** When the call on the way to a moment begins, ISO 8601; undefined: when calls begin anyway. */
export function startOf(node: Node): string | undefined {
  let first = node;
  while (first.parent !== undefined) first = first.parent;
  const { startsAtMs = epochMs } = first;
  return startsAtMs === epochMs ? undefined : new Date(startsAtMs).toISOString();
}
