/** Depth is counted where it is, not in strings, and as fast as a text is long. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nestsDeeper } from '../../src/telnyx/nesting.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((inner) => depthOf(inner)));
}

test('whatever the JSON, its depth is told', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.boolean(), (value, isPretty) => {
      const text = JSON.stringify(value, null, isPretty ? 2 : 0);
      const depth = depthOf(value);
      expect(nestsDeeper(text, depth)).toBe(false);
      expect(nestsDeeper(text, depth - 1)).toBe(true);
    }),
  );
});

test('brackets and quotes in strings and names count for nothing', () => {
  for (const inside of ['[[[[[', '{{{', '"', '\\', '\\"[', '[\\\\"', ']]]}}}'])
    expect(nestsDeeper(JSON.stringify({ [inside]: [inside] }), 2), inside).toBe(false);
});

test('of what is no JSON it says something, at once', () => {
  expect(nestsDeeper('['.repeat(1_000_000), 64)).toBe(true);
  expect(nestsDeeper(']'.repeat(1_000_000), 64)).toBe(false);
  expect(nestsDeeper('"' + '\\'.repeat(1_000_000), 64)).toBe(false);
  expect(nestsDeeper('"\\'.repeat(500_000), 64)).toBe(false);
});
