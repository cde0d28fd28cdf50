/** A call moves by its inputs: opening, tasks, timers, application events; late results are dropped. */
import { assign, fromPromise, setup } from 'xstate';
import { answer, callActions, dial, speak, type CallEvents, type FlowOptions } from 'callchart';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { advance } from '../../src/engine/advance.ts';
import type { CallState } from '../../src/engine/call-state.ts';
import { CallHarness, START } from './call-harness.ts';

type App = { type: 'order.ready'; payload: { order: string } };

interface Context {
  input: unknown;
  found?: unknown;
  order?: string;
}

const flow = setup({
  types: { context: {} as Context, events: {} as CallEvents<never, App> },
  actions: callActions,
  actors: {
    lookup: fromPromise(({ input }: { input: { number: string } }) => Promise.resolve({ name: `of ${input.number}` })),
  },
}).createMachine({
  id: 'tasks',
  version: '3',
  context: ({ input }) => ({ input }),
  initial: 'looking',
  states: {
    looking: {
      invoke: {
        id: 'lookup',
        src: 'lookup',
        input: { number: '+1' },
        onDone: { target: 'found', actions: assign({ found: ({ event }) => event.output }) },
        onError: 'missing',
      },
      after: { 5_000: 'slow', 2_000: { actions: speak({ payload: 'One moment.', voice: 'female' }) } },
      on: { 'call.dtmf.received': 'found', 'call.answered': { target: 'looking', reenter: true } },
    },
    found: { on: { 'order.ready': { actions: assign({ order: ({ event }) => event.payload.order }) } } },
    missing: {},
    slow: {},
  },
});
const options = { events: { 'order.ready': z.object({ order: z.string() }) } } satisfies FlowOptions;

const opened = (): CallHarness => CallHarness.incoming({ default: flow, options });

/** What comes out of the store after a restart. */
const restarted = (state: CallState): CallState => JSON.parse(JSON.stringify(state)) as CallState;

describe('a call begins', () => {
  test('with the incoming call.initiated: input, first leg, first event, one step', () => {
    const call = opened();
    expect(call.journal).toHaveLength(1);
    expect(call.state()).toMatchObject({
      callId: 'call-1',
      flow: { id: 'tasks', version: '3' },
      account: 'main',
      direction: 'incoming',
      phase: 'active',
      step: 1,
      createdAt: START,
    });
    expect(call.context['input']).toMatchObject({
      callId: 'call-1',
      at: '2026-01-05T09:00:00.000Z',
      trigger: { from: '+15550001', to: '+15550002' },
    });
    expect(call.leg('caller#1')).toMatchObject({
      first: true,
      callControlId: 'v3:caller#1',
      callSessionId: 'session-1',
    });
    expect(call.last.input).toMatchObject({ kind: 'webhook', name: 'call.initiated', id: 'wh-0', leg: 'caller#1' });
    expect(call.last).toMatchObject({ outcome: 'applied', from: undefined, to: 'looking' });
  });

  test('by somebody outside: no leg yet, and the request is the trigger', () => {
    const call = CallHarness.outgoing({ default: flow, options }, { to: '+1' });
    expect(call.state()).toMatchObject({ direction: 'outgoing', legs: [] });
    expect(call.last.input).toMatchObject({ kind: 'start', name: 'call.start', id: 'request-1' });
    expect(call.context['input']).toMatchObject({ trigger: { to: '+1' } });
  });
});

describe('a task', () => {
  test('stands in the state until it ends; its result is an event', () => {
    const call = opened();
    expect(call.state().tasks).toMatchObject([{ id: 'lookup', src: 'lookup', input: { number: '+1' } }]);
    expect(call.task('lookup', { name: 'Ada' }).outcome).toBe('applied');
    expect(call.value).toBe('found');
    expect(call.context['found']).toEqual({ name: 'Ada' });
    expect(call.state().tasks).toEqual([]);
  });

  test('that fails goes the way that the flow gives it', () => {
    const call = opened();
    call.taskFails('lookup', { name: 'TimeoutError', message: 'too slow' });
    expect(call.value).toBe('missing');
  });

  test('that fails with nobody to care: the step is undone and the fallback runs', () => {
    const careless = setup({
      types: { events: {} as CallEvents },
      actions: callActions,
      actors: { lookup: fromPromise(() => Promise.resolve(1)) },
    }).createMachine({
      id: 'careless',
      version: '1',
      initial: 'a',
      states: { a: { invoke: { id: 'lookup', src: 'lookup' } } },
    });
    const call = CallHarness.incoming(careless);
    call.webhook('call.answered');
    expect(call.taskFails('lookup', { name: 'Error', message: 'database gone' }).outcome).toBe('rolled_back');
    expect(call.last.note).toContain('database gone');
    expect(call.state().machine.status).toBe('active');
    expect(call.phase).toBe('fallback');
    expect(call.sent()).toEqual(['speak caller#1']);
  });

  test('of a state that was left is stopped, and its result dropped', () => {
    const call = opened();
    const [task] = call.state().tasks;
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.state().tasks).toEqual([]);
    const end = { ok: true, output: { name: 'late' } } as const;
    const late = call.apply({ type: 'task', at: call.now, id: 'lookup', generation: task?.generation ?? 0, end });
    expect(late.outcome).toBe('superseded');
    expect(call.context['found']).toBeUndefined();
  });

  test('that was started anew has a new generation: the old one’s result is not its own', () => {
    const call = opened();
    const [first] = call.state().tasks;
    call.webhook('call.answered');
    const [second] = call.state().tasks;
    expect(second?.generation).toBeGreaterThan(first?.generation ?? 0);
    const end = { ok: true, output: { name: 'old' } } as const;
    expect(
      call.apply({ type: 'task', at: call.now, id: 'lookup', generation: first?.generation ?? 0, end }).outcome,
    ).toBe('superseded');
    expect(call.value).toBe('looking');
    call.task('lookup', { name: 'new' });
    expect(call.context['found']).toEqual({ name: 'new' });
  });
});

