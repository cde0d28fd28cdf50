import { describe, expect, test } from 'vitest';
import type { CompletedCall } from 'callchart';
import { simulate, type TestCall } from 'callchart/testing';
import * as screened from '../../machines/screened-transfer.ts';
import { tryEveryState } from './trials.ts';

const whispers = async (call: TestCall): Promise<void> => call.leg('agent').hears('Press 1');

tryEveryState({
  flow: screened,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'dialling', go: (call) => call.agent().doesNotAnswer() },
    { state: 'whispering', go: whispers },
    {
      state: 'joining',
      go: async (call, line) => {
        line.simulator.faults.webhook({ name: 'call.bridged' }, { delayMs: 6_000 });
        await whispers(call);
        await call.leg('agent').presses('1');
      },
    },
    {
      state: 'connected',
      go: async (call) => {
        await whispers(call);
        await call.leg('agent').presses('1');
        await call.isConnected();
      },
    },
    { state: 'declined', go: (call) => call.agent().declines() },
    { state: 'busy', go: (call) => call.agent().isBusy() },
    {
      state: 'noAnswer',
      go: async (call) => {
        await call.agent().doesNotAnswer();
        await call.hears('no answer');
      },
    },
    { state: 'voicemail', go: (call) => call.agent().isVoicemail() },
    { state: 'failed', go: (call) => call.agent().cannotBeDialled() },
  ],
});

describe('the result', () => {
  const resultOf = async (act: (call: TestCall) => Promise<void>): Promise<unknown> => {
    const reports: CompletedCall[] = [];
    const call = await simulate(screened, { runtime: { completed: (report) => void reports.push(report) } }).dial();
    await act(call);
    await call.isOver();
    await call.advances('5min');
    return (reports[0]?.output as { readonly result?: unknown } | undefined)?.result;
  };

  test.each<[string, (call: TestCall) => Promise<void>]>([
    ['declined', (call) => call.agent().declines()],
    ['busy', (call) => call.agent().isBusy()],
    ['noAnswer', (call) => call.agent().doesNotAnswer()],
    ['noAnswer', (call) => call.agent().isUnavailable()],
    ['voicemail', (call) => call.agent().isVoicemail()],
    ['failed', (call) => call.agent().cannotBeDialled()],
    [
      'declined',
      async (call) => {
        await whispers(call);
        await call.leg('agent').presses('2');
      },
    ],
    [
      'connected',
      async (call) => {
        await whispers(call);
        await call.leg('agent').presses('1');
        await call.isConnected();
        await call.leg('agent').hangsUp();
      },
    ],
  ])('%s', async (result, act) => {
    expect(await resultOf(act)).toBe(result);
  });

  test('the caller who leaves has none, and the agent is not kept', async () => {
    expect(
      await resultOf(async (call) => {
        await whispers(call);
        await call.hangsUp();
        await call.leg('agent').isHungUp();
      }),
    ).toBeUndefined();
  });
});
