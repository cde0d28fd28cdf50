/** Near misses: likely slips find the word that was meant, other words find none. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands } from 'callchart';
import { nearMiss } from '../../../src/telnyx/commands/near-miss.ts';

const gather = Object.keys(commands.gather.params.shape);

test.each([
  ['max_digits', 'maximum_digits'],
  ['maximumDigits', 'maximum_digits'],
  ['maximum-digits', 'maximum_digits'],
  ['maximum_digit', 'maximum_digits'],
  ['min_digits', 'minimum_digits'],
  ['timeout', 'timeout_millis'],
  ['timeout_ms', 'timeout_millis'],
  ['interdigit_timeout_millis', 'inter_digit_timeout_millis'],
  ['terminating_digits', 'terminating_digit'],
  ['vaild_digits', 'valid_digits'],
  ['clientState', 'client_state'],
])('%s was meant to be %s', (word, meant) => {
  expect(nearMiss(word, gather)).toBe(meant);
});

test.each(['voice', 'payload', 'x', '', 'unrelated_words'])('%j is near to nothing', (word) => {
  expect(nearMiss(word, gather)).toBeUndefined();
});

test('nothing is near when nothing is known', () => {
  expect(nearMiss('word', [])).toBeUndefined();
});

test('every param is found through one wrong, missing or doubled letter', () => {
  const params = [...new Set(Object.values(commands).flatMap(({ params: { shape } }) => Object.keys(shape)))];
  const long = params.filter((param) => param.length > 8);
  fc.assert(
    fc.property(fc.constantFrom(...long), fc.nat(), fc.constantFrom('', 'q', 'qq'), (param, at, letter) => {
      const index = at % param.length;
      const slip = param.slice(0, index) + letter + param.slice(index + 1);
      expect(nearMiss(slip, [param, 'a', 'something_else_entirely'])).toBe(param);
    }),
  );
});
