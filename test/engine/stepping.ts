/** Short ways to step a machine in a test, with a JSON round trip between any two events. */
import type { AnyStateMachine, EventObject } from 'xstate';
import { CallchartError, start, step, type Effect, type MachineState, type StepResult } from 'callchart';

/** Events applied one after the other, each to the JSON of the state before. */
export function run(machine: AnyStateMachine, ...events: readonly (string | EventObject)[]): StepResult {
  let result = start(machine, {});
  for (const event of events)
    result = step(
      machine,
      JSON.parse(JSON.stringify(result.state)) as MachineState,
      typeof event === 'string' ? { type: event } : event,
    );
  return result;
}

export const kinds = (effects: readonly Effect[]): string[] =>
  effects.map((effect) => (effect.type === 'command' ? effect.command : effect.type));

export function failureOf(run_: () => unknown): CallchartError {
  try {
    run_();
  } catch (error) {
    if (error instanceof CallchartError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
