import { describe, expect, test } from 'vitest';
import type { CompletedCall } from 'callchart';
import { simulate, type Simulation, type TestCall } from 'callchart/testing';
import * as outbound from '../../machines/outbound-amd.ts';
import { tryEveryState } from './trials.ts';

const start = (line: Simulation): Promise<TestCall> =>
  line.start({ input: { to: '+15550110', text: 'We come at ten.' } });

tryEveryState({
  flow: outbound,
  begin: start,
  ways: [
    { state: 'reaching.dialling', go: (call) => call.agent('+15550110').doesNotAnswer() },
    {
      state: 'reaching.listening',
      go: async (_call, line) => {
        line.simulator.faults.webhook({ name: 'call.machine.premium.detection.ended' }, 'drop');
      },
    },
    { state: 'later', go: (call) => call.agent('+15550110').isBusy() },
    { state: 'person', go: (call) => call.hears('We come at ten') },
    {
      state: 'thanks',
      go: async (call) => {
        await call.hears('We come at ten');
        await call.presses('1');
        await call.hears('Thank you');
      },
    },
    { state: 'machine', go: (call) => call.agent('+15550110').isVoicemail({ greeting: '8s' }) },
    {
      state: 'leaving',
      go: async (call) => {
        await call.agent('+15550110').isVoicemail();
        await call.hears('We come at ten');
      },
    },
  ],
});

describe('the disposition', () => {
  const dispositionOf = async (act: (call: TestCall, line: Simulation) => Promise<void> | void): Promise<unknown> => {
    const reports: CompletedCall[] = [];
    const line = await simulate(outbound, { runtime: { completed: (report) => void reports.push(report) } });
    const call = await start(line);
    await act(call, line);
    await call.isOver(undefined, { within: '2h' });
    await call.advances('5min');
    return (reports[0]?.output as { readonly disposition?: unknown } | undefined)?.disposition;
  };

  test.each<[string, string, (call: TestCall, line: Simulation) => Promise<void> | void]>([
    [
      'confirmed',
      'a person presses 1',
      async (call) => {
        await call.hears('Press 1');
        await call.presses('1');
      },
    ],
    ['heard', 'a person says nothing', (call) => call.hears('Press 1')],
    ['message', 'a mailbox beeps', (call) => call.agent('+15550110').isVoicemail()],
    ['message', 'a mailbox never beeps', (call) => call.agent('+15550110').isVoicemail({ beep: false })],
    [
      'fax',
      'a fax answers',
      (_call, line) => void line.simulator.onDial('+15550110', { does: 'answer', verdict: 'fax_detected' }),
    ],
    ['unreached', 'busy three times', (call) => call.agent('+15550110').isBusy()],
    ['unreached', 'the account may not dial', (call) => call.agent('+15550110').cannotBeDialled()],
  ])('%s: %s', async (disposition, _how, act) => {
    expect(await dispositionOf(act)).toBe(disposition);
  });

  test('a verdict that takes long is not waited for in silence', async () => {
    const line = await simulate(outbound);
    line.simulator.faults.webhook({ name: 'call.machine.premium.detection.ended' }, { delayMs: 25_000 });
    const call = await start(line);
    await call.hears('We come at ten');
    await call.presses('1');
    await call.hears('Thank you');
    await call.isOver();
    await call.waitedInSilence({ atMost: '7s' });
  });

  test('three attempts, ten minutes apart, over a crash', async () => {
    const call = await start(await simulate(outbound));
    await call.agent('+15550110').isBusy();
    await call.isIn('later');
    await call.crashes();
    await call.isOver(undefined, { within: '2h' });
    const dials = (await call.journal()).flatMap(({ at, effects }) =>
      effects.flatMap((effect) => (effect.type === 'command' && effect.command === 'dial' ? [at] : [])),
    );
    expect(dials.map((at) => Math.round((at - (dials[0] ?? 0)) / 60_000))).toEqual([0, 10, 20]);
  });
});
