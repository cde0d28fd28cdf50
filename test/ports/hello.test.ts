/** Flow 25 of the public ones (demo-node-telnyx, express-call-control): answer, say something, hang up. */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, callActions, speak, type CallEvents } from 'callchart';
import { simulate } from 'callchart/testing';

const hello = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
  id: 'hello',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Hello, and goodbye.', voice: 'female' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});

test('answer, speak, hangup', async () => {
  const call = await simulate(hello).dial();
  await call.hears('Hello, and goodbye');
  await call.isOver('normal_clearing');
  expect(await call.commands()).toEqual(['answer', 'speak', 'hangup']);
});

test('a lost end of the speech hangs up all the same', async () => {
  const line = await simulate(hello);
  line.simulator.faults.webhook({ name: 'call.speak.ended' }, 'drop');
  const call = await line.dial();
  await call.isOver();
  expect(await call.commands()).toEqual(['answer', 'speak', 'hangup']);
});
