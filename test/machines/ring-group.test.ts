import { describe, expect, test } from 'vitest';
import { simulate, type TestCall } from 'callchart/testing';
import * as ringGroup from '../../machines/ring-group.ts';
import { tryEveryState } from './trials.ts';

const nobodyAnswers = (call: TestCall): Promise<void> => call.agent().doesNotAnswer();
const oneAnswers = async (call: TestCall): Promise<void> => {
  await nobodyAnswers(call);
  await call.agent('+15550102').answers({ after: '2s' });
  await call.agent('+15550102').hears('Press 1');
};

tryEveryState({
  flow: ringGroup,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'ringing', go: oneAnswers },
    {
      state: 'joining',
      go: async (call, line) => {
        line.simulator.faults.webhook({ name: 'call.bridged' }, { delayMs: 6_000 });
        await oneAnswers(call);
        await call.agent('+15550102').presses('1');
      },
    },
    {
      state: 'connected',
      go: async (call) => {
        await oneAnswers(call);
        await call.agent('+15550102').presses('1');
        await call.isConnected();
      },
    },
    { state: 'nobody', go: (call) => call.agent().isBusy() },
  ],
});

describe('a whole call', () => {
  test('the first to press 1 wins, the others are hung up', async () => {
    const call = await simulate(ringGroup).dial();
    await oneAnswers(call);
    await call.agent('+15550102').presses('1');
    await call.agent('+15550102').isConnected();
    await call.agent('+15550101').isHungUp();
    await call.agent('+15550103').isHungUp();
    await call.agent('+15550102').hangsUp();
    await call.isOver();
  });

  test('two press in the same instant: one bridge, and nobody is left', async () => {
    const line = await simulate(ringGroup);
    const call = await line.dial();
    await call.agent('+15550103').doesNotAnswer();
    await call.agent('+15550101').hears('Press 1');
    await call.agent('+15550102').hears('Press 1');
    for (const leg of ['B', 'C']) line.simulator.party(leg).press('1');
    await call.isConnected();
    await call.hangsUp();
    await call.isOver();
    expect((await call.commands()).filter((name) => name === 'bridge')).toHaveLength(1);
  });

  test('a mailbox, a wrong key, a decline: nobody takes the call', async () => {
    const call = await simulate(ringGroup).dial();
    await call.agent('+15550101').isVoicemail();
    await call.agent('+15550102').answers();
    await call.agent('+15550103').declines();
    await call.agent('+15550102').hears('Press 1');
    await call.agent('+15550102').presses('2');
    await call.hears('Nobody is free');
    await call.isOver();
    await call.hasNotSent('bridge');
    await call.waitedInSilence({ atMost: '1s' });
  });
});
