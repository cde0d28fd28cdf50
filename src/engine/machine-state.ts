/**
 * A machine's state as a lean row of plain JSON, and the way back to a snapshot that XState can step from. It knows
 * XState's snapshots and nothing of calls.
 */
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, StateValue } from 'xstate';
import { CallchartError } from '../errors/callchart-error.ts';

/** A machine's state between two events: plain JSON, some 150 bytes beside the context. */
export interface MachineState {
  readonly value: StateValue;
  readonly context: Readonly<Record<string, unknown>>;
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  /**
   * The active nodes' order where it is not that of `value`, as places in it. Parallel regions take eventless
   * transitions in the order in which their states were entered, so forgetting it would reorder actions.
   */
  readonly order?: readonly number[];
  /** Ids of the state nodes that each history node remembers. */
  readonly historyValue?: Readonly<Record<string, readonly string[]>>;
  /** Ids of the invoked tasks that run. */
  readonly children?: readonly string[];
  readonly output?: unknown;
  /** What a machine in status `error` failed with. */
  readonly error?: { readonly name: string; readonly message: string };
}

/**
 * The row of a snapshot.
 *
 * @throws CallchartError `flow.context` when the context, `flow.output` when the output holds what JSON cannot
 */
export function dehydrate(snapshot: AnyMachineSnapshot): MachineState {
  assertJson(snapshot.context, 'context', snapshot.machine.id);
  assertJson(snapshot.output, 'output', snapshot.machine.id);
  const order = orderOf(snapshot);
  const history = Object.entries(snapshot.historyValue).map(
    ([id, nodes]) => [id, nodes.map((node) => node.id)] as const,
  );
  const children = snapshot.status === 'active' ? Object.keys(snapshot.children) : [];
  return {
    value: snapshot.value,
    context: snapshot.context,
    status: snapshot.status,
    ...(order !== undefined && { order }),
    ...(history.length > 0 && { historyValue: Object.fromEntries(history) }),
    ...(children.length > 0 && { children }),
    ...(snapshot.output !== undefined && { output: snapshot.output }),
    ...(snapshot.error !== undefined && { error: describe(snapshot.error) }),
  };
}

/** A snapshot that XState can step from; nothing runs, no child is started. */
export function hydrate(machine: AnyStateMachine, state: MachineState): AnyMachineSnapshot {
  const bare = bareSnapshot(machine, state.value);
  return {
    ...bare,
    _nodes: inOrder(bare._nodes, state.order),
    context: state.context,
    status: state.status,
    output: state.output,
    error: state.error,
    historyValue: state.historyValue === undefined ? {} : remembered(machine, state.historyValue),
    // XState asks a child for nothing but its id when the state that invoked it is left.
    children: state.children === undefined ? {} : Object.fromEntries(state.children.map((id) => [id, { id }])),
  } as unknown as AnyMachineSnapshot;
}

function remembered(machine: AnyStateMachine, history: NonNullable<MachineState['historyValue']>) {
  const nodes = nodesById(machine);
  const found = Object.entries(history).map(
    ([id, ids]) => [id, ids.flatMap((nodeId) => nodes.get(nodeId) ?? [])] as const,
  );
  // A history whose states are all gone falls back to its default; remembering none, it would enter none.
  return Object.fromEntries(found.filter(([, nodesOfId]) => nodesOfId.length > 0));
}

/** The order of leaves decides who moves first; where that is the usual one, or one leaf alone is active, none is kept. */
function orderOf(snapshot: AnyMachineSnapshot): readonly number[] | undefined {
  if (snapshot.status !== 'active' || !snapshot._nodes.some((node) => node.type === 'parallel')) return undefined;
  const usual = bareSnapshot(snapshot.machine, snapshot.value)._nodes;
  const usualLeaves = usual.filter((node) => isLeaf(node));
  const leaves = snapshot._nodes.filter((node) => isLeaf(node));
  if (leaves.every((leaf, place) => usualLeaves[place] === leaf)) return undefined;
  return snapshot._nodes.map((node) => usual.indexOf(node));
}

/** Whether a state has no states within. */
export const isLeaf = (node: AnyStateNode): boolean => node.type === 'atomic' || node.type === 'final';

