import { setup } from 'xstate';
import { describe, expect, test, vi } from 'vitest';
import {
  answer,
  bridge,
  callActions,
  callGuards,
  loadFlow,
  queue,
  type CallEvent,
  type CallEvents,
  type QueueOptions,
} from 'callchart';
import { simulate, type Simulation, type TestCall } from 'callchart/testing';
import { exploredFindingsOf, findingsOf } from './checked.ts';
import { flowOf } from './made-flow.ts';
import { tryEveryState } from '../../machines/trials.ts';

vi.setConfig({ testTimeout: 60_000 });

const outcomes = ['late', 'full', 'removed', 'broken', 'message', 'callback'];
const flowWith = (options: Partial<QueueOptions<object>> = {}, states = outcomes) =>
  flowOf(
    queue<object>({
      name: 'support',
      hold: { audio_url: 'https://example.com/hold.mp3' },
      position: ({ event }) => `You are number ${(event as CallEvent<'call.enqueued'>).payload.current_position}.`,
      wait: ['Thank you for waiting.', 'To leave a message press 1.'],
      keys: { 1: 'message', '*': 'callback' },
      connected: 'talking',
      otherwise: 'late',
      full: 'full',
      removed: 'removed',
      failed: 'broken',
      abandoned: 'done',
      ...options,
    }),
    states,
    { states: { talking: {} } },
  );
const flow = flowWith();
const passing = Object.fromEntries(outcomes.map((name) => [name, 'only speaks']));
const waits = (call: TestCall): Promise<void> => call.isIn('block.music1');

/** The desk's own flow: whoever rings there is given the queue's next call. */
const desk = setup({ types: { events: {} as CallEvents }, actions: callActions, guards: callGuards }).createMachine({
  id: 'desk',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'taking' } },
    taking: { entry: bridge({ queue: 'support' }), on: { 'command.failed.bridge': 'done', 'call.bridged': 'talking' } },
    talking: {},
    done: { type: 'final' },
  },
});
const withDesk = (options: Parameters<typeof simulate>[1] = {}): Promise<Simulation> =>
  simulate([loadFlow(flow, 'queue.ts'), loadFlow(desk, 'desk.ts')], {
    ...options,
    runtime: { ...options.runtime, routes: { '+15550199': 'one-block', '+15550188': 'desk' } },
  });
const rings = (line: Simulation): Promise<TestCall> => line.dial({ from: '+15550123', to: '+15550199' });
const takesNext = (line: Simulation): Promise<TestCall> => line.dial({ from: '+15550101', to: '+15550188' });

tryEveryState({
  flow,
  passing: {
    ...passing,
    'block.bridging': 'who takes the call is in a call of their own: below',
    talking: 'the same',
    'block.leavingTimeout': 'only when a webhook is lost: below',
  },
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    {
      state: 'block.entering',
      go: async (call) => {
        call.faults.webhook({ name: 'call.enqueued' }, 'drop');
        await call.isIn('block.entering');
      },
    },
    { state: 'block.position', go: (call) => call.hears('You are number 1') },
    { state: 'block.music1', go: waits },
    {
      state: 'block.wait1',
      go: async (call) => {
        await waits(call);
        await call.hears('Thank you for waiting', { within: '70s' });
      },
    },
    {
      state: 'block.music2',
      go: async (call) => {
        await call.isIn('block.music2', { within: '90s' });
      },
    },
    {
      state: 'block.wait2',
      go: async (call) => {
        await call.hears('To leave a message', { within: '3min' });
      },
    },
    ...[
      { state: 'block.leavingPressed1', key: '1' },
      { state: 'block.leavingPressedStar', key: '*' },
    ].map(({ state, key }) => ({
      state,
      go: async (call: TestCall) => {
        call.faults.webhook({ name: 'call.dequeued' }, 'drop');
        await waits(call);
        await call.presses(key);
      },
    })),
    {
      state: 'block.leavingFailed',
      go: async (call) => {
        call.faults.webhook({ name: 'call.dequeued' }, 'drop');
        call.faults.command({ name: 'startPlayback' }, { status: 422, code: '10015' });
        await call.isIn('block.leavingFailed');
      },
    },
  ],
});

describe('whoever takes the next call', () => {
  test('has it; the caller heard their place, and music', async () => {
    const line = await withDesk();
    const call = await rings(line);
    await call.hears('hold.mp3');
    await call.hears('You are number 1');
    await call.hears('hold.mp3');
    const agent = await takesNext(line);
    await call.isConnected();
    await agent.isConnected();
    await call.isIn('talking');
    await agent.hangsUp();
    await call.isOver();
    await call.waitedInSilence({ atMost: '1s' });
    await call.hasNotFailed();
  });

  test('takes the first in the queue; the second is told that they are', async () => {
    const line = await withDesk();
    const first = await rings(line);
    await first.hears('You are number 1');
    const second = await rings(line);
    await second.hears('You are number 2');
    await takesNext(line);
    await first.isConnected();
    await second.isIn('block.music1');
  });

  test.each(['call.dequeued', 'call.bridged'])('has it though %s comes late', async (name) => {
    const line = await withDesk();
    line.simulator.faults.webhook({ name, leg: 'A' }, { delayMs: 4_000 });
    const call = await rings(line);
    await waits(call);
    await takesNext(line);
    await call.isConnected();
    await call.isIn('talking', { within: '6s' });
    await call.advances('30s');
    await call.isIn('talking');
  });

  test('and hangs up at once leaves nobody in silence', async () => {
    const line = await withDesk();
    line.simulator.faults.webhook({ name: 'call.bridged', leg: 'A' }, 'drop');
    const call = await rings(line);
    await waits(call);
    await takesNext(line);
    await call.isIn('block.bridging');
    await call.hears('Outcome removed', { within: '15s' });
  });

  test('in the instant in which the caller presses a key has it', async () => {
    const line = await withDesk();
    const call = await rings(line);
    await waits(call);
    line.simulator.faults.webhook({ name: 'call.dequeued' }, { delayMs: 1_000 });
    line.simulator.faults.webhook({ name: 'call.bridged', leg: 'A' }, { delayMs: 2_000 });
    const agent = await takesNext(line);
    await agent.isConnected();
    await call.presses('1');
    await call.isIn('talking', { within: '4s' });
    await call.advances('30s');
    await call.isConnected();
  });

  test('finds no caller who has hung up', async () => {
    const line = await withDesk();
    const call = await rings(line);
    await waits(call);
    await call.hangsUp();
    await call.isOver();
    const agent = await takesNext(line);
    await agent.isOver();
  });
});

