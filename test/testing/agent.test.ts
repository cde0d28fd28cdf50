import { expect, test } from 'vitest';
import { simulate, type TestAgent, type TestCall } from 'callchart/testing';
import * as consult from '../../examples/consult/flow.ts';

const dialled = async (set: (agent: TestAgent) => Promise<void>): Promise<TestCall> => {
  const call = await simulate(consult).dial();
  await set(call.agent('+15550101'));
  await call.sends('dial');
  return call;
};

test.each<[string, (agent: TestAgent) => Promise<void>, string]>([
  ['declines', (agent) => agent.declines(), 'call_rejected'],
  ['is busy', (agent) => agent.isBusy({ after: '1s' }), 'user_busy'],
  ['does not answer', (agent) => agent.doesNotAnswer(), 'timeout'],
])('who %s is not connected', async (_what, set, cause) => {
  const call = await dialled(set);
  await call.hears('Nobody is free');
  await call.agent('+15550101').isHungUp(cause);
  await call.isOver();
});

test('who cannot be dialled or reached is nobody', async () => {
  for (const set of [(agent: TestAgent) => agent.cannotBeDialled(), (agent: TestAgent) => agent.isUnavailable()]) {
    const call = await dialled(set);
    await call.hears('Nobody is free');
    await call.isOver();
  }
});

test('a voicemail answers like anybody', async () => {
  const call = await dialled((agent) => agent.isVoicemail({ after: '2s', greeting: '3s', beep: false }));
  const agent = call.agent();
  await agent.hears('A call from');
});

test.each<[string, (agent: TestAgent) => Promise<void>, RegExp]>([
  ['picks up', (agent) => agent.answers(), /A call from/],
  ['picks up a little later', (agent) => agent.answers({ after: '2s' }), /A call from/],
])('a phone that rings %s', async (_what, act, heard) => {
  const call = await dialled((agent) => agent.doesNotAnswer());
  await call.agent().rings();
  await act(call.agent('+15550101'));
  const agent = call.agent();
  await agent.hears(heard, { within: '5s' });
});

test('a phone that rings turns the call down', async () => {
  const call = await dialled((agent) => agent.doesNotAnswer());
  await call.agent().rings();
  await call.agent(/101$/).declines();
  await call.agent(({ to }) => to === '+15550101').isHungUp('call_rejected', { within: '1s' });
  expect(await call.commands()).not.toContain('bridge');
});
