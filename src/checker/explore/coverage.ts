/**
 * Which states and transitions of a flow were gone through, by an exploration or by the journals of real calls. It
 * judges nothing.
 */
import type { AnyStateNode } from 'xstate';
import type { JournalEntry } from '../../engine/journal.ts';
import { type FlowModel, pathOf, type Way } from '../model/flow-model.ts';

/** How much of a flow was gone through. */
export interface CoverageCount {
  readonly states: number;
  readonly ofStates: number;
  readonly transitions: number;
  readonly ofTransitions: number;
  /** States that were not entered. */
  readonly missedStates: readonly string[];
  /** Transitions that were not taken: `menu: call.gather.ended → sales`. */
  readonly missedTransitions: readonly string[];
}

/** Collects. */
export class Coverage {
  readonly #model: FlowModel;
  readonly #states = new Set<AnyStateNode>();
  readonly #taken = new Set<string>();
  readonly #leaves = new Map<string, readonly AnyStateNode[]>();
  readonly #noted = new Set<string>();

  constructor(model: FlowModel) {
    this.#model = model;
  }

  /** Notes a step of the engine. */
  note(from: unknown, to: unknown, entry: Pick<JournalEntry, 'events'>): void {
    const key = `${JSON.stringify(from)} ${JSON.stringify(to)} ${entry.events.map(({ type }) => type).join(' ')}`;
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    const before = from === undefined ? [] : this.#leavesOf(from);
    const reached = this.#leavesOf(to);
    for (const leaf of [...before, ...reached]) this.#states.add(leaf);
    const events = entry.events.filter(({ handled }) => handled).map(({ type }) => type);
    // What passes on at once is on the way between the two.
    const sources = [...before];
    for (let at = 0; at < sources.length && at < 200; at++) {
      const leaf = sources[at] as AnyStateNode;
      for (const way of this.#model.waysFrom(leaf)) {
        if (way.event !== 'always' && !events.includes(way.event) && !isDone(way.event)) continue;
        const isPassing = way.to.some((one) => !reached.includes(one)) && way.to.length > 0;
        if (way.event !== 'always' && isPassing && !this.#passesOn(way, reached, events)) continue;
        if (way.event === 'always' && isPassing) continue;
        this.#taken.add(wayName(way));
        for (const one of way.to) {
          this.#states.add(one);
          if (!sources.includes(one) && !reached.includes(one)) sources.push(one);
        }
      }
    }
  }

  /** Whether what a way leads to is left at once for what was reached. */
  #passesOn(way: Way, reached: readonly AnyStateNode[], events: readonly string[]): boolean {
    return way.to.every(
      (leaf) =>
        reached.includes(leaf) ||
        this.#model
          .waysFrom(leaf)
          .some(
            (next) =>
              (next.event === 'always' || isDone(next.event) || events.includes(next.event)) &&
              next.to.some((one) => reached.includes(one)),
          ),
    );
  }

  #leavesOf(value: unknown): readonly AnyStateNode[] {
    const key = JSON.stringify(value) ?? '';
    const known = this.#leaves.get(key);
    if (known !== undefined) return known;
    const leaves: AnyStateNode[] = [];
    const visit = (node: AnyStateNode, inner: unknown): void => {
      if (typeof inner === 'string') {
        const child = node.states[inner] as AnyStateNode | undefined;
        if (child !== undefined) leaves.push(child);
      } else if (typeof inner === 'object' && inner !== null) {
        const entries = Object.entries(inner);
        if (entries.length === 0) leaves.push(node);
        for (const [name, rest] of entries) visit(node.states[name] as AnyStateNode, rest);
      } else leaves.push(node);
    };
    visit(this.#model.flow.machine.root as AnyStateNode, value);
    this.#leaves.set(key, leaves);
    return leaves;
  }

  /** What was gone through so far. */
  count(): CoverageCount {
    const leaves = this.#model.leaves.filter((leaf) => this.#model.reachable.has(leaf));
    const ways = new Map(
      this.#model.ways
        .filter(({ from, candidate }) => this.#model.reachable.has(from) && candidate.targets.length > 0)
        .map((way) => [wayName(way), way] as const),
    );
    const missedStates = leaves.filter((leaf) => !this.#states.has(leaf)).map((leaf) => pathOf(leaf));
    const missedTransitions = [...ways.keys()].filter((name) => !this.#taken.has(name));
    return {
      states: leaves.length - missedStates.length,
      ofStates: leaves.length,
      transitions: ways.size - missedTransitions.length,
      ofTransitions: ways.size,
      missedStates,
      missedTransitions,
    };
  }
}

const isDone = (event: string): boolean => event.startsWith('xstate.done.state.');

/** A transition as people name it: where it is written, on what, and where it leads. */
function wayName({ candidate }: Way): string {
  const { source, descriptor, targets, index } = candidate;
  const timer = /^xstate\.after\.([^.]+)\./.exec(descriptor)?.[1];
  const on = timer === undefined ? descriptor : `after ${timer}`;
  return `${pathOf(source)}: ${on}${index === 0 ? '' : ` (${index + 1})`} → ${targets.map((one) => pathOf(one)).join(', ')}`;
}
