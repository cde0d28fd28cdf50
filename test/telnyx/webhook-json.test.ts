/**
 * JSON from outside: what it says is kept, what would reach a prototype is not.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseUntrustedJson } from '../../src/telnyx/webhook-json.ts';

const names = fc.constantFrom('a', '__proto__', 'constructor', 'prototype');
const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.array(tie('value')), fc.array(fc.tuple(names, tie('value')))),
})).value;

/** Writes pairs as objects, names with escapes where told: no object literal could hold them all. */
function write(value: unknown, escaped: boolean): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  const isPair = (it: unknown): it is [string, unknown] => Array.isArray(it) && typeof it[0] === 'string';
  if (value.length === 0 || !value.every(isPair)) return `[${value.map((it) => write(it, escaped)).join()}]`;
  const name = (text: string): string => (escaped ? text.replaceAll('_', '\\u005F') : text);
  return `{${value.map(([key, it]) => `"${name(key)}":${write(it, escaped)}`).join()}}`;
}

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(Array.isArray(value) ? [] : [name]), ...namesIn(inner)]);
}

test('no __proto__ comes through, however it is written', () => {
  fc.assert(
    fc.property(tree, fc.boolean(), (value, escaped) => {
      const parsed = parseUntrustedJson(write(value, escaped));
      expect(namesIn(parsed)).not.toContain('__proto__');
    }),
  );
});

test('all else is as JSON.parse has it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/__proto__/.test(text));
      expect(parseUntrustedJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('what is nested without end is refused before it is parsed', () => {
  const nested = (levels: number): string => `{"data":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  expect(parseUntrustedJson(nested(64))).toHaveProperty('data');
  expect(() => parseUntrustedJson(nested(65))).toThrow('nested more than 64 levels deep');
});
