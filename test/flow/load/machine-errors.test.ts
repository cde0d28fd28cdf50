import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { explainMachineError } from 'callchart';

const errorOf = (config: object): unknown => {
  try {
    createMachine({ id: 'front-desk', ...config } as never);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('what XState refuses is told with state and remedy', () => {
  test.each([
    [
      { initial: 'menu', states: { menu: { on: { 'call.answered': 'sales' } } } },
      '- menu: a transition targets "sales", which does not exist in "front-desk".',
      'Name a sibling',
    ],
    [
      { initial: 'menu', states: { menu: { initial: 'a', states: { a: { always: 'b' } } } } },
      '- menu.a: a transition targets "b", which does not exist in "front-desk.menu".',
      'Name a sibling',
    ],
    [
      { initial: 'menu', states: { menu: { after: { 5: '#sales' } } } },
      '- (machine): a transition targets "#sales", which does not exist.',
      'Name a sibling',
    ],
    [
      { initial: 'menu', on: { 'call.answered': 'menu' }, states: { menu: {} } },
      '- (machine): a transition of the machine itself targets "menu"',
      'Did you mean ".menu"?',
    ],
    [
      { initial: 'menu', states: { menu: { states: { asking: {}, done: {} } } } },
      '- menu: it has states of its own, but none to begin in.',
      "Write `initial: 'asking'`.",
    ],
    [
      { initial: 'menu', states: { menu: { on: { '*': { cond: 'x' } } } } },
      '- menu: `cond` means nothing in a transition.',
      'Write `guard`.',
    ],
    [{ on: { '': {} } }, '- (machine): it listens to "".', '`always: { … }`'],
  ])('%j', (config, message, remedy) => {
    const explained = explainMachineError(errorOf(config), 'front-desk.ts');
    expect(explained?.code).toBe('flow.invalid');
    expect(explained?.message).toContain('(front-desk.ts) cannot load, one problem:');
    expect(explained?.message).toContain(message);
    expect(explained?.message).toContain(remedy);
    expect(explained?.details['findings']).toHaveLength(1);
  });
});

test('other errors are left alone', () => {
  expect(explainMachineError(new Error('no network'))).toBeUndefined();
  expect(explainMachineError('Null events ("") cannot be specified')).toBeUndefined();
});
