import { describe, expect, test } from 'vitest';
import { simulate, type TestCall } from 'callchart/testing';
import * as findMe from '../../machines/find-me-follow-me.ts';
import { tryEveryState, type Way } from './trials.ts';

const phones = { desk: '+15550101', mobile: '+15550102', home: '+15550103' } as const;
type Phone = keyof typeof phones;

/** The phones before that one are busy. */
const atPhone = async (call: TestCall, phone: Phone): Promise<void> => {
  for (const [name, number] of Object.entries(phones)) {
    if (name === phone) return;
    await call.agent(number).isBusy();
  }
};
const nobody = async (call: TestCall): Promise<void> => {
  for (const number of Object.values(phones)) await call.agent(number).isBusy();
  await call.hears('leave a message');
};

const phoneWays = (Object.keys(phones) as Phone[]).flatMap((phone): Way[] => [
  {
    state: `looking.${phone}.ringing`,
    go: async (call) => {
      await atPhone(call, phone);
      await call.agent(phones[phone]).doesNotAnswer();
    },
  },
  {
    state: `looking.${phone}.asking`,
    go: async (call) => {
      await atPhone(call, phone);
      await call.leg(phone).hears('Press 1');
    },
  },
  {
    state: `looking.${phone}.joining`,
    go: async (call, line) => {
      line.simulator.faults.webhook({ name: 'call.bridged' }, { delayMs: 6_000 });
      await atPhone(call, phone);
      await call.leg(phone).hears('Press 1');
      await call.leg(phone).presses('1');
    },
  },
]);

tryEveryState({
  flow: findMe,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    ...phoneWays,
    {
      state: 'connected',
      go: async (call) => {
        await call.leg('desk').hears('Press 1');
        await call.leg('desk').presses('1');
        await call.isConnected();
      },
    },
    { state: 'message', go: nobody },
    {
      state: 'recording',
      go: async (call) => {
        await nobody(call);
        await call.sends('startRecording');
      },
    },
    {
      state: 'goodbye',
      go: async (call) => {
        await nobody(call);
        await call.sends('startRecording');
        await call.advances('5s');
      },
    },
  ],
});

describe('a whole call', () => {
  test.each(Object.entries(phones))('found at the %s', async (phone, number) => {
    const call = await simulate(findMe).dial({ from: '+15550123' });
    await atPhone(call, phone as Phone);
    await call.agent(number).answers({ after: '4s' });
    await call.agent(number).hears('A call from +15550123');
    await call.hears('hold.mp3');
    await call.agent(number).presses('1');
    await call.isConnected();
    await call.hangsUp();
    await call.isOver();
    await call.waitedInSilence({ atMost: '1s' });
  });

  test('no answer, a mailbox and a wrong key are not the person', async () => {
    const call = await simulate(findMe).dial();
    await call.agent(phones.desk).doesNotAnswer();
    await call.agent(phones.mobile).isVoicemail();
    await call.agent(phones.home).hears('Press 1', { within: '2min' });
    await call.agent(phones.mobile).isHungUp();
    await call.agent(phones.home).presses('2');
    await call.hears('leave a message');
    await call.says('Please call me back.');
    await call.hangsUp();
    await call.isOver();
    expect((await call.commands()).filter((name) => name === 'bridge')).toHaveLength(0);
  });
});
