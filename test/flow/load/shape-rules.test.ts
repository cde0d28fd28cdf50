import { describe, expect, test } from 'vitest';
import { refusalLines } from './refusals.ts';

describe('identity', () => {
  test.each([
    [{ id: undefined }, 'the machine has no id', "`id: 'front-desk'`"],
    [{ id: ' ' }, 'the machine has no id', "`id: 'front-desk'`"],
    [{ version: undefined }, 'the machine has no version', "`version: '1'`"],
    [{ version: 2 }, 'the machine has no version', "`version: '1'`"],
  ])('%j', (config, message, remedy) => {
    expect(refusalLines({ config })).toEqual([expect.stringContaining(`(machine) identity ${message}`)]);
    expect(refusalLines({ config })[0]).toContain(remedy);
  });
});

describe('keys that XState would overlook', () => {
  test.each([
    [{ entery: 'answer' }, '`entery` means nothing in a state', 'Did you mean `entry`?'],
    [{ timeout: 5 }, '`timeout` means nothing in a state', 'Known are '],
    [{ on: { 'call.answered': { traget: 'menu' } } }, '`traget` means nothing in a transition', '`target`'],
    [{ after: { 1_000: { action: 'hangup' } } }, '`action` means nothing in a transition', '`actions`'],
    [{ always: { gaurd: 'noinput', target: 'menu' } }, '`gaurd` means nothing in a transition', '`guard`'],
  ])('%j', (state, message, remedy) => {
    const lines = refusalLines({ states: { menu: state } });
    expect(lines).toEqual([expect.stringContaining(`menu key ${message}`)]);
    expect(lines[0]).toContain(remedy);
  });

  test('the machine has keys of its own', () => {
    expect(refusalLines({ config: { version: '1', context: {}, options: { maxIterations: 5 } } })).toEqual([]);
    expect(refusalLines({ states: { menu: { version: '1' } } })).toHaveLength(1);
  });
});

describe('initial states and history, however deep', () => {
  const nested = (initial: unknown) => ({ menu: { initial, states: { asking: {}, done: {} } } });

  test('an initial state that does not exist', () => {
    expect(refusalLines({ states: nested('askin') })).toEqual([
      'menu initial its initial state "askin" does not exist. → Did you mean "asking"?',
    ]);
    expect(refusalLines({ states: nested({ target: 'nowhere' }) })).toEqual([
      'menu initial its initial state "nowhere" does not exist. → Its states are asking, done.',
    ]);
    expect(refusalLines({ states: nested('toString') })).toHaveLength(1);
    expect(refusalLines({ states: nested({ target: 'done' }) })).toEqual([]);
  });

  test.each([
    ['other', 0],
    ['other.inner', 0],
    ['#other-id', 0],
    ['#made-up.menu.other', 0],
    ['othr', 1],
    ['#nowhere', 1],
    ['other.nowhere', 1],
  ])('a history whose default is %s has %d faults', (target, count) => {
    const other = { id: 'other-id', initial: 'inner', states: { inner: {} } };
    const states = { menu: { initial: 'other', states: { other, back: { type: 'history', target } } } };
    expect(refusalLines({ states })).toHaveLength(count);
  });

  test('an unknown target is refused by XState itself, with the state named', () => {
    expect(() => refusalLines({ states: { menu: { on: { 'call.answered': 'nowhere' } } } })).toThrow(
      /state node 'made-up\.menu'[^]*'nowhere' does not exist/,
    );
  });
});

describe('a static context', () => {
  test.each([
    [{ since: new Date(0) }, 'context.since is a Date'],
    [{ greet: () => 'hi' }, 'context.greet is a function'],
    [{ rounds: new Set([1]) }, 'context.rounds is a Set'],
  ])('%j', (context, message) => {
    expect(refusalLines({ config: { context } })).toEqual([expect.stringContaining(`(machine) context ${message}`)]);
  });

  test('of plain JSON passes, and so does a factory', () => {
    expect(refusalLines({ config: { context: { rounds: 0, names: ['a'], more: { deep: null } } } })).toEqual([]);
    expect(refusalLines({ config: { context: () => ({ since: new Date(0) }) } })).toEqual([]);
  });
});
