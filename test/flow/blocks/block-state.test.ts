import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { callActions, callGuards, menu, say, type CallEvents } from 'callchart';
import { outcomes, resolve } from '../../../src/flow/blocks/block-state.ts';

test('an outcome is a final state, and leads where it was told', () => {
  expect(outcomes({ busy: 'later', gone: undefined })).toEqual({
    states: { busy: { type: 'final', output: { result: 'busy' } } },
    onDone: [{ guard: { type: 'result', params: 'busy' }, target: 'later' }],
  });
});

test('what is given may be made when it is wanted', () => {
  const args = { context: { name: 'Ada' }, event: { type: 'x' } };
  expect(resolve('a', args)).toBe('a');
  expect(resolve(({ context }: typeof args) => context.name, args)).toBe('Ada');
});

test('a block knows the context of the machine it stands in', () => {
  const machine = setup({
    types: { context: {} as { name: string }, events: {} as CallEvents },
    actions: callActions,
    guards: callGuards,
  }).createMachine({
    id: 'typed',
    version: '1',
    context: { name: '' },
    initial: 'hello',
    states: {
      hello: say({ prompt: ({ context }) => context.name.toUpperCase(), next: 'menu' }),
      // @ts-expect-error the context has no such member
      misspelt: say({ prompt: ({ context }) => context.nam, next: 'menu' }),
      menu: menu({ prompt: 'Press 1.', choices: { 1: 'hello' }, otherwise: 'hello' }),
      // @ts-expect-error the context has no such member
      unknown: menu({ prompt: 'Press 1.', choices: { 1: 'hello' }, otherwise: 'hello', typed: 'keys' }),
    },
  });
  expect(Object.keys(machine.states)).toHaveLength(4);
});
