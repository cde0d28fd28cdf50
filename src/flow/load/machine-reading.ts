/**
 * A machine read without running it: its states, and the actions, guards and tasks as the author wrote them, each with
 * the place where it stands. It judges nothing.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Place } from './finding.ts';

/** A transition as the author wrote it, with its targets resolved. */
export interface TransitionReading {
  /** The event descriptor; undefined for `always` and `initial`. */
  readonly descriptor: string | undefined;
  readonly place: Place;
  readonly guard: unknown;
  readonly actions: readonly unknown[];
}

/** An action and where it stands. */
export interface ActionReading {
  readonly place: Place;
  readonly action: unknown;
}

/** One state node. */
export interface StateReading {
  /** The path of keys, `menu.asking`; `(machine)` for the root. */
  readonly state: string;
  readonly node: AnyStateNode;
  readonly config: Readonly<Record<string, unknown>>;
  readonly transitions: readonly TransitionReading[];
  /** Entry, exit, and every transition's. */
  readonly actions: readonly ActionReading[];
  readonly invokes: readonly Readonly<Record<string, unknown>>[];
}

/** The implementations that the machine was set up with, by kind and name. */
export type Implementations = Readonly<
  Record<'actions' | 'guards' | 'actors' | 'delays', Readonly<Record<string, unknown>>>
>;

/** All of a machine that the rules look at. */
export interface MachineReading {
  readonly machine: AnyStateMachine;
  readonly config: Readonly<Record<string, unknown>>;
  readonly states: readonly StateReading[];
  readonly implementations: Implementations;
}

/** An action or guard by name, as a string or as `{ type, params }`. */
export interface NamedReference {
  readonly name: string;
  readonly params: unknown;
  /** The keys of the object form. */
  readonly keys: readonly string[];
}

/** A machine, read. */
export function readMachine(machine: AnyStateMachine): MachineReading {
  const states: StateReading[] = [];
  const visit = (node: AnyStateNode): void => {
    states.push(readState(node));
    for (const child of Object.values(node.states)) visit(child as AnyStateNode);
  };
  visit(machine.root as AnyStateNode);
  return {
    machine,
    config: machine.config as Readonly<Record<string, unknown>>,
    states,
    implementations: machine.implementations,
  };
}

/** One or several, as a list. */
export function toList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** An own member of an object or function; undefined when there is none. */
export function memberOf(value: unknown, key: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** An action or guard that is referred to by name; undefined for functions and what is neither. */
export function namedReference(value: unknown): NamedReference | undefined {
  if (typeof value === 'string') return { name: value, params: undefined, keys: [] };
  const name = typeof value === 'object' ? memberOf(value, 'type') : undefined;
  if (typeof name !== 'string' || typeof value !== 'object' || value === null) return undefined;
  return { name, params: memberOf(value, 'params'), keys: Object.keys(value) };
}

/** The kind of one of XState's own actions (`xstate.assign`), which are functions that carry what they do. */
export function builtInKind(action: unknown): string | undefined {
  const kind = typeof action === 'function' && 'resolve' in action ? memberOf(action, 'type') : undefined;
  return typeof kind === 'string' && kind.startsWith('xstate.') ? kind : undefined;
}

function readState(node: AnyStateNode): StateReading {
  const config = node.config as Readonly<Record<string, unknown>>;
  const transitions = [...readTransitions(node), ...readInitial(config)];
  const atNode = (place: 'entry' | 'exit') => toList(config[place]).map((action) => ({ place, action }));
  const inTransitions = transitions.flatMap(({ place, actions }) => actions.map((action) => ({ place, action })));
  return {
    state: node.path.length === 0 ? '(machine)' : node.path.join('.'),
    node,
    config,
    transitions,
    actions: [...atNode('entry'), ...atNode('exit'), ...inTransitions],
    invokes: toList(config['invoke']).filter((invoke) => typeof invoke === 'object' && invoke !== null) as never,
  };
}

function readTransitions(node: AnyStateNode): TransitionReading[] {
  const handled = [...(node.transitions as Map<string, readonly object[]>)].flatMap(([descriptor, candidates]) =>
    candidates.map((candidate) => readTransition(descriptor, placeOf(descriptor), candidate)),
  );
  const always = toList(node.always).map((candidate) => readTransition(undefined, 'always', candidate as object));
  return [...handled, ...always];
}

function readTransition(descriptor: string | undefined, place: Place, candidate: object): TransitionReading {
  return {
    descriptor,
    place,
    guard: memberOf(candidate, 'guard'),
    actions: toList(memberOf(candidate, 'actions')),
  };
}

/** Actions of `initial: { target, actions }`. The target itself has a rule of its own. */
function readInitial(config: Readonly<Record<string, unknown>>): TransitionReading[] {
  const actions = toList(memberOf(config['initial'], 'actions'));
  return actions.length === 0 ? [] : [{ descriptor: undefined, place: 'initial', guard: undefined, actions }];
}

function placeOf(descriptor: string): Place {
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(descriptor) ?? [];
  return delay === undefined ? `on ${descriptor}` : `after ${delay}`;
}
