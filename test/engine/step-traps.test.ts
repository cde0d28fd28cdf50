/** The known traps of stepping XState purely: flows that throw, loops, oddities that stay, what needs a live actor. */
import { describe, expect, test } from 'vitest';
import {
  assign,
  createMachine,
  enqueueActions,
  fromPromise,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  type AnyActorRef,
  type AnyStateMachine,
} from 'xstate';
import { start, step } from 'callchart';
import { kinds, failureOf, frozen, run } from './stepping.ts';

const boom = (): never => {
  throw new Error('boom');
};

describe('a flow that throws', () => {
  const places: Record<string, object> = {
    guard: { on: { go: { guard: boom, target: '.b' } } },
    assign: { on: { go: { actions: assign(boom) } } },
    params: { on: { go: { actions: [{ type: 'speak', params: boom }] } } },
    enqueueActions: { on: { go: { actions: enqueueActions(boom) } } },
  };

  test.each(Object.entries(places))('in a step: %s', (_, config) => {
    const machine = createMachine({
      initial: 'a',
      context: { n: 0 },
      states: { a: { exit: assign({ n: 1 }) }, b: {} },
      ...config,
    } as never) as AnyStateMachine;
    const { state } = start(machine);
    const before = JSON.stringify(state);
    expect(() => step(machine, frozen(state), { type: 'go' })).toThrow(/boom/);
    expect(JSON.stringify(state)).toBe(before);
    expect(step(machine, state, { type: 'other' }).handled).toBe(false);
  });

  const firstSteps: Record<string, object> = {
    'context factory': { context: boom },
    guard: { initial: 'a', states: { a: { always: { guard: boom, target: 'b' } }, b: {} } },
    assign: { entry: assign(boom) },
    params: { entry: { type: 'speak', params: boom } },
    'task input': { invoke: { id: 'who', src: fromPromise(async () => 1), input: boom } },
  };

  test.each(Object.entries(firstSteps))('in the first step: %s', (_, config) => {
    const machine = createMachine({ id: 'sales', ...config } as never) as AnyStateMachine;
    const error = failureOf(() => start(machine, {}));
    expect(error).toMatchObject({ code: 'flow.start', details: { flow: 'sales' } });
    expect(error.message).toMatch(/"sales".*boom/);
    expect((error.cause as Error).message).toContain('boom');
  });

  test('a bad `initial` is found by the first start', () => {
    const machine = createMachine({ initial: 'nowhere', states: { a: {} } } as never) as AnyStateMachine;
    expect(failureOf(() => start(machine))).toMatchObject({ code: 'flow.start' });
  });
});

describe('loops end', () => {
  const options = { maxIterations: 20 };

  test('of eventless transitions, in a step and in the first one', () => {
    const loop = { a: { always: 'b' }, b: { always: 'a' } };
    const later = createMachine({ options, initial: 'rest', states: { rest: { on: { go: 'a' } }, ...loop } });
    expect(() => run(later, 'go')).toThrow(/more than 20 microsteps/);
    const atOnce = createMachine({ options, initial: 'a', states: loop });
    expect(failureOf(() => start(atOnce))).toMatchObject({ code: 'flow.start' });
  });

  test('of raised events', () => {
    const machine = createMachine({ options, on: { go: { actions: raise({ type: 'go' }) } } });
    expect(() => run(machine, 'go')).toThrow(/more than 20 microsteps/);
  });

  test('of events that the flow sends itself', () => {
    const machine = createMachine({
      id: 'm',
      options,
      on: { go: { actions: sendTo(({ self }) => self, { type: 'go' }) } },
    });
    const error = failureOf(() => run(machine, 'go'));
    expect(error.code).toBe('flow.endless');
    expect(error.message).toMatch(/"m".*more than 20/);
  });
});

