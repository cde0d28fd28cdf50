/** The flow on a clock that is turned by hand; the process that is really killed is `main.ts`, in `test/examples`. */
import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import * as flow from './flow.ts';

test('four digits and a 1 in time: the seat is theirs, over a crash between the digits', async () => {
  const call = await simulate(flow).dial();
  await call.hears('four digits');
  await call.presses('42');
  await call.crashes();
  await call.presses('17');
  await call.hears('Press 1');
  await call.presses('1');
  await call.hears('The seat is yours');
  await call.isOver();
  expect(await call.commands()).toEqual(['answer', 'gatherUsingSpeak', 'gatherUsingSpeak', 'speak', 'hangup']);
});

test('the time runs from the moment the seat was held, not from the restart', async () => {
  const call = await simulate(flow).dial();
  await call.isIn('held.card');
  const [before] = (await call.state()).timers;
  await call.advances('10s');
  await call.crashes();
  expect((await call.state()).timers[0]?.dueAt).toBe(before?.dueAt);
  await call.hears('Your time is over', { within: '6s' });
  await call.isOver();
  await call.hasNotFailed();
});
