/**
 * The least of a host: keeps a call's state as JSON text between two events, and the timers and tasks that effects
 * asked for. It decides nothing.
 */
import type { AnyStateMachine, EventObject } from 'xstate';
import { start, step, type Effect, type MachineState, type StepResult } from 'callchart';
import { hydrate } from '../../../src/engine/machine-state.ts';
import type { Observation } from './live-actor.ts';

/** The two functions under test, or a mutant of them. */
export interface Stepper {
  start(machine: AnyStateMachine, input: unknown): StepResult;
  step(machine: AnyStateMachine, state: MachineState, event: EventObject): StepResult;
}

export const pureStepper: Stepper = { start, step };

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

interface Timer {
  readonly id: string | undefined;
  readonly delayMs: number;
  readonly event: EventObject;
}

export class PureHost {
  readonly #machine: AnyStateMachine;
  readonly #stepper: Stepper;
  #row = '';
  #effects: readonly Effect[] = [];
  timers: readonly Timer[] = [];
  tasks: readonly string[] = [];
  handled = true;
  /** What the row consists of. */
  parts: readonly string[] = [];

  constructor(stepper: Stepper, machine: AnyStateMachine, input: unknown) {
    this.#stepper = stepper;
    this.#machine = machine;
    this.#commit(stepper.start(machine, throughJson(input)));
  }

  get state(): MachineState {
    return JSON.parse(this.#row) as MachineState;
  }

  send(event: EventObject): void {
    this.#commit(this.#stepper.step(this.#machine, this.state, throughJson(event)));
  }

  fire(index: number): void {
    const timer = this.timers[index] as Timer;
    this.timers = this.timers.filter((other) => other !== timer);
    this.send(timer.event);
  }

  settle(id: string, event: EventObject): void {
    this.tasks = this.tasks.filter((task) => task !== id);
    this.send(event);
  }

  observe(): Observation {
    const { state } = this;
    const active = state.status === 'active';
    const effects = this.#effects;
    this.#effects = [];
    return {
      value: state.value,
      context: state.context,
      status: state.status,
      output: state.output,
      error: state.error,
      children: state.children ?? [],
      tags: active ? [...hydrate(this.#machine, state).tags].sort() : [],
      actions: effects.map((effect) => entryOf(effect)),
      timers: this.timers.map(({ id, delayMs, event }) => [id, delayMs, event]),
      tasks: [...this.tasks].sort(),
    };
  }

  #commit({ state, effects, status, handled }: StepResult): void {
    this.#row = JSON.stringify(state);
    this.parts = Object.keys(state);
    this.#effects = throughJson(effects);
    this.handled = handled;
    for (const effect of this.#effects) this.#apply(effect);
    if (status === 'active') return;
    this.timers = [];
    this.tasks = [];
  }

  #apply(effect: Effect): void {
    switch (effect.type) {
      case 'timer.set':
        this.timers = [...this.timers.filter(({ id }) => id === undefined || id !== effect.id), effect];
        return;
      case 'timer.cancel':
        this.timers = this.timers.filter(({ id }) => id !== effect.id);
        return;
      case 'task.start':
        this.tasks = [...this.tasks.filter((id) => id !== effect.id), effect.id];
        return;
      case 'task.stop':
        this.tasks = this.tasks.filter((id) => id !== effect.id);
        return;
      case 'command':
      case 'emit':
      case 'log':
        return;
    }
  }
}

function entryOf(effect: Effect): readonly unknown[] {
  switch (effect.type) {
    case 'command':
      return ['command', effect.command, effect.params];
    case 'timer.set':
      return ['timer', effect.id, effect.delayMs, effect.event];
    case 'timer.cancel':
      return ['cancel', effect.id];
    case 'task.start':
      return ['task', effect.id, effect.src, effect.input];
    case 'task.stop':
      return ['stop', effect.id];
    case 'emit':
      return ['emit', effect.event];
    case 'log':
      break;
  }
  return ['log', effect.label, effect.value];
}
