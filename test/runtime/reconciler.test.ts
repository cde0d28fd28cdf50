/** Questions after legs. Lost hangups are proved in contract 8. */
import { expect, test } from 'vitest';
import type { LegStatus } from 'callchart/carrier';
import { keypad } from './flows.ts';
import { startRig } from './rig.ts';
import { gate } from './watched-store.ts';

const living = { alive: true, callLegId: undefined, callSessionId: undefined, clientState: undefined } as const;

test('a leg of which nothing was heard for ten minutes is asked after, and again every ten', async () => {
  const rig = await startRig(keypad);
  await rig.ring();
  await rig.clock.advance(599_000);
  expect(rig.carrier.asked).toEqual([]);
  await rig.clock.advance(2_000);
  expect(rig.carrier.asked).toEqual(['A']);
  await rig.clock.advance(600_000);
  expect(rig.carrier.asked).toEqual(['A', 'A']);
});

test('one that is over ends, some seconds later, unless its own hangup comes first', async () => {
  const rig = await startRig(keypad);
  await rig.ring();
  rig.carrier.alive = () => false;
  await rig.clock.advance(601_000);
  expect((await rig.state()).legs[0]?.signalling).toBe('alerting');
  await rig.clock.advance(5_000);
  expect((await rig.state()).legs[0]).toMatchObject({ signalling: 'ended', cause: { hangup_source: 'unknown' } });
});

test('one that cannot be asked after is left as it is', async () => {
  const rig = await startRig(keypad);
  await rig.ring();
  rig.carrier.alive = () => undefined;
  await rig.clock.advance(700_000);
  expect((await rig.state()).legs[0]?.signalling).toBe('alerting');
});

test('after a restart every leg that has not been heard of lately is asked after, a few at a time; others are not', async () => {
  const rig = await startRig(keypad);
  for (let at = 0; at < 50; at++) await rig.ring(`old ${at}`);
  await rig.clock.advance(60_000);
  await rig.ring('new');
  rig.kill();
  const { wait, open } = gate();
  let asking = 0;
  let most = 0;
  rig.carrier.status = async (leg): Promise<LegStatus> => {
    rig.carrier.asked.push(leg);
    most = Math.max(most, ++asking);
    await wait();
    asking -= 1;
    return living;
  };
  await rig.revive();
  expect(rig.carrier.asked).toHaveLength(20);
  open();
  await rig.settle();
  expect(most).toBe(20);
  expect(rig.carrier.asked.toSorted()).toEqual(Array.from({ length: 50 }, (_one, at) => `old ${at}`).toSorted());
});

test('so is one that was heard of in the future: the clock was set back meanwhile', async () => {
  const rig = await startRig(keypad);
  await rig.clock.advance(60_000);
  await rig.ring();
  rig.kill();
  const now = rig.clock.now.bind(rig.clock);
  rig.clock.now = () => now() - 60_000;
  await rig.revive();
  expect(rig.carrier.asked).toEqual(['A']);
});

test('a question without an answer holds up nothing for other calls', async () => {
  const rig = await startRig(keypad);
  await rig.ring('A');
  await rig.clock.advance(60_000);
  rig.kill();
  rig.carrier.status = () => new Promise(() => {});
  await rig.revive();
  await rig.ring('B');
  await rig.webhook('call.dtmf.received', 'A', { digit: '1' });
  expect((await rig.state('call-1')).machine.context).toEqual({ keys: '1' });
  expect((await rig.state('call-2')).phase).toBe('active');
});
