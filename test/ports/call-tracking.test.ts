/** Flow 8 of the public ones (demo-node-telnyx, call-tracking): the number that was dialled decides who is reached. */
import { expect, test } from 'vitest';
import { assign, fromPromise, setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  transfer,
  type CallEvents,
  type CallInput,
  type CompletedCall,
} from 'callchart';
import { simulate } from 'callchart/testing';

const tracking = setup({
  types: {
    input: {} as CallInput,
    context: {} as { readonly number: string; readonly forward: string },
    events: {} as CallEvents<'target'>,
  },
  actors: { findNumber: fromPromise<string, { readonly number: string }>(async () => '+15550140') },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'call-tracking',
  version: '1',
  context: ({ input }) => ({ number: input.trigger.to ?? '', forward: '' }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'looking' } },
    looking: {
      invoke: {
        id: 'findNumber',
        src: 'findNumber',
        input: ({ context }) => ({ number: context.number }),
        onDone: { target: 'forwarding', actions: assign({ forward: ({ event }) => event.output }) },
        onError: 'done',
      },
      after: { 8_000: 'done' },
    },
    forwarding: {
      entry: transfer(({ context }) => ({ to: context.forward, timeout_secs: 20 })),
      on: { 'legs.ended.target': 'done', 'command.failed.transfer': 'done' },
    },
    done: { type: 'final' },
  },
});

test('each number reaches its own, and every call is recorded once', async () => {
  const reports: CompletedCall[] = [];
  const line = await simulate(tracking, {
    runtime: { completed: (report) => void reports.push(report) },
    tasks: {
      findNumber: async ({ input, pause }) => {
        await pause('1s');
        return (input as { readonly number: string }).number === '+15550191' ? '+15550141' : '+15550142';
      },
    },
  });
  for (const [to, forward] of [
    ['+15550191', '+15550141'],
    ['+15550192', '+15550142'],
  ]) {
    const call = await line.dial({ from: '+15550123', to: String(to) });
    await call.sends('transfer', { to: forward });
    await call.isConnected();
    expect(await call.commands()).toEqual(['answer', 'transfer']);
    await call.hangsUp();
    await call.isOver();
    await call.advances('5min');
  }
  expect(reports).toHaveLength(2);
});

test('a database that is down does not keep the caller', async () => {
  const call = await simulate(tracking, {
    tasks: {
      findNumber: () => {
        throw new Error('the database is down');
      },
    },
  }).dial();
  await call.isOver();
  await call.hasNotSent('transfer');
});
