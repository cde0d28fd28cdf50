import { assign, createMachine } from 'xstate';
import { expect, test } from 'vitest';
import { builtInKind, namedReference, readMachine } from '../../../src/flow/load/machine-reading.ts';

test('a machine is read state by state, with every action in its place', () => {
  const machine = createMachine({
    id: 'made-up',
    entry: 'a',
    initial: 'menu',
    states: {
      menu: {
        exit: ['b', { type: 'c' }],
        after: { 500: { actions: 'd' } },
        always: { guard: 'g', actions: 'e' },
        initial: { target: 'asking', actions: 'f' } as never,
        states: { asking: { on: { 'call.answered': { actions: 'h' } } } },
      },
    },
  });
  const states = readMachine(machine).states.map(({ state, actions }) => [
    state,
    actions.map(({ place, action }) => `${place}: ${namedReference(action)?.name}`),
  ]);
  expect(states).toEqual([
    ['(machine)', ['entry: a']],
    ['menu', ['exit: b', 'exit: c', 'after 500: d', 'always: e', 'initial: f']],
    ['menu.asking', ['on call.answered: h']],
  ]);
});

test("XState's own actions are told from functions and names", () => {
  expect(builtInKind(assign({}))).toBe('xstate.assign');
  expect(builtInKind(() => undefined)).toBeUndefined();
  expect(builtInKind('xstate.assign')).toBeUndefined();
  expect(namedReference({ type: 'speak', params: { payload: 'Hi.' } })).toEqual({
    name: 'speak',
    params: { payload: 'Hi.' },
    keys: ['type', 'params'],
  });
  expect([namedReference(7), namedReference(null), namedReference({}), namedReference(() => 1)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