/** The order is a courtesy: one that does not fit (a migrated value) is dropped. */
function inOrder(usual: readonly AnyStateNode[], order: readonly number[] | undefined): readonly AnyStateNode[] {
  if (order?.length !== usual.length || new Set(order).size !== usual.length) return usual;
  const nodes = order.map((place) => usual[place]);
  return nodes.every((node) => node !== undefined) ? nodes : usual;
}

const bareSnapshots = new WeakMap<AnyStateMachine, Map<string, AnyMachineSnapshot>>();
// Parallel machines can have very many values; the cache serves the usual ones.
const cachedValuesPerMachine = 1_000;

function bareSnapshot(machine: AnyStateMachine, value: StateValue): AnyMachineSnapshot {
  const cache = cacheFor(bareSnapshots, machine, () => new Map<string, AnyMachineSnapshot>());
  // JSON text begins with no equals sign.
  const key = typeof value === 'string' ? `=${value}` : JSON.stringify(value);
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  let snapshot: AnyMachineSnapshot;
  try {
    snapshot = machine.resolveState({ value, context: {} });
  } catch (cause) {
    throw new CallchartError(
      'flow.state_missing',
      `Flow "${machine.id}" has no state ${JSON.stringify(value)}: the call was started on another structure of this flow. ` +
        'Load the version that the call began with, or migrate the call.',
      { cause, details: { flow: machine.id, value } },
    );
  }
  if (cache.size < cachedValuesPerMachine) cache.set(key, snapshot);
  return snapshot;
}

const nodeMaps = new WeakMap<AnyStateMachine, ReadonlyMap<string, AnyStateNode>>();

/** Every state node of a machine by its id. */
export function nodesById(machine: AnyStateMachine): ReadonlyMap<string, AnyStateNode> {
  return cacheFor(nodeMaps, machine, () => {
    const nodes = new Map<string, AnyStateNode>();
    const visit = (node: AnyStateNode): void => {
      nodes.set(node.id, node);
      for (const child of Object.values(node.states)) visit(child);
    };
    visit(machine.root);
    return nodes;
  });
}

function cacheFor<V>(caches: WeakMap<AnyStateMachine, V>, machine: AnyStateMachine, make: () => V): V {
  let cache = caches.get(machine);
  if (cache === undefined) {
    cache = make();
    caches.set(machine, cache);
  }
  return cache;
}

function describe(error: unknown): { name: string; message: string } {
  if (error instanceof Error) return { name: error.name, message: error.message };
  if (typeof error === 'object' && error !== null && 'message' in error && 'name' in error)
    return { name: String(error.name), message: String(error.message) };
  return { name: 'Error', message: typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error)) };
}

// Deeper than any call's data; a cycle would never end.
const deepestJson = 100;

/** @throws CallchartError for what does not survive JSON; `path` begins with what it is part of */
export function assertJson(value: unknown, path: string, flow: string, depth = 0): void {
  if (value === null || value === undefined) return;
  if (depth > deepestJson) refuseJson(`more than ${deepestJson} levels or a cycle`, path.slice(0, 80), flow);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (Number.isFinite(value)) return;
      break;
    case 'object': {
      if (Array.isArray(value)) return assertJsonArray(value, path, flow, depth);
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) break;
      for (const [key, part] of Object.entries(value)) assertJson(part, `${path}.${key}`, flow, depth + 1);
      return;
    }
    case 'undefined':
    case 'bigint':
    case 'function':
    case 'symbol':
  }
  refuseJson(nameOf(value), path, flow);
}

/** An undefined property vanishes in JSON, which is harmless; an undefined element would come back as null. */
function assertJsonArray(values: readonly unknown[], path: string, flow: string, depth: number): void {
  for (let index = 0; index < values.length; index++) {
    if (values[index] === undefined) refuseJson('undefined', `${path}[${index}]`, flow);
    assertJson(values[index], `${path}[${index}]`, flow, depth + 1);
  }
}

function refuseJson(what: string, path: string, flow: string): never {
  const part = /^(?:output|handoff)/.exec(path)?.[0] ?? 'context';
  throw new CallchartError(
    `flow.${part}`,
    `Flow "${flow}": ${path} holds ${what}, which does not survive JSON. ` +
      `A call is stored after every event: keep strings, finite numbers, booleans, null, arrays and plain objects in ${part}.`,
    { details: { flow, path } },
  );
}

function nameOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'object'}`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
