import { expect, test } from 'vitest';
import { loadFlow } from 'callchart';
import designFlow from '../flow/design-flow.ts';
import { startWorld } from './harness.ts';

test('a call runs end to end: answered, asked, transferred, bridged, hung up', async () => {
  const world = await startWorld([loadFlow({ default: designFlow })]);
  world.simulator.onDial('+15550100', { does: 'answer', afterMs: 4_000 });
  const caller = world.simulator.incomingCall();
  await world.clock.advance(5_000);
  caller.press('1');
  await world.clock.advance(15_000);
  caller.hangUp();
  await world.clock.advance(200_000);
  const callId = await world.onlyCall();
  expect(world.sent()).toEqual(['answer A', 'gatherUsingSpeak A', 'transfer A', 'hangup B']);
  const states = (await world.journal(callId)).map((entry) => entry.to);
  expect([...new Set(states)]).toEqual(['answering', 'menu', 'sales', 'connected']);
  expect((await world.runtime.call(callId))?.phase).toBe('closed');
});
