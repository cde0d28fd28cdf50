/** The example as its README says: who picks up, who does not, and what a slow or broken system does to the call. */
import { expect, test } from 'vitest';
import { simulate, type SimulationOptions, type TestCall } from 'callchart/testing';
import * as flow from './flow.ts';

const asItIs: SimulationOptions = {
  tasks: {
    findAppointment: async ({ pause }) => {
      await pause('3s');
      return { day: 'Tuesday', time: 'ten' };
    },
  },
};
const input = { to: '+15550110', appointment: '4711' };

async function called(options: SimulationOptions, prepare: (call: TestCall) => Promise<void>): Promise<TestCall> {
  const call = await simulate(flow, { ...options, simulator: { timing: 'realistic' } }).start({ input });
  await prepare(call);
  return call;
}

test.each([
  ['1', 'confirmed', /see you/],
  ['2', 'cancelled', /It is cancelled/],
])('a person hears the appointment after a lookup under music, and presses %s', async (key, outcome, words) => {
  const call = await called(asItIs, (it) => it.agent().answers({ after: '3s' }));
  await call.hears('filler.mp3');
  await call.hears('on Tuesday at ten', { within: '2min' });
  await call.presses(key);
  await call.hears(words);
  await call.isOver();
  await call.hasNotFailed();
  await call.waitedInSilence({ atMost: '5s' });
  expect((await call.state()).machine.output).toEqual({ appointment: '4711', outcome });
});

test('the system does not answer: nobody waits for it longer than eight seconds', async () => {
  const options: SimulationOptions = { tasks: { findAppointment: ({ pause }) => pause('1min') } };
  const call = await called(options, (it) => it.agent().answers());
  await call.hears('I cannot see it', { within: '2min' });
  await call.isOver();
  await call.hasNotFailed();
});

test('a mailbox gets the message after its beep', async () => {
  const call = await called(asItIs, (it) => it.agent().isVoicemail());
  await call.journals('call.machine.greeting.ended', 'applied', { within: '2min' });
  await call.hears('please call us back');
  await call.isOver();
  expect((await call.state()).machine.output).toEqual({ appointment: '4711', outcome: 'message left' });
});

test('busy twice, then reached: ten minutes apart, over a crash', async () => {
  const call = await called(asItIs, (it) => it.agent().isBusy());
  await call.isIn('later');
  await call.crashes();
  await call.advances('15min');
  await call.isIn('later');
  await call.agent().answers();
  await call.hears('on Tuesday at ten', { within: '12min' });
  await call.presses('1');
  await call.isOver();
  expect((await call.commands()).filter((name) => name === 'dial')).toHaveLength(3);
});
