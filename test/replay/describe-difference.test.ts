/** A difference in words. */
import type { FirstDifference, RecordedCall } from 'callchart';
import { expect, test } from 'vitest';
import { describeDifference } from '../../src/replay/describe-difference.ts';

const record = {
  callId: 'c-7',
  createdAt: 1_000,
  journal: [{ seq: 3, input: { kind: 'webhook', name: 'call.answered' } }],
} as unknown as RecordedCall;
const difference: FirstDifference = {
  seq: 3,
  at: 3_500,
  path: 'to',
  recorded: 'menu',
  made: undefined,
  cause: 'clock',
};

test('where, what and why', () => {
  const text = describeDifference(record, difference);
  expect(text).toContain('Call c-7 does not repeat itself: step 3 (webhook call.answered), 2.5 s after its beginning.');
  expect(text).toContain('recorded: "menu"\n    now:      nothing');
  expect(text).toContain('looks at the clock');
});

test('a long value is cut', () => {
  expect(describeDifference(record, { ...difference, made: 'x'.repeat(999) })).toContain('… (1001 characters)');
});
