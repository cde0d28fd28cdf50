/** What a step looks at beside its inputs is noticed, and everything is as it was afterwards. */
import { expect, test } from 'vitest';
import { ambientReadsOf } from '../../src/replay/ambient-reads.ts';

test.each([
  ['clock', () => Date.now()],
  ['clock', () => new Date()],
  ['clock', () => Date()],
  ['clock', () => performance.now()],
  ['randomness', () => Math.random()],
  ['randomness', () => crypto.randomUUID()],
  ['randomness', () => crypto.getRandomValues(new Uint8Array(1))],
])('%s: %s', (read, run) => {
  expect([...ambientReadsOf(run)]).toEqual([read]);
});

test('a given time is no look at the clock; what throws has looked all the same', () => {
  expect(ambientReadsOf(() => new Date(0).toISOString() + Date.parse('2026-01-01')).size).toBe(0);
  const throws = (): never => {
    throw new Error(String(Math.random()));
  };
  expect([...ambientReadsOf(throws)]).toEqual(['randomness']);
});

test('afterwards everything is as it was', () => {
  const properties = (): unknown[] =>
    [Date, Math, performance, crypto].map((object) => [
      object,
      Object.getOwnPropertyDescriptors(object),
      Object.getOwnPropertyDescriptors(Object.getPrototypeOf(object) as object),
    ]);
  const before = properties();
  ambientReadsOf(() => new Date());
  expect(properties()).toEqual(before);
  expect(Object.hasOwn(crypto, 'randomUUID')).toBe(false);
});
