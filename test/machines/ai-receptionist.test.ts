import { describe, test } from 'vitest';
import { simulate, type TestCall } from 'callchart/testing';
import * as receptionist from '../../machines/ai-receptionist.ts';
import { tryEveryState } from './trials.ts';

const talks = (call: TestCall): Promise<void> =>
  call.hears('assistant', { within: '5s' }).then(() => call.isIn('talking'));
const wanted = async (call: TestCall): Promise<void> => {
  await talks(call);
  await call.receives('human.wanted', { why: 'wants to complain' });
};

tryEveryState({
  flow: receptionist,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'greeting', go: (call) => call.hears('talking to an assistant') },
    { state: 'talking', go: talks },
    {
      state: 'stopping',
      go: async (call, line) => {
        line.simulator.faults.webhook({ name: 'call.conversation.ended' }, 'drop');
        await wanted(call);
      },
    },
    {
      state: 'broken',
      go: async (call) => {
        await talks(call);
        await call.does((party) => party.endConversation('customer_disconnect'));
      },
    },
    {
      state: 'handing',
      go: async (call) => {
        await call.agent().doesNotAnswer();
        await wanted(call);
      },
    },
    {
      state: 'connected',
      go: async (call) => {
        await wanted(call);
        await call.isConnected();
      },
    },
    {
      state: 'nobody',
      go: async (call) => {
        await call.agent().isBusy();
        await wanted(call);
        await call.hears('Nobody is free');
      },
    },
    {
      state: 'goodbye',
      go: async (call) => {
        await talks(call);
        await call.does((party) => party.endConversation());
      },
    },
  ],
});

describe('a whole call', () => {
  test('the assistant says goodbye: the call is over', async () => {
    const call = await simulate(receptionist).dial();
    await talks(call);
    await call.says('When do you open?');
    await call.does((party) => party.endConversation());
    await call.hears('Goodbye');
    await call.isOver();
    await call.hasNotSent('transfer');
  });

  test.each([
    ['the assistant wants a human', wanted],
    ['the caller presses 0', async (call: TestCall) => talks(call).then(() => call.presses('0'))],
  ])('%s: the assistant stops, and then a person is there', async (_why, act) => {
    const call = await simulate(receptionist).dial();
    await act(call);
    await call.sends('stopAIAssistant');
    await call.sends('transfer', { to: '+15550100' });
    await call.isConnected();
    await call.agent().hangsUp();
    await call.isOver();
  });

  test('0 during the greeting goes to a person at once', async () => {
    const call = await simulate(receptionist).dial();
    await call.hears('talking to an assistant');
    await call.presses('0');
    await call.isConnected();
    await call.hasNotSent('startAIAssistant');
  });

  test('an assistant that cannot start is told of, and a person takes the call', async () => {
    const line = await simulate(receptionist);
    line.simulator.faults.command({ name: 'startAIAssistant' }, { status: 500 });
    const call = await line.dial();
    await call.hears('not there at the moment', { within: '2min' });
    await call.isConnected();
  });
});
