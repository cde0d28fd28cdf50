import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stateLines } from '../../src/checker/source-lines.ts';

const line = (text: string, ...path: string[]): number | undefined => stateLines(text)(path);

test('finds states of a real flow file by their keys', () => {
  const text = readFileSync('machines/front-desk.ts', 'utf8');
  const lines = text.split('\n');
  const shown = (...path: string[]): string | undefined => lines[(line(text, ...path) ?? 0) - 1]?.trim();
  expect(shown('answering')).toMatch(/^answering: \{/);
  expect(shown('menu')).toBe('menu: {');
  expect(shown('menu', 'unheard')).toBe('unheard: {');
  expect(shown('done')).toMatch(/^done: \{ type: 'final' \}/);
});

test.each([
  ['a string', `'sales: {'`],
  ['a template', '`sales: {`'],
  ['a comment', '0 /* sales: { */'],
  ['a regular expression', '/sales: {/'],
])('is not misled by %s', (_what, value) => {
  const text = `const a = ${value};\nexport default m({ id: 'x', version: '1', states: {\n  a: {},\n  sales: {\n  states: { b: {} } } } });`;
  expect(line(text, 'sales')).toBe(4);
  expect(line(text, 'sales', 'b')).toBe(5);
});

test('keys may be quoted; other objects with the same keys are passed over', () => {
  const text = `const sales = { a: {} };\nconst other = { 'x': { sales: {} } };\nm({ id: 'x', version: '1', states: {\n 'a': { on: { sales: {} } },\n "sales": {} } });`;
  expect(line(text, 'sales')).toBe(5);
  expect(line(text, 'a')).toBe(4);
});

test('a state that is made elsewhere is where the nearest one around it is', () => {
  const text = `m({ id: 'x', version: '1', states: {\n menu: menuOf({ a: 1 }),\n b: {} } });`;
  expect(line(text, 'menu', 'asking')).toBe(2);
  expect(line(text, 'nowhere')).toBe(1);
  expect(line('const a = 1;', 'menu')).toBeUndefined();
});