describe('a timer', () => {
  test('fires at its time, once, and goes with its state', () => {
    const call = opened();
    expect(call.tick(1_999)).toEqual([]);
    expect(call.tick(1)).toHaveLength(1);
    expect(call.sent()).toEqual(['speak caller#1']);
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.state().timers).toEqual([]);
    call.tick(10_000);
    expect(call.value).toBe('found');
  });

  test('set anew counts anew, and there is one of it', () => {
    const call = opened();
    call.tick(1_500);
    const generations = call.state().timers.map((timer) => timer.generation);
    call.webhook('call.answered');
    expect(call.state().timers).toHaveLength(2);
    for (const timer of call.state().timers) expect(generations).not.toContain(timer.generation);
    call.tick(1_999);
    expect(call.sent()).toEqual([]);
    call.tick(1);
    expect(call.sent()).toEqual(['speak caller#1']);
  });

  test('keeps its deadline over a restart, and fires when it is long past', () => {
    const call = opened();
    const state = restarted(call.state());
    expect(state.timers.map((timer) => timer.dueAt)).toEqual(call.state().timers.map((timer) => timer.dueAt));
    const first = advance(call.flow, state, { type: 'tick', at: START + 60_000 });
    const second = advance(call.flow, restarted(first.state), { type: 'tick', at: START + 60_000 });
    expect(second.state.machine.value).toBe('slow');
  });
});

describe('an application’s event', () => {
  test('is the machine’s, without a leg', () => {
    const call = opened();
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.send('order.ready', { order: '42' }).outcome).toBe('applied');
    expect(call.context['order']).toBe('42');
    expect(call.send('order.unknown').outcome).toBe('ignored');
  });

  test('is late when the flow is over', () => {
    const call = opened();
    call.webhook('call.hangup', {});
    expect(call.send('order.ready', { order: '42' }).outcome).toBe('late');
  });
});

test('time never goes back', () => {
  const call = opened();
  call.wait(1_000).webhook('call.answered');
  call.apply({ type: 'tick', at: START });
  expect(call.state().at).toBe(START + 1_000);
});

test('an input that changes nothing is journaled all the same', () => {
  const call = opened();
  const before = call.state();
  expect(call.webhook('call.fork.started').outcome).toBe('ignored');
  expect(call.state().step).toBe(before.step + 1);
  expect(call.state().machine).toEqual(before.machine);
});

test('the first leg of an outbound flow is the first that it dials, and is what a bare command means', () => {
  const outbound = setup({ types: { events: {} as CallEvents<'agent'> }, actions: callActions }).createMachine({
    id: 'reminder',
    version: '1',
    entry: dial({ to: '+15550100', from: '+15550199', connection_id: 'app-1' }),
    on: {
      'call.answered': {
        actions: [
          speak({ payload: 'Hello.', voice: 'female' }),
          dial({ as: 'agent', to: '+15550101' }),
          answer({ leg: 'agent' }),
        ],
      },
      'command.failed.*': {},
    },
  });
  const call = CallHarness.outgoing(outbound);
  expect(call.body('dial')).toMatchObject({ to: '+15550100', from: '+15550199', connection_id: 'app-1' });
  call.ok('dial');
  call.webhook('call.answered', {}, 'callee#1');
  expect(call.sent()).toEqual(['speak callee#1', 'dial agent#1']);
  // What the second dial does not say, the call's own leg does.
  expect(call.body('dial')).toMatchObject({ to: '+15550101', from: '+15550199', connection_id: 'app-1' });
  expect(call.leg('agent#1').first).toBe(false);
});
