/** The example as its README says: open and closed, menu, queue, billing, message; and the emergency number. */
import { expect, test } from 'vitest';
import { loadFlow } from 'callchart';
import { simulate, type Simulation, type TestCall } from 'callchart/testing';
import config from './callchart.config.ts';
import * as emergency from './emergency-flow.ts';
import * as support from './support-flow.ts';

const wednesdayAtTen = '2026-03-03T23:00:00Z';
const sunday = '2026-03-08T00:00:00Z';

async function line(startAt = wednesdayAtTen): Promise<Simulation> {
  const flows = [loadFlow(support), loadFlow(emergency)];
  const { routes = {} } = config;
  return simulate(flows, { startAt, runtime: { routes }, simulator: { timing: 'realistic' } });
}

const fine = async (call: TestCall): Promise<void> => {
  await call.isOver();
  await call.hasNotFailed();
  await call.waitedInSilence({ atMost: '5s' });
};

test('1, the queue, an agent who does not answer, and one who does', async () => {
  const call = await (await line()).dial({ to: '+15550100' });
  await call.agent('+15550102').doesNotAnswer();
  await call.agent('+15550101').answers({ after: '3s' });
  await call.hears('For technical questions');
  await call.presses('1');
  await call.hears('hold.mp3');
  await call.receives('agent.free', { phone: '+15550102' });
  await call.isIn('queue.waiting', { within: '1min' });
  await call.receives('agent.free', { phone: '+15550101' });
  await call.isIn('connected');
  await call.agent('+15550101').hangsUp();
  await fine(call);
});

test('nobody is free for ten minutes: the caller leaves a message', async () => {
  const call = await (await line()).dial({ to: '+15550100' });
  await call.hears('For technical questions');
  await call.presses('1');
  await call.hears('leave a message', { within: '12min' });
  await call.sends('startRecording');
  await call.says('My screen is dark.');
  await call.advances('3s');
  await call.presses('#');
  await call.hears('We call you back');
  await fine(call);
  expect((await call.state()).recordings).toHaveLength(1);
});

test('billing is put through, or is busy', async () => {
  const talking = await (await line()).dial({ to: '+15550100' });
  await talking.agent('+15550111').answers();
  await talking.hears('For technical questions');
  await talking.presses('2');
  await talking.isConnected();
  await talking.hangsUp();
  await fine(talking);
  const busy = await (await line()).dial({ to: '+15550100' });
  await busy.agent('+15550111').isBusy();
  await busy.hears('For technical questions');
  await busy.presses('2');
  await busy.hears('leave a message');
  await busy.hangsUp();
  await fine(busy);
});

test('closed: a message at once', async () => {
  const call = await (await line(sunday)).dial({ to: '+15550100' });
  await call.hears('Monday to Friday');
  await call.hears('leave a message');
  await call.hangsUp();
  await fine(call);
});

test('the emergency number is another flow, on Sundays too', async () => {
  const call = await (await line(sunday)).dial({ to: '+15550199' });
  await call.agent('+15550112').answers();
  await call.hears('emergency line');
  await call.isConnected();
  await call.agent('+15550112').hangsUp();
  await fine(call);
  expect((await call.state()).flow.id).toBe('emergency');
});

test('nobody on duty: a message', async () => {
  const call = await (await line(sunday)).dial({ to: '+15550199' });
  await call.agent('+15550112').doesNotAnswer();
  await call.hears('leave a message', { within: '1min' });
  await call.hangsUp();
  await fine(call);
});
