import { describe, expect, test } from 'vitest';
import { simulate, type TestCall } from 'callchart/testing';
import * as secure from '../../machines/secure-collect.ts';
import { tryEveryState } from './trials.ts';

const pin = async (call: TestCall, digits: string): Promise<void> => {
  await call.hears(/PIN|once more/);
  await call.presses(digits);
};
const wrongTwice = async (call: TestCall): Promise<void> => {
  await pin(call, '0000');
  await call.hears('again');
  await call.presses('1111');
  await call.hears('once more');
};

tryEveryState({
  flow: secure,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'greeting', go: (call, line) => line.advance(0).then(() => call.hears('One moment')) },
    { state: 'asking.first', go: (call) => call.hears('PIN') },
    {
      state: 'asking.second',
      go: async (call) => {
        await pin(call, '0000');
        await call.hears('again');
      },
    },
    { state: 'asking.third', go: wrongTwice },
    {
      state: 'welcome',
      go: async (call) => {
        await call.agent().doesNotAnswer();
        await pin(call, '4711');
      },
    },
    {
      state: 'connected',
      go: async (call) => {
        await pin(call, '4711');
        await call.isConnected();
      },
    },
    {
      state: 'nobody',
      go: async (call) => {
        await call.agent().isBusy();
        await pin(call, '4711');
        await call.hears('Nobody is free');
      },
    },
    {
      state: 'sorry',
      go: async (call) => {
        await wrongTwice(call);
        await call.presses('2222');
      },
    },
  ],
  options: {
    tasks: {
      findAccount: async ({ pause }) => {
        await pause('2s');
        return { salt: 'd1f7', pinHash: secure.hashPin('d1f7', '4711') };
      },
    },
  },
});

describe('a whole call', () => {
  test('who is unknown, or cannot be looked up in time, is not let in', async () => {
    const stranger = await simulate(secure).dial({ from: '+15550124' });
    await stranger.hears('cannot let you in');
    await stranger.isOver();
    const slow = await simulate(secure, { tasks: { findAccount: ({ pause }) => pause('1min') } }).dial();
    await slow.hears('cannot let you in');
    await slow.waitedInSilence({ atMost: '10s' });
  });

  test('who keys in nothing is asked three times', async () => {
    const call = await simulate(secure).dial({ from: '+15550123' });
    await call.hears('cannot let you in', { within: '2min' });
    await call.isOver();
  });

  test('the PIN is nowhere but in the machine for a moment', async () => {
    const logs: unknown[] = [];
    const line = await simulate(secure, { runtime: { log: (entry) => void logs.push(entry) } });
    const call = await line.dial({ from: '+15550123' });
    await pin(call, '4711');
    await call.isConnected();
    await call.hangsUp();
    await call.isOver();
    const everything = JSON.stringify([await call.state(), await call.journal(), logs]);
    expect(everything).toContain('[private]');
    expect(everything).not.toContain('4711');
  });
});
