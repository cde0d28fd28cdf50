import { describe, expect, test } from 'vitest';
import { simulate, type TestCall } from 'callchart/testing';
import * as businessHours from '../../machines/business-hours.ts';
import { tryEveryState, type Way } from './trials.ts';

// A Wednesday, eleven in the morning in New York.
const open = { startAt: '2026-03-04T16:00:00Z' };
const closed = { startAt: '2026-03-04T23:00:00Z' };

const recording = async (call: TestCall): Promise<void> => {
  await call.hears('leave a message');
  await call.presses('1');
  await call.isIn('recording');
};

const openWays: readonly Way[] = [
  { state: 'answering', go: (call) => call.advances(8) },
  { state: 'ringing', go: async (call) => call.agent('+15550100').doesNotAnswer() },
  { state: 'connected', go: (call) => call.isConnected() },
  { state: 'busy', go: async (call) => call.agent('+15550100').isBusy() },
  {
    state: 'recording',
    go: async (call) => {
      await call.agent('+15550100').isBusy();
      await recording(call);
    },
  },
  {
    state: 'thanks',
    go: async (call) => {
      await call.agent('+15550100').isBusy();
      await recording(call);
      await call.advances('5s');
    },
  },
  {
    state: 'sorry',
    go: async (call) => {
      call.faults.recording({});
      await call.agent('+15550100').isBusy();
      await recording(call);
      await call.advances('5s');
    },
  },
  {
    state: 'goodbye',
    go: async (call) => {
      await call.agent('+15550100').isBusy();
      await call.hears('leave a message');
      await call.presses('9');
    },
  },
];

describe('open', () => {
  tryEveryState({
    flow: businessHours,
    options: open,
    ways: openWays,
    passing: { closed: 'not while the office is open' },
  });
});

describe('a whole call', () => {
  test('out of hours nobody is rung, and a message is taken', async () => {
    const call = await simulate(businessHours, closed).dial();
    await call.hears(/Monday to Friday/);
    await call.presses('1');
    await call.sends('startRecording');
    await call.says('Please call me back.');
    await call.hears('Thank you');
    await call.isOver();
    await call.hasNotSent('transfer');
  });

  test('who leaves no message is let go with a word', async () => {
    const call = await simulate(businessHours, closed).dial();
    await call.hears('goodbye', { within: '1min' });
    await call.isOver();
  });

  test('the office hangs up: the call is over', async () => {
    const call = await simulate(businessHours, open).dial();
    await call.isConnected();
    await call.agent().hangsUp();
    await call.isOver();
  });
});

test.each([
  ['a Wednesday at nine in New York, in winter', '2026-03-04T14:00:00Z', true],
  ['a minute before', '2026-03-04T13:59:59Z', false],
  ['a Wednesday at nine in New York, in summer', '2026-07-01T13:00:00Z', true],
  ['the last minute', '2026-03-04T21:59:59Z', true],
  ['five sharp', '2026-03-04T22:00:00Z', false],
  ['midnight', '2026-03-04T05:00:00Z', false],
  ['a Saturday', '2026-03-07T16:00:00Z', false],
  ['a Monday after the clocks went forward', '2026-03-09T13:00:00Z', true],
  ['a Monday after they went back', '2026-11-02T13:59:00Z', false],
  ['Christmas, a Friday', '2026-12-25T16:00:00Z', false],
])('%s', (_when, time, isOpen) => {
  expect(businessHours.isOpenAt(time)).toBe(isOpen);
});
