import { describe, expect, test } from 'vitest';
import { simulate, type TestCall } from 'callchart/testing';
import * as queue from '../../machines/queue-with-hold.ts';
import { tryEveryState } from './trials.ts';

const waits = (call: TestCall): Promise<void> => call.isIn('waiting.music');
const free = async (call: TestCall): Promise<void> => {
  await waits(call);
  await call.receives('agent.free', { to: '+15550101' });
};
const leaves = async (call: TestCall): Promise<void> => {
  await waits(call);
  await call.presses('1');
  await call.hears('after the tone');
};

tryEveryState({
  flow: queue,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'greeting', go: (call) => call.hears('please hold') },
    { state: 'waiting.music', go: waits },
    {
      state: 'waiting.comfort',
      go: async (call) => {
        await waits(call);
        await call.advances('1min');
      },
    },
    {
      state: 'waiting.ringing',
      go: async (call) => {
        await call.agent('+15550101').doesNotAnswer();
        await free(call);
      },
    },
    {
      state: 'waiting.joining',
      go: async (call, line) => {
        line.simulator.faults.webhook({ name: 'call.bridged' }, { delayMs: 6_000 });
        await free(call);
        await call.sends('bridge');
      },
    },
    {
      state: 'connected',
      go: async (call) => {
        await free(call);
        await call.isConnected();
      },
    },
    {
      state: 'leaving',
      go: async (call, line) => {
        line.simulator.faults.webhook({ name: 'call.dequeued' }, 'drop');
        await waits(call);
        await call.presses('1');
      },
    },
    { state: 'message', go: leaves },
    {
      state: 'recording',
      go: async (call) => {
        await leaves(call);
        await call.sends('startRecording');
      },
    },
    {
      state: 'goodbye',
      go: async (call) => {
        await leaves(call);
        await call.sends('startRecording');
        await call.advances('5s');
      },
    },
  ],
});

describe('a whole call', () => {
  test('the caller waits with music and a word every minute, until an agent is there', async () => {
    const call = await simulate(queue).dial();
    await call.hears('hold.mp3');
    await call.hears('Thank you for waiting', { within: '70s' });
    await call.hears('hold.mp3');
    await call.agent('+15550101').answers({ after: '4s' });
    await call.receives('agent.free', { to: '+15550101' });
    await call.isConnected();
    await call.leg('agent').isConnected();
    await call.hears(/^leg B$/);
    await call.leg('agent').hangsUp();
    await call.isOver();
    await call.waitedInSilence({ atMost: '1s' });
  });

  test('an agent who does not answer, and another who does', async () => {
    const call = await simulate(queue).dial();
    await call.agent('+15550101').doesNotAnswer();
    await call.hears('hold.mp3');
    await call.receives('agent.free', { to: '+15550101' });
    await call.isIn('waiting.ringing');
    await call.isIn('waiting.music', { within: '25s' });
    await call.receives('agent.free', { to: '+15550102' });
    await call.isConnected();
    expect((await call.commands()).filter((name) => name === 'enqueue')).toHaveLength(1);
  });

  test('the queue lets the caller go after ten minutes: they may leave a message', async () => {
    const call = await simulate(queue).dial();
    await call.hears('after the tone', { within: '11min' });
    await call.journals('call.dequeued', 'applied');
    await call.sends('startRecording');
  });

  test('a full queue takes a message at once', async () => {
    const line = await simulate(queue);
    line.simulator.faults.command({ name: 'enqueue' }, { status: 422, code: '90036' });
    const call = await line.dial();
    await call.hears('after the tone');
    await call.hangsUp();
    await call.isOver();
  });

  test('1 during the greeting is heard', async () => {
    const call = await simulate(queue).dial();
    await call.hears('please hold');
    await call.presses('1');
    await call.hears('after the tone');
    await call.hasNotSent('enqueue');
  });

  test('it is the same when the process dies in the queue', async () => {
    const call = await simulate(queue).dial();
    await call.hears('hold.mp3');
    await call.crashes();
    await call.receives('agent.free', { to: '+15550101' });
    await call.isConnected();
    await call.hangsUp();
    await call.isOver();
    expect((await call.commands()).filter((name) => name === 'dial')).toHaveLength(1);
  });
});
