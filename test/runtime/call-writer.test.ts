/** The commit path. What it promises is proved in contracts 2 and 3; here is how. */
import { expect, test } from 'vitest';
import { keypad } from './flows.ts';
import { type Rig, startRig } from './rig.ts';
import { failing, gate } from './watched-store.ts';

const press = (rig: Rig, leg: string, digit: string) => rig.webhook('call.dtmf.received', leg, { digit });

test('what comes while a commit is under way goes into the next one, all of it', async () => {
  const rig = await startRig(keypad);
  await rig.ring();
  const { wait, open } = gate();
  rig.store.beforeCommit = wait;
  const before = rig.store.transactions.length;
  const first = press(rig, 'A', '1');
  await rig.settle();
  const rest = ['2', '3', '4'].map((digit) => press(rig, 'A', digit));
  await rig.settle();
  open();
  await Promise.all([first, ...rest]);
  expect(rig.store.transactions.slice(before).map((one) => one.flatMap((commit) => commit.entries).length)).toEqual([
    1, 3,
  ]);
});

test('several steps of one call in a commit are one row, and each is told to those who watch', async () => {
  const rig = await startRig(keypad);
  await rig.ring();
  const steps: number[] = [];
  rig.runtime.subscribe((step) => void steps.push(step.record.step));
  await Promise.all(['1', '2', '3'].map((digit) => press(rig, 'A', digit)));
  await rig.settle();
  expect(rig.store.transactions.at(-1)).toMatchObject([{ expectedStep: 1, record: { step: 4 } }]);
  expect(steps).toEqual([2, 3, 4]);
});

test('no more than so many inputs in one commit', async () => {
  const rig = await startRig(keypad, { limits: { inputsPerCommit: 4 } });
  await rig.ring();
  const before = rig.store.transactions.length;
  await Promise.all(Array.from({ length: 10 }, (_one, at) => press(rig, 'A', String(at))));
  expect(rig.store.transactions.slice(before).map((one) => one.flatMap((commit) => commit.entries).length)).toEqual([
    4, 4, 2,
  ]);
});

test('calls beyond what is kept in memory are read again, as they were', async () => {
  const rig = await startRig(keypad, { limits: { callsInMemory: 2 } });
  const legs = ['A', 'B', 'C', 'D', 'E'];
  for (const leg of legs) await rig.ring(leg);
  for (const digit of ['1', '2', '3']) for (const leg of legs) await press(rig, leg, digit);
  for (let at = 1; at <= legs.length; at++)
    expect((await rig.state(`call-${at}`)).machine.context).toEqual({ keys: '123' });
});

test('a failed commit leaves nothing in memory that is not in the store', async () => {
  const rig = await startRig(keypad);
  await rig.ring();
  for (const digit of ['1', '2', '3', '4']) {
    rig.store.beforeCommit = failing(1);
    await expect(press(rig, 'A', 'x')).rejects.toMatchObject({ retryable: true });
    await press(rig, 'A', digit);
  }
  expect((await rig.state()).machine.context).toEqual({ keys: '1234' });
  expect(rig.log.filter((line) => line.message === 'a commit failed')).toHaveLength(4);
});

test('an input that the store will never take is refused by itself, and logged', async () => {
  const rig = await startRig(keypad);
  await rig.ring();
  const settled = await Promise.allSettled([
    press(rig, 'A', '1'),
    rig.ring('L'.repeat(2_000)),
    rig.runtime.startCall({ flow: 'keypad', key: 'fine' }),
    press(rig, 'A', '2'),
  ]);
  expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect((await rig.state()).machine.context).toEqual({ keys: '12' });
  expect(rig.log).toMatchObject([{ message: 'a commit failed', inputs: 1 }]);
});

test('stopped, it takes nothing more', async () => {
  const rig = await startRig(keypad);
  await rig.ring();
  await rig.runtime.stop();
  await expect(press(rig, 'A', '1')).rejects.toMatchObject({ code: 'runtime.stopped' });
  expect((await rig.state()).machine.context).toEqual({ keys: '' });
});