describe('known oddities of XState that a step keeps', () => {
  test('a delay of an unknown name passes at once, as does one that is no number', () => {
    const unknown = createMachine({
      initial: 'a',
      states: { a: { after: { nobody: 'b' } }, b: {} },
    } as never) as AnyStateMachine;
    expect(start(unknown)).toMatchObject({ state: { value: 'b' } });
    expect(kinds(start(unknown).effects)).toEqual(['timer.cancel']);
    const text = createMachine({
      entry: raise({ type: 'go' }, { delay: () => '5' as never }),
      on: { go: { actions: 'at once' } },
    });
    expect(kinds(start(text).effects)).toEqual(['at once']);
  });

  test('a child that targets the root without reenter enters it without leaving it: a timer is set twice', () => {
    const machine = createMachine({
      id: 'm',
      after: { 50: { actions: 'tick' } },
      initial: 'a',
      states: { a: { on: { go: '#m' } } },
    });
    const timer = { type: 'timer.set', id: 'xstate.after.50.m', delayMs: 50, event: { type: 'xstate.after.50.m' } };
    expect(start(machine).effects).toEqual([timer]);
    expect(run(machine, 'go').effects).toEqual([timer]);
  });

  test('a history that resolves to where the transition comes from is entered without being left', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { after: { 50: 'b' }, on: { back: 'hist' } }, b: {}, hist: { type: 'history' } },
    });
    expect(kinds(run(machine, 'back').effects)).toEqual(['timer.set']);
  });

  test('reenter sets timers and tasks anew, its absence leaves them alone', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: {
        a: {
          after: { 50: 'a' },
          invoke: { id: 'who', src: fromPromise(async () => 1) },
          on: { stay: {}, again: { target: 'a', reenter: true } },
        },
      },
    });
    expect(run(machine, 'stay').effects).toEqual([]);
    expect(kinds(run(machine, 'again').effects)).toEqual(['timer.cancel', 'task.stop', 'timer.set', 'task.start']);
  });
});

describe('what needs a live actor is refused', () => {
  const refusals: Record<string, [code: string, config: object]> = {
    'sendTo a task': [
      'flow.send_to',
      {
        invoke: { id: 'who', src: fromPromise(async () => 1) },
        on: { go: { actions: sendTo('who', { type: 'hi' }) } },
      },
    ],
    'a delayed sendTo another actor': [
      'flow.send_to',
      {
        on: {
          go: { actions: sendTo(() => ({ id: 'other' }) as unknown as AnyActorRef, { type: 'hi' }, { delay: 5 }) },
        },
      },
    ],
    'self.send': ['flow.actor', { on: { go: { actions: enqueueActions(({ self }) => self.send({ type: 'hi' })) } } }],
    'self.getSnapshot': [
      'flow.actor',
      { on: { go: { actions: assign(({ self }) => ({ seen: self.getSnapshot() as unknown })) } } },
    ],
    'a spawn without an id': ['flow.actor', { on: { go: { actions: spawnChild(fromPromise(async () => 1)) } } }],
    'a spawn of an inline actor': [
      'flow.actor',
      {
        on: {
          go: {
            actions: spawnChild(
              fromPromise(async () => 1),
              { id: 'who' },
            ),
          },
        },
      },
    ],
    systemId: [
      'flow.actor',
      {
        initial: 'a',
        states: { a: {}, b: { invoke: { id: 'who', systemId: 'x', src: fromPromise(async () => 1) } } },
        on: { go: '.b' },
      },
    ],
    'an actor in the context': [
      'flow.context',
      {
        on: {
          go: {
            actions: assign(({ spawn }) => ({
              ref: spawn(
                fromPromise(async () => 1),
                { id: 'who' },
              ),
            })),
          },
        },
      },
    ],
  };

  test.each(Object.entries(refusals))('%s', (_, [code, config]) => {
    const machine = createMachine({ id: 'm', context: {}, ...config } as never) as AnyStateMachine;
    expect(failureOf(() => run(machine, 'go'))).toMatchObject({ code });
  });

  test('in the first step too', () => {
    const invoke = { id: 'who', src: fromPromise(async () => 1) };
    const machine = createMachine({
      id: 'm',
      invoke,
      initial: 'a',
      states: { a: { entry: sendTo('who', { type: 'hi' }) } },
    });
    const error = failureOf(() => start(machine));
    expect(error.code).toBe('flow.start');
    expect(error.cause).toMatchObject({
      code: 'flow.send_to',
      message: expect.stringMatching(/"m" sends "hi"/) as unknown,
    });
  });

  test('sendParent: there is none', () => {
    const machine = createMachine({ id: 'm', on: { go: { actions: sendParent({ type: 'hi' }) } } });
    expect(() => run(machine, 'go')).toThrow(/#_parent/);
  });
});
