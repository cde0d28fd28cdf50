/**
 * The heart: one event on one machine, purely. `start` and `step` let XState compute the next state and hand back, as
 * effects, what a live actor would have executed. No clock, no randomness, nothing runs; the same inputs give the same
 * bytes. Calls, legs and commands are not known here.
 *
 * XState's own `transition()` would do, but builds an actor and runs a phantom initial transition on every call. So the
 * machine is stepped with an `ActorScope` of ours: that surface is not documented, hence the exact pin of xstate and
 * the differential test against live actors (test/engine/fuzz.test.ts).
 */
import type {
  ActionExecutor,
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  AnyTransitionDefinition,
  EventObject,
  ExecutableActionObject,
  InspectionEvent,
} from 'xstate';
import { CallchartError } from '../errors/callchart-error.ts';
import type { CommandEffect, Effect } from './effect.ts';
import { dehydrate, hydrate, isLeaf, type MachineState } from './machine-state.ts';

/** What a step gives back. */
export interface StepResult {
  /** The next state, plain JSON. */
  readonly state: MachineState;
  /** What the host has to do, in order. */
  readonly effects: readonly Effect[];
  /** The status of the next state. */
  readonly status: MachineState['status'];
  /** Whether the event selected a transition, be it one without target or actions. */
  readonly handled: boolean;
}

/**
 * The first step of a machine: its initial state, entered with `input`.
 *
 * @param machine an XState 5 machine
 * @param input what the context factory receives as `input`
 * @throws CallchartError `flow.start` when the context factory, an entry action's params or a guard throws, or `initial` names no state
 * @example
 * ```ts
 * import { createMachine } from 'xstate';
 * import { start } from 'callchart';
 *
 * const machine = createMachine({ initial: 'a', states: { a: { entry: { type: 'speak', params: { payload: 'Hi' } } } } });
 * const { state, effects } = start(machine, {});
 * console.log(state.value, effects); // 'a', [{ type: 'command', command: 'speak', ... }]
 * ```
 */
export function start(machine: AnyStateMachine, input?: unknown): StepResult {
  const recorder = new Recorder(machine);
  const snapshot = initialSnapshot(machine, recorder.scope, input);
  const first = finish(machine, snapshot, recorder, true);
  // A static context object would be shared by all calls: each call gets a copy of its own.
  return { ...first, state: { ...first.state, context: structuredClone(first.state.context) } };
}

/** XState returns most failures of a first step as a snapshot in status `error`, and throws some (a bad `initial`). */
function initialSnapshot(machine: AnyStateMachine, scope: AnyActorScope, input: unknown): AnyMachineSnapshot {
  let failure: unknown;
  try {
    const snapshot = machine.getInitialSnapshot(scope, input);
    if (snapshot.status !== 'error') return snapshot;
    failure = snapshot.error;
  } catch (error) {
    failure = error;
  }
  throw new CallchartError('flow.start', `Flow "${machine.id}" failed in its first step: ${messageOf(failure)}`, {
    cause: failure,
    details: { flow: machine.id },
  });
}

/**
 * Applies one event.
 *
 * @param machine the machine that `state` belongs to
 * @param state a state that `start` or `step` gave, or its JSON
 * @param event the event; one that is not for an active machine changes nothing
 * @throws whatever a guard, an assign or a params function of the machine throws; `state` is untouched
 * @example
 * ```ts
 * import { createMachine } from 'xstate';
 * import { start, step } from 'callchart';
 *
 * const machine = createMachine({ initial: 'a', states: { a: { on: { next: 'b' } }, b: { type: 'final' } } });
 * const { state } = step(machine, start(machine).state, { type: 'next' });
 * console.log(state.value, state.status); // 'b', 'done'
 * ```
 */
