/**
 * Steps that are wrong on purpose, each in one way a pure step could go wrong unnoticed. A fuzz that lets one of them
 * pass proves nothing. They wrap the real step; what they break is named by their key.
 */
import { createMachine, type AnyStateMachine } from 'xstate';
import type { Effect, MachineState, StepResult } from 'callchart';
import { pureStepper, type Stepper } from './pure-host.ts';

/** A mutant that spoils every result of the real step. */
function spoiling(spoil: (result: StepResult, before?: MachineState) => StepResult): Stepper {
  return {
    start: (machine, input) => spoil(pureStepper.start(machine, input)),
    step: (machine, state, event) => spoil(pureStepper.step(machine, state, event), state),
  };
}

/** A mutant that forgets a part of the stored row. */
function forgetting(part: keyof MachineState): Stepper {
  return spoiling((result) => {
    const { [part]: _forgotten, ...state } = result.state;
    return { ...result, state: state as MachineState };
  });
}

const spoilingEffects = (spoil: (effects: readonly Effect[]) => readonly Effect[]): Stepper =>
  spoiling((result) => ({ ...result, effects: spoil(result.effects) }));

const without = (type: Effect['type']): Stepper =>
  spoilingEffects((effects) => effects.filter((effect) => effect.type !== type));

/** Calls the real step with something else. */
const misled = (parts: Partial<Stepper>): Stepper => ({ ...pureStepper, ...parts });

export const mutants: Readonly<Record<string, Stepper>> = {
  'forgets history': forgetting('historyValue'),
  'forgets running tasks': forgetting('children'),
  'forgets the order of regions': forgetting('order'),
  'forgets the output': forgetting('output'),
  'forgets the error': forgetting('error'),
  'remembers one state per history': spoiling((result) => {
    const { historyValue } = result.state;
    if (historyValue === undefined) return result;
    const shortened = Object.entries(historyValue).map(([id, nodes]) => [id, nodes.slice(0, 1)] as const);
    return { ...result, state: { ...result.state, historyValue: Object.fromEntries(shortened) } };
  }),
  'loses the second effect': spoilingEffects((effects) => effects.filter((_, place) => place !== 1)),
  'swaps the first two effects': spoilingEffects((effects) =>
    effects.length < 2 ? effects : ([effects[1], effects[0], ...effects.slice(2)] as Effect[]),
  ),
  'puts commands last': spoilingEffects((effects) => [
    ...effects.filter(({ type }) => type !== 'command'),
    ...effects.filter(({ type }) => type === 'command'),
  ]),
  'ignores cancel': without('timer.cancel'),
  'never stops a task': without('task.stop'),
  'never starts a task': without('task.start'),
  'sets no timer': without('timer.set'),
  'emits nothing': without('emit'),
  'logs nothing': without('log'),
  'drops params': spoilingEffects((effects) =>
    effects.map((effect) => (effect.type === 'command' ? { ...effect, params: undefined } : effect)),
  ),
  'sets timers without a name': spoilingEffects((effects) =>
    effects.map((effect) => (effect.type === 'timer.set' ? { ...effect, id: undefined } : effect)),
  ),
  'loses assigns of transitions that stay': spoiling((result, before) =>
    before !== undefined && JSON.stringify(before.value) === JSON.stringify(result.state.value)
      ? { ...result, state: { ...result.state, context: before.context } }
      : result,
  ),
  'takes what changed nothing for unhandled': spoiling((result, before) =>
    result.effects.length === 0 && JSON.stringify(before) === JSON.stringify(result.state)
      ? { ...result, handled: false }
      : result,
  ),
  'takes forbidden transitions for unhandled': misled({
    step: (machine, state, event) => pureStepper.step(permissive(machine), state, event),
  }),
  'loses the input': misled({ start: (machine) => pureStepper.start(machine, { n: 0 }) }),
  'loses the event': misled({
    step: (machine, state, { type }) => pureStepper.step(machine, state, { type }),
  }),
  'steps a machine that has ended': misled({
    step: (machine, state, event) => pureStepper.step(machine, { ...state, status: 'active' }, event),
  }),
  'swallows what a flow throws': misled({
    step: (machine, state, event) => {
      try {
        return pureStepper.step(machine, state, event);
      } catch {
        return { state, effects: [], status: state.status, handled: true };
      }
    },
  }),
};

type Config = Record<string, unknown>;

const permissiveTwins = new WeakMap<AnyStateMachine, AnyStateMachine>();

/** The same machine without its forbidden transitions: what they shadow is reached. */
function permissive(machine: AnyStateMachine): AnyStateMachine {
  let twin = permissiveTwins.get(machine);
  if (twin === undefined) {
    twin = createMachine(permit(machine.config as never) as never, machine.implementations as never);
    permissiveTwins.set(machine, twin);
  }
  return twin;
}

function permit(config: Config): Config {
  const copy = { ...config };
  const { on, states } = config as { on?: Config; states?: Record<string, Config> };
  if (on !== undefined)
    copy['on'] = Object.fromEntries(Object.entries(on).filter(([, transition]) => transition !== undefined));
  if (states !== undefined)
    copy['states'] = Object.fromEntries(Object.entries(states).map(([key, state]) => [key, permit(state)]));
  return copy;
}
