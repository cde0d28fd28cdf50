/** Two values have the same digest when they are the same JSON. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '../../src/engine/digest.ts';

test('the same JSON has the same digest, another one has another', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
      expect(digestOf(one)).toMatch(/^[0-9a-f]{16}$/);
      expect(digestOf(one) === digestOf(two)).toBe(JSON.stringify(one) === JSON.stringify(two));
    }),
  );
});

test('a difference anywhere in a long text shows', () => {
  const digests = new Set(
    Array.from({ length: 2_000 }, (_, place) => digestOf(`${'x'.repeat(place)}y${'x'.repeat(2_000 - place)}`)),
  );
  expect(digests.size).toBe(2_000);
});
