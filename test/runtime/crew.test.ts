/** The crew: what is taken up is begun after its legs were asked after, and a crew that is dismissed begins nothing. */
import { expect, test } from 'vitest';
import type { CallState } from 'callchart';
import { greeting } from './flows.ts';
import { startRig } from './rig.ts';
import { gate } from './watched-store.ts';

test('a step that comes while a call is being taken up is done with the rest, once', async () => {
  const rig = await startRig(greeting);
  rig.carrier.answer = () => new Promise(() => {});
  await rig.ring();
  await rig.settle();
  await rig.clock.advance(15_000);
  const { wait, open } = gate();
  const status = rig.carrier.status.bind(rig.carrier);
  rig.carrier.status = async (leg) => wait().then(() => status(leg));
  rig.carrier.answer = () => undefined;
  await rig.crash();
  await rig.webhook('call.answered', 'A');
  await rig.settle();
  expect(rig.carrier.names).toEqual(['answer']);
  open();
  await rig.settle();
  expect(rig.carrier.names).toEqual(['answer', 'answer', 'speak']);
  expect(new Set(rig.carrier.arrived.map(({ id }) => id)).size).toBe(2);
});

test('stopped, it begins nothing more of what was being taken up', async () => {
  const rig = await startRig(greeting);
  rig.carrier.answer = () => new Promise(() => {});
  await rig.ring();
  await rig.settle();
  await rig.clock.advance(15_000);
  const { wait, open } = gate();
  const status = rig.carrier.status.bind(rig.carrier);
  rig.carrier.status = async (leg) => wait().then(() => status(leg));
  await rig.crash();
  const stopped = rig.runtime.stop();
  open();
  await rig.clock.advance(60_000);
  await stopped;
  expect(rig.carrier.names).toEqual(['answer']);
  const state: CallState = await rig.state();
  expect(state.commands).toHaveLength(1);
});
