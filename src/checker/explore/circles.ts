/**
 * Calls that never end by themselves: ways of time alone that lead back to where they began, or that only the four-hour
 * limit ends, while nobody holds a leg.
 */
import { stateName, type Violation } from './violation.ts';
import type { Node } from './explored.ts';

/** A circle, and a moment in it. */
export interface Circle {
  readonly violation: Violation;
  readonly node: Node;
}

/** Finds the circles among explored moments, each once. */
export function findCircles(nodes: readonly Node[]): readonly Circle[] {
  const done = new Set<number>();
  const found: Circle[] = [];
  for (const start of nodes) {
    const path: number[] = [];
    const onPath = new Map<number, number>();
    for (let at: number | undefined = start.index; at !== undefined && !done.has(at); at = nodes[at]?.next) {
      const begun = onPath.get(at);
      if (begun !== undefined) {
        const circle = path.slice(begun).map((index) => nodes[index] as Node);
        const first = circle.reduce((a, b) => (b.depth < a.depth ? b : a));
        if (!circle.some(({ isHeld }) => isHeld)) found.push({ node: first, violation: violationOf(circle, first) });
        break;
      }
      onPath.set(at, path.length);
      path.push(at);
    }
    for (const index of path) done.add(index);
  }
  return found;
}

function violationOf(circle: readonly Node[], first: Node): Violation {
  const states = [...new Set(circle.map(({ state }) => stateName(parse(state))))];
  const words = states.map((state) => `"${state}"`).join(', ');
  const message =
    states.length === 1
      ? `Nothing but Telnyx' limit of four hours ends the call here: while nobody does anything it stays in ${words}.`
      : `While nobody does anything the call goes round through ${words}, until Telnyx ends it after four hours.`;
  return { code: 'endless', state: stateName(parse(first.state)), message, atMs: 0 };
}

const parse = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));
