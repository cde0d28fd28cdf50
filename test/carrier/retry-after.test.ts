/**
 * How long an answer asks to wait, in each of the ways to say it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/carrier/retry-after.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

test.each<[Record<string, string>, number | undefined]>([
  [{}, undefined],
  [{ 'retry-after': '3' }, 3_000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': 'Sun, 22 Nov 2026 10:00:04 GMT' }, 4_000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 0],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': '999999999' }, 3_600_000],
  [{ 'retry-after-ms': '1.2' }, 2],
  [{ 'x-ratelimit-reset': '12' }, 12_000],
  [{ 'x-ratelimit-reset': String(now / 1_000 + 9) }, 9_000],
  [{ 'x-ratelimit-reset': 'x' }, undefined],
])('%j', (headers, waitMs) => {
  expect(retryAfterMs(new Headers(headers), now)).toBe(waitMs);
});

test('whatever the headers say, a wait is a whole number of milliseconds within an hour', () => {
  const value = fc.oneof(fc.integer().map(String), fc.double().map(String), fc.stringMatching(/^[ -~]*$/));
  fc.assert(
    fc.property(fc.constantFrom('retry-after', 'retry-after-ms', 'x-ratelimit-reset'), value, (name, text) => {
      const waitMs = retryAfterMs(new Headers([[name, text]]), now) ?? 0;
      expect(Number.isInteger(waitMs) && waitMs >= 0 && waitMs <= 3_600_000).toBe(true);
    }),
  );
});
