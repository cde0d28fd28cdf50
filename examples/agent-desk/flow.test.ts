/** The flow without its page; the page in a browser is tested in `test/examples`. */
import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import * as flow from './flow.ts';

test('the agent who accepts is put through, and who comes second changes nothing', async () => {
  const call = await simulate(flow).dial();
  await call.agent('+15550101').answers({ after: '3s' });
  await call.hears('hold.mp3');
  await call.receives('agent.accepted', { phone: '+15550101' });
  await call.receives('agent.accepted', { phone: '+15550102' });
  await call.isConnected();
  await call.advances('1min');
  await call.hangsUp();
  await call.isOver();
  const sent = await call.sent();
  expect(sent.filter(({ command }) => command === 'dial').map(({ body }) => body)).toMatchObject([{ to: '+15550101' }]);
  expect(sent.filter(({ command }) => command === 'bridge')).toHaveLength(1);
});

test('a phone that nobody picks up: the caller waits on, with music, and another agent takes the call', async () => {
  const call = await simulate(flow).dial();
  await call.agent('+15550102').doesNotAnswer();
  await call.agent('+15550101').answers();
  await call.hears('hold.mp3');
  await call.receives('agent.accepted', { phone: '+15550102' });
  await call.isIn('holding.ringing');
  await call.isIn('holding.waiting', { within: '1min' });
  await call.hears('hold.mp3');
  await call.receives('agent.accepted', { phone: '+15550101' });
  await call.isConnected();
  await call.agent('+15550101').hangsUp();
  await call.isOver();
  await call.waitedInSilence({ atMost: '5s' });
});

test('the caller leaves while the phone rings: it stops', async () => {
  const call = await simulate(flow).dial();
  await call.agent().doesNotAnswer();
  await call.hears('hold.mp3');
  await call.receives('agent.accepted', { phone: '+15550101' });
  await call.agent().rings();
  await call.hangsUp();
  await call.isOver();
  await call.hasNotFailed();
});

test('nobody accepts for ten minutes: the caller is told', async () => {
  const call = await simulate(flow).dial();
  await call.hears('Nobody is free', { within: '11min' });
  await call.isOver();
});
