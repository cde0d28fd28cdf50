/**
 * What a step promises beyond what live actors show (test/engine/fuzz.test.ts): effects in order, events taken or not,
 * nothing run, nothing shared.
 */
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  fromPromise,
  log,
  raise,
  sendTo,
  setup,
  type AnyStateMachine,
  type EventObject,
} from 'xstate';
import { start, step, type StepResult } from 'callchart';
import { kinds, frozen, run } from './stepping.ts';
import { eventTypes } from './fuzz/random-actions.ts';
import { randomMachine } from './fuzz/random-machine.ts';
import { Random } from './fuzz/random.ts';

describe('effects', () => {
  test('come in list order: exit, transition, entry', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      context: { n: 0 },
      states: {
        a: {
          after: { 1000: 'b' },
          exit: ['stopPlayback', emit({ type: 'left' })],
          on: { go: { target: 'b', actions: ['speak', log('going', 'way')] } },
        },
        b: {
          entry: [
            { type: 'answer' },
            assign({ n: 1 }),
            raise({ type: 'now' }),
            raise({ type: 'tick' }, { delay: 5, id: 't' }),
            cancel('t'),
            { type: 'gather', params: { digits: 1 } },
          ],
          invoke: { id: 'who', src: 'lookup', input: { number: '+1' } },
        },
      },
    });
    const lookup = fromPromise(async () => 1);
    expect(run(machine.provide({ actors: { lookup } }), 'go').effects).toEqual([
      { type: 'command', command: 'stopPlayback', params: undefined, origin: ['m.b'] },
      { type: 'emit', event: { type: 'left' } },
      { type: 'timer.cancel', id: 'xstate.after.1000.m.a' },
      { type: 'command', command: 'speak', params: undefined, origin: ['m.b'] },
      { type: 'log', label: 'way', value: 'going' },
      { type: 'command', command: 'answer', params: undefined, origin: ['m.b'] },
      { type: 'timer.set', id: 't', delayMs: 5, event: { type: 'tick' } },
      { type: 'timer.cancel', id: 't' },
      { type: 'command', command: 'gather', params: { digits: 1 }, origin: ['m.b'] },
      { type: 'task.start', id: 'who', src: 'lookup', input: { number: '+1' } },
    ]);
  });

  test('carry params resolved with the context of that moment and the event', () => {
    const machine = createMachine({
      context: { n: 1 },
      on: {
        go: {
          actions: [
            { type: 'speak', params: ({ context }) => ({ n: context.n }) },
            assign({ n: ({ context }) => context.n + 1 }),
            { type: 'speak', params: ({ context, event }) => ({ n: context.n, of: event.type }) },
          ],
        },
      },
    });
    expect(run(machine, 'go').effects).toMatchObject([{ params: { n: 1 } }, { params: { n: 2, of: 'go' } }]);
  });

  test('include what enqueueActions asks for, in its order and under its guards', () => {
    const machine = createMachine({
      context: { n: 0 },
      on: {
        go: {
          actions: enqueueActions(({ enqueue, check }) => {
            enqueue({ type: 'speak', params: ({ context }) => ({ n: context.n }) });
            enqueue.assign({ n: 7 });
            enqueue.raise({ type: 'tick' }, { delay: 10 });
            if (check(({ context }) => context.n === 0))
              enqueue({ type: 'gather', params: ({ context }) => ({ n: context.n }) });
            if (check(() => false)) enqueue('hangup');
            enqueue.cancel('t');
          }),
        },
      },
    });
    const { effects, state } = run(machine, 'go');
    expect(kinds(effects)).toEqual(['speak', 'timer.set', 'gather', 'timer.cancel']);
    expect(effects).toMatchObject([{ params: { n: 0 } }, {}, { params: { n: 7 } }, {}]);
    expect(state.context).toEqual({ n: 7 });
  });

  test('name a delayed event that has no id by none', () => {
    const machine = createMachine({ entry: raise({ type: 'tick' }, { delay: 30 }) });
    const { effects } = start(machine);
    expect(effects).toEqual([{ type: 'timer.set', id: undefined, delayMs: 30, event: { type: 'tick' } }]);
  });

  test('hold the delays of `after`, named and numeric, and their cancellation', () => {
    const machine = setup({ delays: { soon: ({ context }) => (context['n'] as number) * 10 } }).createMachine({
      id: 'm',
      context: { n: 4 },
      initial: 'a',
      states: { a: { after: { 200: 'b', soon: 'b' } }, b: {} },
    });
    expect(start(machine).effects).toEqual([
      { type: 'timer.set', id: 'xstate.after.200.m.a', delayMs: 200, event: { type: 'xstate.after.200.m.a' } },
      { type: 'timer.set', id: 'xstate.after.soon.m.a', delayMs: 40, event: { type: 'xstate.after.soon.m.a' } },
    ]);
    const { state, effects } = run(machine, 'xstate.after.soon.m.a');
    expect(state.value).toBe('b');
    expect(effects).toEqual([
      { type: 'timer.cancel', id: 'xstate.after.200.m.a' },
      { type: 'timer.cancel', id: 'xstate.after.soon.m.a' },
    ]);
  });

  test('start a task and stop it when its state is left, by whatever way', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: {
        a: {
          invoke: {
            id: 'who',
            src: fromPromise(async () => 1),
            onDone: { target: 'b', actions: assign(({ event }) => ({ got: event.output as unknown })) },
            onError: 'c',
          },
          on: { go: 'b' },
        },
        b: {},
        c: { type: 'final' },
      },
    });
    const first = start(machine);
    expect(first.effects).toEqual([{ type: 'task.start', id: 'who', src: 'xstate.invoke.0.m.a', input: undefined }]);
    expect(first.state.children).toEqual(['who']);
    const left = run(machine, 'go');
    expect(left.effects).toEqual([{ type: 'task.stop', id: 'who' }]);
    expect(left.state.children).toBeUndefined();
    const done = run(machine, { type: 'xstate.done.actor.who', output: 5, actorId: 'who' } as EventObject);
    expect(done.state).toMatchObject({ value: 'b', context: { got: 5 } });
    const failed = run(machine, { type: 'xstate.error.actor.who', error: 'no', actorId: 'who' } as EventObject);
    expect(failed).toMatchObject({ status: 'done', state: { value: 'c' } });
  });

  test('say which states asked for a command', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: {
        a: { on: { go: { target: 'b', actions: 'answer' } } },
        b: {
          entry: { type: 'startRecording' },
          type: 'parallel',
          states: {
            left: { entry: { type: 'speak' } },
            right: { entry: enqueueActions(({ enqueue }) => enqueue('gather')) },
          },
        },
      },
    });
    const origins = run(machine, 'go').effects.map((effect) =>
      effect.type === 'command' ? [effect.command, effect.origin] : [],
    );
    expect(origins).toEqual([
      // Of the transition: where it led. What enqueueActions may ask for cannot be told from outside.
      ['answer', ['m.b.right']],
      ['startRecording', ['m.b', 'm.b.right']],
      ['speak', ['m.b.left', 'm.b.right']],
      ['gather', ['m.b.right']],
    ]);
  });
});