export function step(machine: AnyStateMachine, state: MachineState, event: EventObject): StepResult {
  if (state.status !== 'active') return { state, effects: [], status: state.status, handled: false };
  const recorder = new Recorder(machine);
  const before = hydrate(machine, state);
  const snapshot = machine.transition(before, event, recorder.scope);
  return finish(machine, snapshot, recorder, recorder.handled);
}

/** Events that the machine sent itself are its mailbox: they are handled before the step is over. */
function finish(machine: AnyStateMachine, first: AnyMachineSnapshot, recorder: Recorder, handled: boolean): StepResult {
  let snapshot = first;
  const limit = machine.options.maxIterations ?? Infinity;
  for (let count = 0; recorder.mailbox.length > 0 && snapshot.status === 'active'; count++) {
    if (count >= limit)
      throw new CallchartError(
        'flow.endless',
        `Flow "${machine.id}" sent itself more than ${limit} events in one step. Break the cycle of sendTo(self).`,
        { details: { flow: machine.id } },
      );
    const event = recorder.mailbox.shift() as EventObject;
    snapshot = machine.transition(snapshot, event, recorder.scope);
  }
  recorder.close(snapshot);
  const state = dehydrate(snapshot);
  return { state, effects: recorder.effects, status: state.status, handled };
}

/** Listens to one step: what XState would have executed becomes effects, in list order. */
class Recorder {
  readonly effects: Effect[] = [];
  readonly mailbox: EventObject[] = [];
  /** Whether the step's first event selected a transition. */
  handled = false;
  readonly scope: AnyActorScope;
  readonly #machine: AnyStateMachine;
  #microsteps = 0;
  /** Commands of the microstep under way: who asked for them is known when it ends. */
  #unattributed: number[] = [];

  constructor(machine: AnyStateMachine) {
    this.#machine = machine;
    this.scope = scopeFor(
      machine,
      (action) => this.#execute(action),
      (event) => this.#inspect(event),
    );
  }

  #execute(action: ExecutableActionObject): void {
    // XState resolves params before it calls the executor; their shapes are fixed per action type.
    const params = action.params as never;
    switch (action.type) {
      case 'xstate.raise':
        return this.#delayed(params);
      case 'xstate.sendTo':
        return this.#sent(params);
      case 'xstate.cancel':
        this.effects.push({ type: 'timer.cancel', id: (params as { sendId: string }).sendId });
        return;
      case 'xstate.spawnChild':
        return this.#spawned(params);
      case 'xstate.stopChild':
        if (params !== undefined) this.effects.push({ type: 'task.stop', id: (params as { id: string }).id });
        return;
      case 'xstate.emit':
        this.effects.push({ type: 'emit', event: (params as { event: EventObject }).event });
        return;
      case 'xstate.log': {
        const { value, label } = params as { value: unknown; label: string | undefined };
        this.effects.push({ type: 'log', label, value });
        return;
      }
      default:
        this.#unattributed.push(this.effects.length);
        this.effects.push({ type: 'command', command: action.type, params: action.params, origin: [] });
    }
  }

  /** The result of a task comes back under its id: one that XState would make up names nothing. */
  #spawned({ id, src, input }: { id: unknown; src: unknown; input: unknown }): void {
    if (typeof id !== 'string' || typeof src !== 'string')
      throw new CallchartError(
        'flow.actor',
        `Flow "${this.#machine.id}" spawns an actor without a fixed id and source. Use \`invoke\` with an id instead.`,
        { details: { flow: this.#machine.id } },
      );
    this.effects.push({ type: 'task.start', id, src, input });
  }

  /** Without delay a raised event was consumed within the step already. */
  #delayed({ event, id, delay }: { event: EventObject; id?: string; delay?: number }): void {
    if (typeof delay === 'number') this.effects.push({ type: 'timer.set', id, delayMs: delay, event });
  }

  #sent({ to, event, id, delay }: { to: unknown; event: EventObject; id?: string; delay?: number }): void {
    if (to !== this.scope.self)
      throw new CallchartError(
        'flow.send_to',
        `Flow "${this.#machine.id}" sends "${event.type}" to another actor. A flow may only send events to itself.`,
        { details: { flow: this.#machine.id, event: event.type } },
      );
    if (typeof delay === 'number') this.effects.push({ type: 'timer.set', id, delayMs: delay, event });
    else this.mailbox.push(event);
  }

  #inspect(event: InspectionEvent): void {
    if (event.type !== '@xstate.microstep') return;
    if (this.#microsteps++ === 0) this.handled = event._transitions.length > 0;
    if (this.#unattributed.length === 0) return;
    this.#attribute((event.snapshot as AnyMachineSnapshot)._nodes, event._transitions);
  }

  /** The initial microstep is not reported: its commands are attributed when the step is over. */
  close(snapshot: AnyMachineSnapshot): void {
    this.#attribute(snapshot._nodes, []);
  }

  #attribute(active: readonly AnyStateNode[], transitions: readonly AnyTransitionDefinition[]): void {
    for (const index of this.#unattributed) {
      const effect = this.effects[index] as CommandEffect;
      this.effects[index] = { ...effect, origin: originOf(effect.command, active, transitions) };
    }
    this.#unattributed = [];
  }
}

