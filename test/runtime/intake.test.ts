/** Dedupe keys: those of different ways in never meet. */
import { expect, test } from 'vitest';
import { hangupKey, requestKey, startKey, webhookKey } from '../../src/runtime/intake.ts';

test('the same word by another way, or for another call, is another key', () => {
  const keys = [webhookKey('k'), startKey('k'), requestKey('a', 'k'), requestKey('b', 'k'), hangupKey('a', 'k')];
  expect(new Set(keys).size).toBe(keys.length);
});