describe('purity', () => {
  test('nothing runs: no action, no task, no log', () => {
    const ran = vi.fn<(what: string) => void>();
    const logged = vi.spyOn(console, 'log').mockImplementation(() => {});
    const machine = setup({
      actions: { speak: () => ran('speak') },
      actors: { lookup: fromPromise(async () => ran('lookup')) },
    }).createMachine({
      entry: [{ type: 'speak' }, () => ran('inline'), log('hello')],
      invoke: { id: 'who', src: 'lookup' },
      on: { go: { actions: 'speak' } },
    });
    expect(kinds(run(machine, 'go').effects)).toEqual(['speak']);
    expect(ran).not.toHaveBeenCalled();
    expect(logged).not.toHaveBeenCalled();
    logged.mockRestore();
  });

  test('no phantom first step: what the author wrote is called once, with the input', () => {
    const context = vi.fn<(scope: { input: unknown }) => object>(({ input }) => ({ n: (input as { n: number }).n }));
    const params = vi.fn<() => object>(() => ({}));
    const enqueued = vi.fn<() => void>();
    const assigned = vi.fn<() => object>(() => ({}));
    const machine = createMachine({
      context,
      entry: { type: 'answer', params },
      on: { go: { actions: [{ type: 'speak', params }, enqueueActions(enqueued), assign(assigned)] } },
    } as never) as AnyStateMachine;
    const first = start(machine, { n: 4 });
    expect(context).toHaveBeenCalledTimes(1);
    expect(context.mock.calls[0]?.[0].input).toEqual({ n: 4 });
    expect(params).toHaveBeenCalledTimes(1);
    step(machine, first.state, { type: 'go' });
    expect(context).toHaveBeenCalledTimes(1);
    expect(params).toHaveBeenCalledTimes(2);
    expect(enqueued).toHaveBeenCalledTimes(1);
    expect(assigned).toHaveBeenCalledTimes(1);
  });

  test('a static context belongs to no call', () => {
    const machine = createMachine({
      context: { seen: { digits: [] as string[] } },
      on: { go: { actions: assign(({ context }) => ({ seen: { digits: [...context.seen.digits, '1'] } })) } },
    });
    const one = start(machine).state;
    (one.context as { seen: { digits: string[] } }).seen.digits.push('9');
    expect(start(machine).state.context).toEqual({ seen: { digits: [] } });
    expect(run(machine, 'go', 'go').state.context).toEqual({ seen: { digits: ['1', '1'] } });
    expect(start(machine).state.context).not.toBe(start(machine).state.context);
  });

  test('the same inputs give the same bytes, and stay as they are', () => {
    const event = fc.record({ type: fc.constantFrom(...eventTypes), n: fc.nat(98) });
    const trace = (seed: number, events: readonly { type: string; n: number }[]): string => {
      const machine = randomMachine(new Random(seed));
      const results: StepResult[] = [];
      try {
        results.push(start(machine, frozen({ n: seed % 12 })));
        for (const next of events)
          results.push(step(machine, frozen((results.at(-1) as StepResult).state), frozen({ ...next })));
      } catch (error) {
        return JSON.stringify([results, (error as Error).message]);
      }
      return JSON.stringify(results);
    };
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.array(event, { maxLength: 12 }), (seed, events) => {
        expect(trace(seed, events)).toBe(trace(seed, events));
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test('a state may be used again, as if the first time had not been', () => {
    const machine = createMachine({
      context: { n: 0 },
      on: { go: { actions: [assign({ n: ({ context }) => context.n + 1 }), 'speak'] } },
    });
    const before = frozen(start(machine).state);
    const once = step(machine, before, { type: 'go' });
    expect(step(machine, before, { type: 'go' })).toEqual(once);
    expect(before.context).toEqual({ n: 0 });
  });
});

describe('events', () => {
  test('that a machine sends itself are handled before the step is over, after the event at hand', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: {
          on: {
            go: {
              target: 'b',
              actions: [
                sendTo(({ self }) => self, { type: 'first' }),
                sendTo(({ self }) => self, { type: 'second' }),
                'go',
              ],
            },
          },
        },
        b: { entry: 'enterB', on: { first: { actions: 'first' }, second: 'c' } },
        c: { entry: 'enterC' },
      },
    });
    const { state, effects, handled } = run(machine, 'go');
    expect(kinds(effects)).toEqual(['go', 'enterB', 'first', 'enterC']);
    expect([state.value, handled]).toEqual(['c', true]);
  });

  test('that a machine sent itself before it ended are dropped', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { on: { go: { target: 'b', actions: sendTo(({ self }) => self, { type: 'late' }) } } },
        b: { type: 'final' },
      },
      on: { late: { actions: 'late' } },
    });
    expect(run(machine, 'go')).toMatchObject({ status: 'done', effects: [] });
  });

  test('with a delay to itself are timers', () => {
    const machine = createMachine({ entry: sendTo(({ self }) => self, { type: 'tick' }, { delay: 7, id: 't' }) });
    expect(start(machine).effects).toEqual([{ type: 'timer.set', id: 't', delayMs: 7, event: { type: 'tick' } }]);
  });

  const descriptors = (type: string, extra: object = {}): string[] =>
    kinds(
      run(
        createMachine({
          on: {
            '*': { actions: 'any' },
            'call.*': { actions: 'call' },
            'call.gather.*': { actions: 'gather' },
            ...extra,
          },
        }),
        type,
      ).effects,
    );

  test('find the most exact descriptor, and the next one when its guard fails', () => {
    const exact = { 'call.gather.ended': { actions: 'exact' } };
    const guarded = { 'call.gather.ended': { guard: () => false, actions: 'exact' } };
    expect(descriptors('call.gather.ended', exact)).toEqual(['exact']);
    expect(descriptors('call.gather.ended', guarded)).toEqual(['gather']);
    expect(descriptors('call.gather.ended')).toEqual(['gather']);
    expect(descriptors('call.answered')).toEqual(['call']);
    expect(descriptors('agent.call.answered')).toEqual(['any']);
  });

  test('that are late: `*` swallows even those of timers and tasks, so a host must drop them', () => {
    const machine = createMachine({ on: { '*': { actions: 'any' } } });
    for (const type of ['xstate.after.100.m.gone', 'xstate.done.actor.gone', 'xstate.error.actor.gone'])
      expect(run(machine, type)).toMatchObject({ handled: true, status: 'active', effects: [{ command: 'any' }] });
  });

  test("that are late: a task's error that nobody handles ends the machine in `error`, so a host must drop it", () => {
    const machine = createMachine({ id: 'm', initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } });
    const error = { name: 'TypeError', message: 'late' };
    const { state, status, handled } = run(machine, { type: 'xstate.error.actor.gone', error } as EventObject);
    expect([status, handled, state.error]).toEqual(['error', false, error]);
    expect(run(machine, 'xstate.done.actor.gone')).toMatchObject({ status: 'active', handled: false, effects: [] });
  });

  test('change nothing once the machine is not active, not even by a root handler', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { end: 'b' } }, b: { type: 'final' } },
      on: { go: { actions: 'speak' }, end: { actions: 'speak' } },
    });
    const ended = run(machine, 'end');
    expect(ended.status).toBe('done');
    const after = step(machine, ended.state, { type: 'go' });
    expect(after).toEqual({ state: ended.state, effects: [], status: 'done', handled: false });
    for (const status of ['error', 'stopped'] as const)
      expect(step(machine, { ...start(machine).state, status }, { type: 'go' })).toMatchObject({
        effects: [],
        handled: false,
      });
  });

  test('count as handled when a transition takes them, be it forbidden or without a target', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: {
          on: {
            forbidden: undefined,
            empty: {},
            acting: { actions: 'speak' },
            never: { guard: () => false, actions: 'speak' },
          },
        },
      },
      on: { forbidden: { actions: 'shadowed' }, above: { actions: 'speak' } },
    });
    const handled = (type: string): boolean => run(machine, type).handled;
    expect(['forbidden', 'empty', 'acting', 'above'].map(handled)).toEqual([true, true, true, true]);
    expect(['never', 'unknown'].map(handled)).toEqual([false, false]);
    expect(run(machine, 'forbidden').effects).toEqual([]);
    expect(run(machine, 'unknown').state).toEqual(start(machine).state);
  });

  test('count as unhandled though an eventless transition moves on the occasion', () => {
    let open = false;
    const machine = createMachine({
      initial: 'a',
      states: { a: { always: { guard: () => open, target: 'b' } }, b: {} },
    });
    const { state } = start(machine);
    open = true;
    expect(step(machine, state, { type: 'unknown' })).toMatchObject({ handled: false, state: { value: 'b' } });
  });
});
