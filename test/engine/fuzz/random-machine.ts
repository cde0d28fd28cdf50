/**
 * Random machines: a tree of states first, then what each state has. Everything of XState that a flow may use is in,
 * but for what no actor gets right: transitions that cross from one region of a parallel state into another can reach
 * illegal configurations even live (two active children of one compound state), so targets never lie there.
 */
import { createMachine, type AnyStateMachine } from 'xstate';
import { implementations, pendingTask, randomActions, randomAlwaysGuard, randomGuard } from './random-actions.ts';
import type { Random } from './random.ts';

type Kind = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
type Config = Record<string, unknown>;

interface Branch {
  readonly key: string;
  readonly id: string;
  readonly kind: Kind;
  readonly parent: Branch | undefined;
  readonly children: Branch[];
}

/** About how many states a machine may have. */
const most = 10;

const descriptors: readonly (readonly [number, string])[] = [
  [6, 'go'],
  [4, 'stop'],
  [3, 'a.b.c'],
  [2, 'a.b.d'],
  [2, 'a.x'],
  [2, 'a.*'],
  [2, 'a.b.*'],
  [1, '*'],
  [2, 'r0'],
  [2, 'r1'],
  [2, 's0'],
  [3, 'tick'],
];

/** The machine that `random` makes. */
export function randomMachine(random: Random): AnyStateMachine {
  return createMachine(randomConfig(random) as never, implementations as never);
}

function randomConfig(random: Random): Config {
  const nodes: Branch[] = [];
  const rootKind = random.weighted<Kind>([
    [8, 'compound'],
    [4, 'parallel'],
    [0.3, 'atomic'],
  ]);
  const root = grow(random, nodes, undefined, 'm', rootKind, 0);
  return {
    ...new Decorator(random, nodes).state(root),
    id: 'm',
    context: ({ input }: { input: { n: number } }) => ({ n: input.n, sent: 0, list: [], nested: { last: null } }),
    options: { maxIterations: 25 },
    ...(random.chance(0.5) && {
      output: ({ context, event }: { context: { n: number }; event: { output?: unknown } }) => ({
        n: context.n,
        of: event.output ?? null,
      }),
    }),
  };
}

function grow(
  random: Random,
  nodes: Branch[],
  parent: Branch | undefined,
  key: string,
  kind: Kind,
  depth: number,
): Branch {
  const path = parent === undefined ? 'm' : `${pathOf(parent)}.${key}`;
  const id = parent !== undefined && random.chance(0.1) ? `own-${nodes.length}` : path;
  const node: Branch = { key, id, kind, parent, children: [] };
  nodes.push(node);
  if (kind !== 'compound' && kind !== 'parallel') return node;
  const inner = random.weighted([
    [1, 1],
    [6, 2],
    [5, 3],
    [2, 4],
  ]);
  const prefix = String.fromCharCode(97 + depth);
  for (let index = 0; index < inner; index++) {
    // Keys that look like array indices: JavaScript orders them its own way in every object.
    // Big machines cost time and find nothing that small ones do not.
    const size = nodes.length > most ? depth + 9 : depth;
    const childKey = random.chance(0.03) ? String(9 - index) : `${prefix}${index}`;
    node.children.push(grow(random, nodes, node, childKey, randomKind(random, kind, index, size + 1), depth + 1));
  }
  if (random.chance(kind === 'parallel' ? 0.6 : 0.35))
    node.children.push(grow(random, nodes, node, 'hist', 'history', depth + 1));
  return node;
}

const pathOf = (node: Branch): string => (node.parent === undefined ? 'm' : `${pathOf(node.parent)}.${node.key}`);

function randomKind(random: Random, parent: Kind, index: number, depth: number): Kind {
  const nest = depth < 3 ? 1 : depth < 4 ? 0.2 : 0;
  const finals = parent === 'compound' && index > 0 ? (depth === 1 ? 0.4 : 2) : 0;
  return random.weighted<Kind>([
    [parent === 'parallel' ? 1 : 5, 'atomic'],
    [4 * nest, 'compound'],
    [2 * nest, 'parallel'],
    [finals, 'final'],
  ]);
}

