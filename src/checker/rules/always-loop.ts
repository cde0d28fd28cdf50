/**
 * Rule: eventless transitions come to rest. A circle of them is cut by the engine after `limits.alwaysIterations`, and
 * the step fails.
 */
import type { AnyStateNode } from 'xstate';
import type { Rule } from '../finding.ts';
import { pathOf } from '../model/flow-model.ts';
import { cyclesOf } from './cycles.ts';

/** The rule. */
export const alwaysLoop: Rule = {
  code: 'always-loop',
  severity: 'error',
  reason: 'The flow never comes to rest: the step is undone and the fallback takes the call over.',
  advice: 'Give one of the `always` a guard that its own actions make false.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'left' } },
    left: { always: 'right', on: { 'call.hangup': 'done' } },
    right: { always: 'left' },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  context: { rounds: 0 },
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'left' } },
    left: {
      always: [
        { guard: ({ context }) => context.rounds < 3, target: 'right', actions: assign({ rounds: ({ context }) => context.rounds + 1 }) },
        { target: 'done' },
      ],
    },
    right: { always: 'left' },
    done: { type: 'final' },
  },
}`,
  find: ({ model }) => {
    const next = (leaf: AnyStateNode): readonly AnyStateNode[] =>
      model
        .waysFrom(leaf)
        .filter(
          ({ event, candidate }) => event === 'always' && candidate.guard === undefined && candidate.targets.length > 0,
        )
        .flatMap(({ to }) => to);
    return cyclesOf([...model.reachable], next).map((cycle) => ({
      state: pathOf(cycle[0] as AnyStateNode),
      message: `Its \`always\` leads in a circle: ${cycle.map((leaf) => `"${pathOf(leaf)}"`).join(', ')}.`,
    }));
  },
};