/** The active states whose entry names the command; else, for a transition's own actions, where it led. */
function originOf(
  command: string,
  active: readonly AnyStateNode[],
  transitions: readonly AnyTransitionDefinition[],
): readonly string[] {
  const asking = active.filter((node) => node.entry.some((action) => entryMayBe(action, command)));
  const entered = asking.filter((node) =>
    transitions.some(({ target = [] }) => target.some((one) => isRelated(node, one))),
  );
  const nodes = entered.length > 0 ? entered : asking.length > 0 ? asking : active.filter((node) => isLeaf(node));
  return nodes.map((node) => node.id);
}

function entryMayBe(action: unknown, command: string): boolean {
  if (typeof action === 'string') return action === command;
  const type = (action as { type?: unknown }).type;
  // What enqueueActions() will ask for is not known beforehand.
  return type === command || type === 'xstate.enqueueActions';
}

const isRelated = (a: AnyStateNode, b: AnyStateNode): boolean => isWithin(a, b) || isWithin(b, a);

function isWithin(node: AnyStateNode | undefined, ancestor: AnyStateNode): boolean {
  for (let current = node; current !== undefined; current = current.parent) if (current === ancestor) return true;
  return false;
}

const refuse = (what: string) => (): never => {
  throw new CallchartError('flow.actor', `A flow may not use ${what}: it is stepped purely, without a live actor.`);
};

const noop = (): void => {};

/** What is the same in every step: made once, since steps are many. */
const inertSystem = {
  _register: (sessionId: string) => sessionId,
  _unregister: noop,
  _set: refuse('systemId'),
  get: noop,
  getAll: () => ({}),
  inspect: () => ({ unsubscribe: noop }),
  _relay: noop,
  scheduler: { schedule: noop, cancel: noop, cancelAll: noop },
  getSnapshot: () => ({ _scheduledEvents: {} }),
  start: noop,
  _clock: { setTimeout: noop, clearTimeout: noop },
  _logger: noop,
};
const inertSelf = { send: refuse('self.send'), getSnapshot: refuse('self.getSnapshot') };
const inertScope = { logger: noop, emit: noop, defer: noop, stopChild: noop };

/** The least that XState needs to step a machine without an actor. Everything that would run something is inert. */
function scopeFor(
  { id }: AnyStateMachine,
  actionExecutor: ActionExecutor,
  inspect: (event: InspectionEvent) => void,
): AnyActorScope {
  let booked = 0;
  const system = { __proto__: inertSystem, _bookId: () => `task:${booked++}`, _sendInspectionEvent: inspect };
  const self = { __proto__: inertSelf, id, sessionId: id, system };
  return { __proto__: inertScope, self, system, id, sessionId: id, actionExecutor } as unknown as AnyActorScope;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
