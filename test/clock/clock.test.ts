/** The machine's own clock, with Node's timers turned by hand. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

test('tells the time and fires once, when the delay is over', () => {
  const fired: number[] = [];
  systemClock.schedule(50, () => fired.push(systemClock.now()));
  vi.advanceTimersByTime(49);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(fired).toEqual([1_050]);
});

test('what is cancelled never fires', () => {
  const fired: number[] = [];
  const cancel = systemClock.schedule(50, () => fired.push(1));
  cancel();
  vi.advanceTimersByTime(100);
  expect(fired).toEqual([]);
});

test('waits longer than a timer of Node can, and can be cancelled between the pieces', () => {
  const thirtyDaysMs = 30 * 86_400_000;
  const fired: string[] = [];
  systemClock.schedule(thirtyDaysMs, () => fired.push('kept'));
  const cancel = systemClock.schedule(thirtyDaysMs, () => fired.push('cancelled'));
  vi.advanceTimersByTime(thirtyDaysMs - 1);
  expect(fired).toEqual([]);
  cancel();
  vi.advanceTimersByTime(1);
  expect(fired).toEqual(['kept']);
});
