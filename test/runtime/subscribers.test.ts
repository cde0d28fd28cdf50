/** Watchers of steps: told after the commit, in order, off its path. */
import { expect, test } from 'vitest';
import type { CommittedStep, LogLine } from 'callchart';
import { Subscribers } from '../../src/runtime/subscribers.ts';
import { commitOf } from '../stores/call-commits.ts';
import { keypad } from './flows.ts';
import { startRig } from './rig.ts';
import { gate } from './watched-store.ts';

const stepOf = (step: number): CommittedStep => {
  const { record, entries } = commitOf('a', { step });
  return { record, entries };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('every step is told, in order, and never within the commit', async () => {
  const subscribers = new Subscribers(() => {});
  const seen: number[] = [];
  subscribers.add((step) => void seen.push(step.record.step));
  subscribers.publish(stepOf(1));
  subscribers.publish(stepOf(2));
  expect(seen).toEqual([]);
  await turn();
  expect(seen).toEqual([1, 2]);
});

test('one that is slow is told one after the other and holds up nobody', async () => {
  const subscribers = new Subscribers(() => {});
  const { wait, open } = gate();
  const slow: number[] = [];
  const fast: number[] = [];
  subscribers.add(async (step) => {
    slow.push(step.record.step);
    await wait();
  });
  subscribers.add((step) => void fast.push(step.record.step));
  for (const step of [1, 2, 3]) subscribers.publish(stepOf(step));
  await turn();
  expect({ slow, fast }).toEqual({ slow: [1], fast: [1, 2, 3] });
  open();
  await turn();
  expect(slow).toEqual([1, 2, 3]);
});

test('one that hangs loses the oldest steps and does not fill the memory', async () => {
  const subscribers = new Subscribers(() => {});
  const { wait, open } = gate();
  const seen: number[] = [];
  subscribers.add(async (step) => {
    seen.push(step.record.step);
    await wait();
  });
  for (let step = 1; step <= 10_500; step++) subscribers.publish(stepOf(step));
  open();
  while (seen.at(-1) !== 10_500) await turn();
  expect(seen.length).toBeLessThanOrEqual(10_001);
});

test('one that throws is logged and told on', async () => {
  const lines: LogLine[] = [];
  const subscribers = new Subscribers((line) => void lines.push(line));
  let told = 0;
  subscribers.add(() => {
    told += 1;
    throw new Error('the inspector broke');
  });
  subscribers.add(() => Promise.reject(new Error('the other broke')));
  for (const step of [1, 2]) subscribers.publish(stepOf(step));
  await turn();
  expect(told).toBe(2);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatchObject({ level: 'error', message: 'a subscriber failed', callId: 'a' });
});

test('who leaves hears nothing more, not even what waited', async () => {
  const subscribers = new Subscribers(() => {});
  const seen: number[] = [];
  const leave = subscribers.add((step) => {
    seen.push(step.record.step);
    leave();
  });
  for (const step of [1, 2]) subscribers.publish(stepOf(step));
  await turn();
  subscribers.publish(stepOf(3));
  await turn();
  expect(seen).toEqual([1]);
});

test('a runtime tells each step with its entry, and slows for nobody', async () => {
  const rig = await startRig(keypad);
  const seen: string[] = [];
  rig.runtime.subscribe(() => new Promise(() => {}));
  rig.runtime.subscribe(({ record, entries }) => void seen.push(`${record.step} ${entries[0]?.input.name}`));
  await rig.ring();
  await Promise.all(['1', '2'].map((digit) => rig.webhook('call.dtmf.received', 'A', { digit })));
  await rig.settle();
  expect(seen).toEqual(['1 call.initiated', '2 call.dtmf.received', '3 call.dtmf.received']);
});

test('a runtime tells of webhooks that came once more, now or long ago', async () => {
  const rig = await startRig(keypad);
  const seen: unknown[] = [];
  const leave = rig.runtime.subscribeToRepeats((repeat) => void seen.push(repeat));
  await rig.ring();
  const press = () => rig.webhook('call.dtmf.received', 'A', { digit: '1' }, 'the key');
  await Promise.all([press(), press()]);
  await press();
  await rig.settle();
  const repeat = { callId: 'call-1', id: 'the key' };
  expect(seen).toEqual([repeat, repeat]);
  leave();
  await press();
  await rig.settle();
  expect(seen).toHaveLength(2);
});
