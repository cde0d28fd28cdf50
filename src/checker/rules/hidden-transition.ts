/**
 * Rule: no candidate stands behind one that always applies. XState takes the first that does, so the rest is never
 * tried.
 */
import type { Found, Rule } from '../finding.ts';
import { memberOf, toList } from '../../flow/load/machine-reading.ts';
import { pathOf } from '../model/flow-model.ts';
import type { AnyStateNode } from 'xstate';

/** The rule. */
export const hiddenTransition: Rule = {
  code: 'hidden-transition',
  severity: 'error',
  reason: 'A choice of the caller is never looked at, because an unguarded one stands before it.',
  advice: 'Put the candidate without a guard last.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: { 'call.gather.ended': [{ target: 'done' }, { guard: { type: 'digits', params: '1' }, target: 'thanks' }] },
      after: { 60_000: 'thanks' },
    },
    thanks: { entry: speak({ payload: 'Thanks.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'thanks' }, { target: 'bye' }] },
      after: { 60_000: 'thanks' },
    },
    bye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    thanks: { entry: speak({ payload: 'Thanks.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  find: ({ model }) => model.nodes.flatMap((node) => hiddenIn(node)),
};

function hiddenIn(node: AnyStateNode): Found[] {
  const lists: (readonly [string, readonly unknown[]])[] = [
    ...(node.transitions as Map<string, readonly unknown[]>),
    ['always', toList(node.always)],
  ];
  return lists.flatMap(([descriptor, candidates]) => {
    const first = candidates.findIndex((candidate) => memberOf(candidate, 'guard') === undefined);
    const hidden = first === -1 ? 0 : candidates.length - first - 1;
    if (hidden === 0) return [];
    const words = hidden === 1 ? 'the one after it is' : `the ${hidden} after it are`;
    const name = /^xstate\.after\.([^.]+)\./.exec(descriptor)?.[1];
    return [
      {
        state: pathOf(node),
        message: `Candidate ${first + 1} of "${name === undefined ? descriptor : `after ${name}`}" always applies, so ${words} never tried.`,
      },
    ];
  });
}
