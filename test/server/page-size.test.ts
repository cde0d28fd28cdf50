/** Numbers in a query. */
import { expect, test } from 'vitest';
import { pageSize, wholeNumber } from '../../src/server/page-size.ts';

test('a page has 1 to 1000 rows, usually 100', () => {
  expect([undefined, '1', '1000'].map(pageSize)).toEqual([100, 1, 1_000]);
  for (const text of ['0', '1001', '']) expect(() => pageSize(text)).toThrow('`limit` must be');
});

test('a whole number is digits and nothing else', () => {
  expect(wholeNumber('0', 'after')).toBe(0);
  for (const text of ['', '-1', '1.5', ' 1', '1e3', '0x1', '9'.repeat(16)])
    expect(() => wholeNumber(text, 'after')).toThrow('`after` must be a whole number.');
});
