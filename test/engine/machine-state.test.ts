/** The row between two events: lean, plain JSON, and nothing lost on the way. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign, createMachine, fromPromise, type AnyStateMachine, type EventObject } from 'xstate';
import { CallchartError, start, step, type MachineState } from 'callchart';
import { dehydrate, hydrate, nodesById } from '../../src/engine/machine-state.ts';
import { eventTypes } from './fuzz/random-actions.ts';
import { randomMachine } from './fuzz/random-machine.ts';
import { Random } from './fuzz/random.ts';

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function stateAfter(machine: AnyStateMachine, ...types: readonly string[]): MachineState {
  let { state } = start(machine, {});
  for (const type of types) ({ state } = step(machine, throughJson(state), { type }));
  return throughJson(state);
}

function refusalOf(run: () => unknown): CallchartError {
  try {
    run();
  } catch (error) {
    if (error instanceof CallchartError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('a row', () => {
  test('holds what is needed and no more', () => {
    const machine = createMachine({
      id: 'm',
      context: { n: 1 },
      initial: 'a',
      states: { a: { initial: 'x', states: { x: {} } } },
    });
    expect(stateAfter(machine)).toEqual({ value: { a: 'x' }, context: { n: 1 }, status: 'active' });
  });

  test('comes back from a snapshot that was made of it, byte for byte', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.array(fc.constantFrom(...eventTypes), { maxLength: 10 }), (seed, types) => {
        const machine = randomMachine(new Random(seed));
        let state: MachineState;
        try {
          state = start(machine, { n: seed % 12 }).state;
          for (const type of types) state = step(machine, state, { type }).state;
        } catch {
          return;
        }
        const row = JSON.stringify(state);
        expect(JSON.stringify(dehydrate(hydrate(machine, throughJson(state))))).toBe(row);
      }),
      { seed: 11, numRuns: 80 },
    );
  });

  test('of an ended machine keeps its output and forgets its tasks', () => {
    const machine = createMachine({
      invoke: { id: 'who', src: fromPromise(async () => 1) },
      initial: 'a',
      states: { a: { on: { go: 'b' } }, b: { type: 'final' } },
      output: { score: 3 },
    });
    expect(stateAfter(machine).children).toEqual(['who']);
    expect(stateAfter(machine, 'go')).toEqual({ value: 'b', context: {}, status: 'done', output: { score: 3 } });
  });

  test.each([
    [new TypeError('bad'), { name: 'TypeError', message: 'bad' }],
    [
      { name: 'Mine', message: 'bad', more: 1 },
      { name: 'Mine', message: 'bad' },
    ],
    ['plain', { name: 'Error', message: 'plain' }],
    [{ code: 5 }, { name: 'Error', message: '{"code":5}' }],
    [undefined, undefined],
  ])('of a failed machine says with what: %s', (error, described) => {
    const machine = createMachine({ initial: 'a', states: { a: {} } });
    const { state } = step(machine, start(machine).state, { type: 'xstate.error.actor.who', error } as EventObject);
    expect([state.status, state.error]).toEqual(['error', described]);
  });
});

describe('history survives JSON', () => {
  const nested = (history: 'shallow' | 'deep'): AnyStateMachine =>
    createMachine({
      id: 'm',
      initial: 'menu',
      states: {
        menu: {
          initial: 'one',
          states: {
            one: { on: { next: 'two' } },
            two: { initial: 'x', states: { x: { on: { next: 'y' } }, y: {} } },
            back: { type: 'history', history },
          },
          on: { help: 'help' },
        },
        help: { on: { resume: 'menu.back' } },
      },
    });

  test('shallow', () => {
    const machine = nested('shallow');
    expect(stateAfter(machine, 'next', 'next', 'help').historyValue).toEqual({ 'm.menu.back': ['m.menu.two'] });
    expect(stateAfter(machine, 'next', 'next', 'help', 'resume').value).toEqual({ menu: { two: 'x' } });
  });

  test('deep', () => {
    const machine = nested('deep');
    expect(stateAfter(machine, 'next', 'next', 'help', 'resume').value).toEqual({ menu: { two: 'y' } });
    expect(stateAfter(machine, 'help', 'resume').value).toEqual({ menu: 'one' });
  });

  test('deep, in parallel regions', () => {
    const region = { initial: 'off', states: { off: { on: { on: 'lit' } }, lit: {} } };
    const machine = createMachine({
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          states: { a: region, b: region, back: { type: 'history', history: 'deep' } },
          on: { out: 'q' },
        },
        q: { on: { in: 'p.back' } },
      },
    });
    expect(stateAfter(machine, 'on', 'out', 'in').value).toEqual({ p: { a: 'lit', b: 'lit' } });
  });

  test('and falls back to its default when the remembered state is gone', () => {
    const old = stateAfter(nested('shallow'), 'next', 'help');
    const machine = createMachine({
      id: 'm',
      initial: 'menu',
      states: {
        menu: { initial: 'one', states: { one: {}, back: { type: 'history' } } },
        help: { on: { resume: 'menu.back' } },
      },
    });
    expect(step(machine, old, { type: 'resume' }).state.value).toEqual({ menu: 'one' });
  });
});

describe('the order of active states', () => {
  /** Both regions wait for `flag`; whoever was entered last moves last. */
  const machine = createMachine({
    id: 'm',
    type: 'parallel',
    context: { flag: false },
    on: { flag: { actions: assign({ flag: true }) } },
    states: {
      left: {
        initial: 'a',
        states: {
          a: { on: { move: 'b' } },
          b: { always: { guard: ({ context }) => context['flag'], target: 'c', actions: 'left' } },
          c: {},
        },
      },
      right: {
        initial: 'b',
        states: {
          b: { always: { guard: ({ context }) => context['flag'], target: 'c', actions: 'right' } },
          c: {},
        },
      },
    },
  });
  const commands = (state: MachineState): string[] =>
    step(machine, state, { type: 'flag' }).effects.map((effect) => (effect.type === 'command' ? effect.command : ''));

  test('survives JSON, so that regions move in the order of a live actor', () => {
    expect(start(machine).state.order).toBeUndefined();
    const moved = stateAfter(machine, 'move');
    expect(moved.order).toBeDefined();
    expect(commands(moved)).toEqual(['right', 'left']);
  });

  test.each([[[]], [[0, 1, 2]], [[0, 0, 0, 0, 0]], [[0, 1, 2, 3, 9]]])(
    'is dropped when it does not fit: %j',
    (order) => {
      expect(commands({ ...stateAfter(machine, 'move'), order })).toEqual(['left', 'right']);
    },
  );

  test('is not stored where one leaf alone is active', () => {
    const chain = createMachine({
      initial: 'a',
      states: { a: { on: { go: 'b' } }, b: { initial: 'x', states: { x: {} } } },
    });
    expect(stateAfter(chain, 'go')).toEqual({ value: { b: 'x' }, context: {}, status: 'active' });
  });
});