describe('a queue', () => {
  test('says something now and then; the last word holds from then on', async () => {
    const call = await simulate(flow).dial();
    await call.hears('Thank you for waiting', { within: '70s' });
    await call.hears('To leave a message', { within: '70s' });
    await call.hears('hold.mp3');
    await call.advances('70s');
    const heard = await call.heard();
    expect(heard.filter((words) => words.includes('To leave a message'))).toHaveLength(2);
    expect(heard.filter((words) => words.includes('Thank you for waiting'))).toHaveLength(1);
    await call.waitedInSilence({ atMost: '1s' });
  });

  test('is left by a key, whenever it is pressed', async () => {
    for (const state of ['block.entering', 'block.position', 'block.music1', 'block.wait1']) {
      const call = await simulate(flow).dial();
      await call.isIn(state, { within: '90s' });
      await call.presses('1');
      await call.hears('Outcome message');
      await call.isOver();
      expect((await call.commands()).filter((name) => name === 'leaveQueue')).toHaveLength(1);
    }
  });

  test('lets nobody wait for too long', async () => {
    const call = await simulate(flowWith({ maxWaitSecs: 120 })).dial();
    await call.sends('enqueue', { queue_name: 'support', max_wait_time_secs: 120 });
    await call.hears('Outcome late', { within: '125s' });
    await call.hasNotSent('leaveQueue');
  });

  test('lets nobody wait for too long though nothing is heard of it', async () => {
    const line = await simulate(flowWith({ maxWaitSecs: 120 }));
    line.simulator.faults.webhook({ name: 'call.dequeued' }, 'drop');
    const call = await line.dial();
    await call.hears('Outcome late', { within: '3min' });
    await call.isHungUp(undefined, { within: '10s' });
  });

  test('that is full takes nobody', async () => {
    const line = await simulate(flowWith({ maxSize: 5 }));
    line.simulator.faults.command({ name: 'enqueue' }, { status: 422, code: '90036' });
    const call = await line.dial();
    await call.hears('Outcome full');
    await call.sends('enqueue', { max_size: 5 });
  });

  test('is told when somebody else takes the caller out', async () => {
    const line = await simulate(flow);
    const call = await line.dial();
    await waits(call);
    const { callControlId } = line.simulator.party('A').leg;
    await line.simulator.fetch(`https://api.telnyx.com/v2/calls/${callControlId}/actions/leave_queue`, {
      method: 'POST',
      headers: { authorization: 'Bearer KEY', 'content-type': 'application/json' },
      body: '{}',
    });
    await call.hears('Outcome removed');
  });

  test('whose music cannot be played keeps nobody in silence', async () => {
    const line = await simulate(flow);
    line.simulator.faults.command({ name: 'startPlayback' }, { status: 422, code: '10015' });
    const call = await line.dial();
    await call.hears('Outcome broken');
  });

  test('is left by hanging up, and the flow may go on', async () => {
    const call = await simulate(flow).dial();
    await waits(call);
    await call.hangsUp();
    await call.isOver();
    expect((await call.journal()).find(({ to }) => to === 'done')?.input.name).toBe('call.hangup');
  });

  test('may be silent but for the music', async () => {
    const plain = flowWith({ position: undefined, wait: undefined, keys: undefined, abandoned: undefined }, [
      'late',
      'full',
      'removed',
      'broken',
    ]);
    const call = await simulate(plain).dial();
    await call.advances('5min');
    expect((await call.commands()).filter((name) => name === 'startPlayback')).toHaveLength(1);
    await call.isIn('block.music1');
    expect(findingsOf(plain)).toEqual([]);
  });

  test('passes the checker', () => {
    expect(findingsOf(flow)).toEqual([]);
  });

  test('passes it with every path explored', () => {
    expect(exploredFindingsOf(flow)).toEqual([]);
  });

  test.each([
    [{ name: '' }, /name: /],
    [{ hold: undefined as never }, /hold: is missing: must be \{ audio_url \}/],
    [{ keys: { 12: 'message' } }, /keys\.12: /],
    [{ everySecs: 1 }, /everySecs/],
    [{ maxWaitSecs: 0 }, /maxWaitSecs/],
    [{ wait: [] }, /wait/],
    [{ connected: '' }, /connected: must name a state/],
  ] as const)('refuses %j', (options, message) => {
    expect(() => flowWith(options)).toThrow(message);
  });
});
