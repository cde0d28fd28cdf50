/** A lease as its holder may count on it: by the slower clock, from before the question, less a margin. */
import { expect, test } from 'vitest';
import type { Clock } from 'callchart';
import { Lease } from '../../src/runtime/lease.ts';

/** Two clocks that are set by hand. */
function clocks(): Clock & { wall: number; steady: number } {
  return {
    wall: 1_000_000,
    steady: 0,
    now() {
      return this.wall;
    },
    monotonic() {
      return this.steady;
    },
    schedule: () => () => {},
  };
}

const granted = (): Promise<boolean> => Promise.resolve(true);

test('it is held for four fifths of its time, and not before it is granted', async () => {
  const clock = clocks();
  const lease = new Lease(clock, 5_000);
  expect(lease.isHeld()).toBe(false);
  await lease.renewBy(granted);
  clock.steady += 3_999;
  clock.wall += 3_999;
  expect(lease.isHeld()).toBe(true);
  clock.steady += 1;
  expect(lease.isHeld()).toBe(false);
  await lease.renewBy(granted);
  expect(lease.isHeld()).toBe(true);
});

test('an answer that took long is worth what is left since the question', async () => {
  const clock = clocks();
  const lease = new Lease(clock, 5_000);
  await lease.renewBy(() => {
    clock.steady += 3_000;
    return Promise.resolve(true);
  });
  expect(lease.isHeld()).toBe(true);
  clock.steady += 1_000;
  expect(lease.isHeld()).toBe(false);
});

test('a clock that is set back does not make it longer, nor does one that stood still while the machine slept', async () => {
  const clock = clocks();
  const lease = new Lease(clock, 5_000);
  await lease.renewBy(granted);
  clock.wall -= 3_600_000;
  clock.steady += 4_000;
  expect(lease.isHeld()).toBe(false);
  await lease.renewBy(granted);
  clock.wall += 4_000;
  expect(lease.isHeld()).toBe(false);
});

test('a refusal ends it; a question that fails leaves it as it was', async () => {
  const clock = clocks();
  const lease = new Lease(clock, 5_000);
  await lease.renewBy(granted);
  await expect(lease.renewBy(() => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');
  expect(lease.isHeld()).toBe(true);
  await lease.renewBy(() => Promise.resolve(false));
  expect(lease.isHeld()).toBe(false);
  await lease.renewBy(granted);
  lease.drop();
  expect(lease.isHeld()).toBe(false);
});