describe('another structure than the call began with', () => {
  const machine = createMachine({
    id: 'sales',
    initial: 'a',
    states: { a: {}, grown: { initial: 'x', states: { x: {} } } },
  });
  const row = (value: MachineState['value']): MachineState => ({ value, context: {}, status: 'active' });

  test.each([['gone'], [{ grown: 'gone' }], [{ gone: 'x' }]])('a state that is gone is refused: %j', (value) => {
    const error = refusalOf(() => step(machine, row(value), { type: 'go' }));
    expect(error).toMatchObject({ code: 'flow.state_missing', details: { flow: 'sales', value } });
    expect(error.message).toContain(`Flow "sales" has no state ${JSON.stringify(value)}`);
  });

  test('a leaf that became compound is entered at its initial child, without entry actions', () => {
    expect(step(machine, row('grown'), { type: 'go' })).toMatchObject({
      state: { value: { grown: 'x' } },
      effects: [],
    });
  });

  test('nodes are found by id, the own ones of authors too', () => {
    const own = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { id: 'mine', initial: 'x', states: { x: {} } } },
    });
    expect([...nodesById(own).keys()]).toEqual(['m', 'mine', 'm.a.x']);
  });
});

describe('a context that JSON would change is refused, with the path', () => {
  const machine = (value: unknown): AnyStateMachine =>
    createMachine({
      id: 'm',
      context: { list: [{ inner: 1 }] },
      on: { go: { actions: assign({ list: [{ inner: value }] }) } },
    });
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;

  test.each<[string, unknown]>([
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
  ])('%s', (name, value) => {
    const error = refusalOf(() => stateAfter(machine(value), 'go'));
    expect(error).toMatchObject({ code: 'flow.context', details: { flow: 'm', path: 'context.list[0].inner' } });
    expect(error.message).toContain(`context.list[0].inner holds ${name}`);
  });

  test('undefined in an array, which would come back as null', () => {
    const error = refusalOf(() => stateAfter(machine(['a', undefined]), 'go'));
    expect(error.details['path']).toBe('context.list[0].inner[1]');
  });

  test('a cycle', () => {
    expect(refusalOf(() => stateAfter(machine(cyclic), 'go'))).toMatchObject({ code: 'flow.context' });
  });

  test('at the first step as well, where the context factory made it', () => {
    const first = createMachine({ context: () => ({ at: new Date(0) }) });
    expect(refusalOf(() => start(first))).toMatchObject({ code: 'flow.context' });
  });

  test('but an undefined property is none, and everything plain passes', () => {
    const plain = { a: null, b: [1, 'x', true, { c: [] }], d: Object.create(null) as object };
    expect(stateAfter(machine({ ...plain, gone: undefined }), 'go').context).toEqual({
      list: [{ inner: { a: null, b: [1, 'x', true, { c: [] }], d: {} } }],
    });
  });

  test('an output likewise', () => {
    const ending = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { type: 'final' } },
      output: () => ({ at: new Date(0) }),
    });
    expect(refusalOf(() => start(ending))).toMatchObject({ code: 'flow.output', details: { path: 'output.at' } });
  });
});

test('two calls of one machine share no context through the cache', () => {
  const machine = createMachine({
    context: ({ input }) => ({ n: (input as { n: number }).n }),
    on: { go: { actions: assign({ n: ({ context }) => (context['n'] as number) + 1 }) } },
  });
  const one = step(machine, start(machine, { n: 1 }).state, { type: 'go' }).state;
  const two = step(machine, start(machine, { n: 10 }).state, { type: 'go' }).state;
  expect([one.context, two.context]).toEqual([{ n: 2 }, { n: 11 }]);
});
