import { expect, test } from 'vitest';
import { includesAll } from '../../src/testing/part-of.ts';

test('objects in part, lists in full, patterns against texts', () => {
  const whole = { to: '+15550100', list: [1, { a: 1, b: 2 }], inner: { text: 'Hello.' }, none: null };
  expect(includesAll(whole, {})).toBe(true);
  expect(includesAll(whole, { to: /^\+1555/, inner: { text: 'Hello.' }, none: null })).toBe(true);
  expect(includesAll(whole, { list: [1, { a: 1 }] })).toBe(true);
  expect(includesAll(whole, { list: [1] })).toBe(false);
  expect(includesAll(whole, { inner: { text: /bye/ } })).toBe(false);
  expect(includesAll(whole, { to: { number: 1 } })).toBe(false);
  expect(includesAll(whole, { list: { 0: 1 } })).toBe(true);
  expect(includesAll(undefined, { to: 1 })).toBe(false);
  expect(includesAll(7, /7/)).toBe(false);
});
