/** Loads made-up machines and says why they were refused. Not typed like an author's file: the compiler would refuse. */
import { createMachine } from 'xstate';
import { callActions, callGuards, CallchartError, loadFlow, type FlowFinding } from 'callchart';

/** What of a machine a test makes up. */
export interface MadeUp {
  readonly config?: object;
  readonly states?: object;
  readonly implementations?: object;
  readonly options?: unknown;
}

/** The findings with which a made-up flow is refused; none when it loads. */
export function refusals({ config = {}, states, implementations = {}, options }: MadeUp): readonly FlowFinding[] {
  const shape = states === undefined ? {} : { initial: Object.keys(states)[0], states };
  const machine = createMachine(
    { id: 'made-up', version: '1', ...shape, ...config } as never,
    { actions: callActions, guards: callGuards, ...implementations } as never,
  );
  try {
    loadFlow({ default: machine, options } as never, 'made-up.ts');
    return [];
  } catch (error) {
    if (error instanceof CallchartError && error.code === 'flow.invalid') return error.details['findings'] as never;
    throw error;
  }
}

/** The findings as lines: `state rule message → remedy`. */
export function refusalLines(madeUp: MadeUp): string[] {
  return refusals(madeUp).map(({ state, rule, message, remedy }) => `${state} ${rule} ${message} → ${remedy}`);
}

/** The refusals of a single state that listens to `descriptor`. */
export function listening(descriptor: string, madeUp: MadeUp = {}): string[] {
  return refusalLines({ states: { menu: { on: { [descriptor]: {} } } }, ...madeUp });
}
