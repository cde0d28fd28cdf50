import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNotJson } from '../../src/flow/json-value.ts';

class Customer {
  readonly name = 'Ada';
}

test.each([
  [{ a: [1, 'x', null, { b: true }], c: undefined }, undefined],
  [() => 1, { path: '', what: 'a function' }],
  [{ a: { b: new Date(0) } }, { path: 'a.b', what: 'a Date' }],
  [{ a: [new Map()] }, { path: 'a.0', what: 'a Map' }],
  [{ a: Number.NaN }, { path: 'a', what: 'NaN' }],
  [{ a: 1n }, { path: 'a', what: 'a bigint' }],
  [[1, undefined], { path: '1', what: 'undefined' }],
  [{ a: new Customer() }, { path: 'a', what: 'a Customer' }],
  [Object.assign(Object.create(null), { a: 1 }), undefined],
] as const)('value %#', (value, found) => {
  expect(findNotJson(value)).toEqual(found);
});

test('a circle is found, not followed for ever', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect(findNotJson(circle)?.what).toContain('circle');
});

test('what JSON gives back passes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(findNotJson(JSON.parse(JSON.stringify(value)))).toBeUndefined();
    }),
  );
});
