/** Each promise names the tests that fail when it is broken: they have to be there, and no promise may be without one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../architecture/repository-files.ts';

const page = readFileSync(join(ROOT, 'docs/guarantees.md'), 'utf8');

test('the tests that docs/guarantees.md names are there', () => {
  const named = [...page.matchAll(/`((?:test|src)\/[\w./-]+)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('each of the twelve promises has a row with a test', () => {
  const rows = page.split('\n').filter((line) => /^\| \d+ /.test(line));
  expect(rows.map((row) => Number(/\d+/.exec(row)?.[0]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(rows.filter((row) => !/`test\/[\w./-]+\.test\.ts`/.test(row))).toEqual([]);
});
