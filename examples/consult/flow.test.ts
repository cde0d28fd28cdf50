import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import flow from './flow.ts';

test('the agent hears who calls, accepts, and is connected', async () => {
  const line = await simulate(flow);
  line.simulator.onDial('+15550101', { does: 'answer', afterMs: 4_000 });
  line.call({ from: '+15550100010' });
  const whisper = await line.until('gatherUsingSpeak');
  expect(whisper).toMatchObject({ leg: 'B', body: { payload: 'A call from +15550100010. Press 1 to take it.' } });
  await line.advance(2_000);
  line.simulator.party('B').press('1');
  await line.until('bridge');
  await line.advance(1_000);
  expect(await line.value()).toBe('connected');
  line.simulator.party('B').hangUp();
  await line.untilOver();
  expect(line.simulator.legs().every((leg) => leg.signalling === 'ended')).toBe(true);
  await line.close();
});

test('the agent declines, or the caller leaves: nobody stays on a line', async () => {
  for (const ending of ['declines', 'caller leaves'] as const) {
    const line = await simulate(flow);
    line.simulator.onDial('+15550101', ending === 'declines' ? 'decline' : { does: 'answer', afterMs: 4_000 });
    const caller = line.call();
    await line.until(ending === 'declines' ? 'speak' : 'gatherUsingSpeak');
    if (ending === 'caller leaves') caller.hangUp();
    await line.untilOver();
    expect(line.simulator.legs().every((leg) => leg.signalling === 'ended')).toBe(true);
    await line.close();
  }
});
