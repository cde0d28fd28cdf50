import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.ts';

test('timers fire in the order of their deadlines, ties in the order they were set', async () => {
  const clock = new VirtualClock({ startAt: 0 });
  const fired: string[] = [];
  clock.schedule(20, () => fired.push(`b@${clock.now()}`));
  clock.schedule(10, () => {
    fired.push(`a@${clock.now()}`);
    clock.schedule(5, () => fired.push(`nested@${clock.now()}`));
  });
  clock.schedule(20, () => fired.push(`c@${clock.now()}`));
  await clock.advance(30);
  expect(fired).toEqual(['a@10', 'nested@15', 'b@20', 'c@20']);
  expect(clock.now()).toBe(30);
});

test('what a timer started is finished before the next one fires', async () => {
  const clock = new VirtualClock({ startAt: 0 });
  const order: string[] = [];
  clock.schedule(1, () => {
    void Promise.resolve()
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(() => order.push('work of 1'));
  });
  clock.schedule(2, () => order.push('2'));
  await clock.advance(5);
  expect(order).toEqual(['work of 1', '2']);
});

test('a cancelled timer never fires, and rest is reported', async () => {
  const clock = new VirtualClock();
  let fired = false;
  clock.schedule(10, () => {
    fired = true;
  })();
  expect(await clock.runToRest(100)).toBe(true);
  expect(fired).toBe(false);
  clock.schedule(1_000, () => {});
  expect(await clock.runToRest(100)).toBe(false);
  expect(clock.waiting).toBe(1);
});

test('the clock stops at the timer after which the condition holds, or when the time is up', async () => {
  const clock = new VirtualClock({ startAt: 0 });
  let fired = 0;
  for (const at of [10, 20, 30]) clock.schedule(at, () => (fired += 1));
  expect(await clock.advanceUntil(() => fired === 2, 1_000)).toBe(true);
  expect(clock.now()).toBe(20);
  expect(await clock.advanceUntil(async () => fired === 2, 1_000)).toBe(true);
  expect(clock.now()).toBe(20);
  expect(await clock.advanceUntil(() => fired === 4, 1_000)).toBe(false);
  expect(clock.now()).toBe(1_020);
});
