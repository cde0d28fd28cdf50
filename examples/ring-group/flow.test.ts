import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import flow from './flow.ts';

test('two agents answer in the same instant: one bridge, the others hung up, nobody left', async () => {
  const line = await simulate(flow);
  line.simulator.onDial(/^\+1555010[12]$/, { does: 'answer', afterMs: 4_000 });
  line.simulator.onDial('+15550103', 'no answer');
  const caller = line.call();
  await line.until('bridge');
  await line.advance(5_000);
  expect(await line.value()).toBe('connected');
  caller.hangUp();
  await line.untilOver();
  expect(line.commands.filter((command) => command === 'bridge')).toHaveLength(1);
  expect(line.simulator.legs().every((leg) => leg.signalling === 'ended')).toBe(true);
  await line.close();
});

test('nobody answers: the caller is told', async () => {
  const line = await simulate(flow);
  line.simulator.onDial(/./, 'busy');
  const caller = line.call();
  await line.untilOver();
  expect(line.sent.at(-2)).toMatchObject({ command: 'speak', body: { payload: 'Nobody is free now. Goodbye.' } });
  expect(caller.leg.longestDeadAirMs).toBeLessThan(10_000);
  await line.close();
});
