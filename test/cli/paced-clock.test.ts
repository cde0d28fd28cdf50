import { expect, test } from 'vitest';
import { VirtualClock } from 'callchart/simulator';
import { PacedClock } from '../../src/cli/paced-clock.ts';

test('time passes as many times faster as it is told', async () => {
  const base = new VirtualClock();
  const clock = new PacedClock(10, base);
  const start = clock.now();
  const fired: number[] = [];
  clock.schedule(5_000, () => fired.push(clock.now() - start));
  await base.advance(499);
  expect(fired).toEqual([]);
  await base.advance(1);
  expect(fired).toEqual([5_000]);
  expect(clock.now() - start).toBe(5_000);
});

test('timers that wait keep their time when the pace changes', async () => {
  const base = new VirtualClock();
  const clock = new PacedClock(10, base);
  const start = clock.now();
  const fired: number[] = [];
  clock.schedule(5_000, () => fired.push(clock.now() - start));
  await base.advance(300);
  clock.setPace(1);
  await base.advance(1_999);
  expect(fired).toEqual([]);
  await base.advance(1);
  expect(fired).toEqual([5_000]);
});

test('while work is under way time passes as it does, however many there are', async () => {
  const base = new VirtualClock();
  const clock = new PacedClock(10, base);
  const start = clock.now();
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void base.schedule(ms, resolve));
  const one = clock.during(() => wait(100));
  const two = clock.during(() => wait(300));
  await base.advance(300);
  await Promise.all([one, two]);
  expect(clock.now() - start).toBe(300);
  await base.advance(100);
  expect(clock.now() - start).toBe(1_300);
  await expect(clock.during(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await base.advance(100);
  expect(clock.now() - start).toBe(2_300);
});

test('a timer that was cancelled stays so, also after the pace has changed', async () => {
  const base = new VirtualClock();
  const clock = new PacedClock(2, base);
  const fired: string[] = [];
  const cancel = clock.schedule(1_000, () => fired.push('cancelled'));
  clock.schedule(1_000, () => fired.push('kept'));
  cancel();
  clock.setPace(4);
  await base.advance(10_000);
  expect(fired).toEqual(['kept']);
});

test('a base clock that is early does not make a timer early', async () => {
  const base = new VirtualClock();
  // Node's timers may fire up to a millisecond before their time.
  const early = {
    now: () => base.now(),
    schedule: (ms: number, run: () => void) => base.schedule(ms > 1 ? ms - 1 : ms, run),
  };
  const clock = new PacedClock(10, early);
  const start = clock.now();
  const fired: number[] = [];
  clock.schedule(100, () => fired.push(clock.now() - start));
  await base.advance(9);
  expect(fired).toEqual([]);
  await base.advance(1);
  expect(fired).toEqual([100]);
});