/** Gives every state of a tree its actions, transitions, timers and tasks. */
class Decorator {
  readonly #random: Random;
  readonly #nodes: readonly Branch[];
  readonly #stateIds: readonly string[];
  readonly #legal = new Map<Branch, readonly Branch[]>();

  constructor(random: Random, nodes: readonly Branch[]) {
    this.#random = random;
    this.#nodes = nodes;
    this.#stateIds = nodes.filter((node) => node.kind !== 'history').map((node) => node.id);
  }

  state(node: Branch): Config {
    const random = this.#random;
    if (node.kind === 'history') return this.#history(node);
    const config: Config = {
      ...(node.id.startsWith('own-') && { id: node.id }),
      ...(node.kind === 'final' && { type: 'final' }),
      ...(node.kind === 'parallel' && { type: 'parallel' }),
      ...(random.chance(0.5) && { entry: randomActions(random, 3) }),
      ...(random.chance(0.4) && { exit: randomActions(random, 2) }),
      ...(random.chance(0.2) && { tags: random.pick([['busy'], ['idle', 'quiet'], 'lone']) }),
    };
    if (node.kind === 'final') {
      const mark = random.int(100);
      if (random.chance(0.5)) config['output'] = ({ context }: { context: { n: number } }) => ({ mark, n: context.n });
      return config;
    }
    Object.assign(config, this.#reactions(node));
    if (node.children.length > 0) {
      config['states'] = Object.fromEntries(node.children.map((child) => [child.key, this.state(child)]));
      if (node.kind === 'compound') config['initial'] = this.#initial(node);
      if (random.chance(0.6)) config['onDone'] = this.#transition(node);
    }
    return config;
  }

  #initial(node: Branch): unknown {
    const target = this.#random.pick(
      node.children
        .filter((child) => child.kind === 'atomic' || child.kind === 'compound' || child.kind === 'parallel')
        .concat(node.children[0] as Branch),
    ).key;
    return this.#random.chance(0.2) ? { target, actions: randomActions(this.#random, 2) } : target;
  }

  #history(node: Branch): Config {
    const siblings = (node.parent as Branch).children.filter((child) => child.kind !== 'history');
    const byDefault = node.parent?.kind === 'compound' && this.#random.chance(0.4);
    return {
      ...(node.id.startsWith('own-') && { id: node.id }),
      type: 'history',
      history: this.#random.pick(['shallow', 'deep']),
      ...(byDefault && { target: this.#random.pick(siblings).key }),
    };
  }

  #reactions(node: Branch): Config {
    const random = this.#random;
    const config: Config = {};
    const count = random.int(node.parent === undefined ? 3 : 6);
    config['on'] = Object.fromEntries(
      random.times(count, () => [random.weighted(descriptors), this.#transitions(node, true)]),
    );
    if (random.chance(0.25))
      config['after'] = Object.fromEntries(
        random.times(1 + random.int(2), () => [
          random.pick<string | number>([50, 100, 45_000, 'short', 'dynamic']),
          this.#transitions(node, false),
        ]),
      );
    if (random.chance(0.15)) config['invoke'] = this.#invocation(node);
    // Mostly in regions: who moves first there is what a row can forget.
    if (random.chance(node.parent?.kind === 'parallel' ? 0.4 : 0.12))
      config['always'] = random.times(1 + random.int(2), () => this.#always(node));
    return config;
  }

  #invocation(node: Branch): unknown {
    const random = this.#random;
    const mark = random.int(100);
    const one = (index: number): Config => ({
      ...(random.chance(0.7) && { id: `task-${pathOf(node)}-${index}` }),
      src: random.pick<unknown>(['task0', 'task1', pendingTask]),
      ...random.pick<Config>([
        {},
        { input: { mark } },
        {
          input: ({ context, event }: { context: { n: number }; event: { type: string } }) => ({
            n: context.n,
            of: event.type,
          }),
        },
      ]),
      ...(random.chance(0.8) && { onDone: this.#transition(node) }),
      ...(random.chance(0.9) && { onError: this.#transition(node) }),
    });
    return random.chance(0.7) ? one(0) : random.times(2, one);
  }

  #always(node: Branch): Config {
    const target = this.#target(node);
    return {
      guard: randomAlwaysGuard(this.#random),
      ...(this.#random.chance(0.85) && { target }),
      actions: [{ type: 'bump', params: { by: 1 + this.#random.int(3) } }, ...randomActions(this.#random, 2)],
    };
  }

  /** What stands right of a descriptor: nothing (forbidden), a target, one transition or a list of candidates. */
  #transitions(node: Branch, mayForbid: boolean): unknown {
    return this.#random.weighted<() => unknown>([
      [mayForbid ? 1 : 0, () => undefined],
      [3, () => this.#target(node)],
      [5, () => this.#transition(node)],
      [2, () => this.#random.times(2 + this.#random.int(2), () => this.#transition(node))],
    ])();
  }

  #transition(node: Branch): Config {
    const random = this.#random;
    const target = random.weighted<unknown>([
      [1, undefined],
      [5, this.#target(node)],
      [1, this.#targets(node)],
    ]);
    return {
      ...(target !== undefined && { target }),
      ...(random.chance(0.45) && { guard: randomGuard(random, this.#stateIds) }),
      ...(random.chance(0.5) && { actions: randomActions(random, 3) }),
      ...(random.chance(0.2) && { reenter: random.chance(0.8) }),
    };
  }

  #legalTargets(source: Branch): readonly Branch[] {
    let legal = this.#legal.get(source);
    if (legal === undefined) this.#legal.set(source, (legal = this.#nodes.filter((node) => staysLegal(source, node))));
    return legal;
  }

  #target(source: Branch): string {
    const random = this.#random;
    // The root as a target is legal, and resets everything: rarely.
    const legal = random.chance(0.05) ? this.#legalTargets(source) : this.#legalTargets(source).slice(1);
    const histories = random.chance(0.25) ? legal.filter(({ kind }) => kind === 'history') : [];
    if (legal.length === 0) return `#${source.id}`;
    return nameOf(random, source, random.pick(histories.length > 0 ? histories : legal));
  }

  /** One target in each of several regions of a parallel state; a single target where there is none. */
  #targets(source: Branch): unknown {
    const parallels = this.#legalTargets(source).filter(
      (node) => node.kind === 'parallel' && !(node !== source && contains(node, source)),
    );
    if (parallels.length === 0) return this.#target(source);
    const regions = this.#random.pick(parallels).children.filter((child) => child.kind !== 'history');
    const within = (region: Branch): Branch =>
      this.#random.pick(this.#nodes.filter((node) => contains(region, node) && node.kind !== 'history'));
    return regions.map((region) => `#${within(region).id}`);
  }
}

/** As authors write targets: a sibling's key, `.child`, `#id`. */
function nameOf(random: Random, source: Branch, target: Branch): string {
  if (random.chance(0.7)) {
    if (target.parent === source) return `.${target.key}`;
    if (source.parent !== undefined && target.parent === source.parent) return target.key;
  }
  return `#${target.id}`;
}

function contains(ancestor: Branch, node: Branch): boolean {
  for (let current: Branch | undefined = node; current !== undefined; current = current.parent)
    if (current === ancestor) return true;
  return false;
}

/**
 * Whether a transition keeps out of a parallel state's other regions. A history node stands for its parent; from
 * within that parent it may resolve to its own source, which enters without exiting: legal by itself, not beside a
 * transition of another region.
 */
function staysLegal(source: Branch, target: Branch): boolean {
  const goal = target.kind === 'history' ? (target.parent as Branch) : target;
  if (target.kind === 'history' && contains(goal, source)) return !isWithinParallel(source);
  if (contains(goal, source) || contains(source, goal)) return true;
  let common: Branch = source;
  while (!contains(common, goal)) common = common.parent as Branch;
  return common.kind !== 'parallel';
}

const isWithinParallel = (node: Branch): boolean =>
  node.kind === 'parallel' || (node.parent !== undefined && isWithinParallel(node.parent));
