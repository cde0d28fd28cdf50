import { expect, test } from 'vitest';
import { assign, createMachine, fromPromise, setup } from 'xstate';
import { callActions, loadFlow } from 'callchart';
import { simulate } from 'callchart/testing';
import { flowsOf } from '../../src/testing/flows-of.ts';
import { VirtualClock } from 'callchart/simulator';

const lookup = setup({
  types: { context: {} as { name: string } },
  actions: callActions,
  actors: {
    lookup: fromPromise<{ name: string }, string>(async () => Promise.reject(new Error('no database in tests'))),
  },
}).createMachine({
  id: 'lookup',
  version: '1',
  context: { name: '' },
  initial: 'looking',
  states: {
    looking: {
      invoke: {
        id: 'lookup',
        src: 'lookup',
        input: 'the number',
        onDone: { target: 'found', actions: assign({ name: ({ event }) => event.output.name }) },
        onError: 'unknown',
      },
    },
    found: {},
    unknown: {},
  },
});

test('a task is stood in for: it takes its time by the virtual clock, and answers', async () => {
  const inputs: unknown[] = [];
  const call = await simulate(lookup, {
    tasks: {
      lookup: async ({ input, pause, signal }) => {
        inputs.push(input, signal.aborted);
        await pause('4s');
        return { name: 'Ada' };
      },
    },
  }).dial();
  await call.isIn('looking', { within: '100ms' });
  await call.advances('3s');
  await call.isIn('looking', { within: 0 });
  await call.isIn('found', { within: '2s' });
  expect((await call.state()).machine).toMatchObject({ context: { name: 'Ada' } });
  expect(inputs).toEqual(['the number', false]);
});

test('a task that throws, or takes too long, fails', async () => {
  for (const standIn of [() => Promise.reject(new Error('no')), () => new Promise(() => {})]) {
    const call = await simulate(lookup, { tasks: { lookup: standIn } }).dial();
    await call.isIn('unknown', { within: '10min' });
  }
});

test('an unknown task, or one of a loaded flow, is refused', async () => {
  await expect(simulate(lookup, { tasks: { look: () => 1 } })).rejects.toThrow(/has no actor look/);
  await expect(simulate(loadFlow(lookup), { tasks: { lookup: () => 1 } })).rejects.toMatchObject({
    code: 'simulation.tasks',
  });
});

test('a flow is loaded once', () => {
  const machine = createMachine({ id: 'hello', version: '1', entry: { type: 'answer' } });
  const clock = new VirtualClock();
  expect(flowsOf(machine, undefined, clock)[0]).toBe(flowsOf(machine, undefined, clock)[0]);
  const flow = loadFlow(machine);
  expect(flowsOf(flow, undefined, clock)).toEqual([flow]);
  expect(flowsOf([flow], undefined, clock)).toEqual([flow]);
});
