/** Which limits are limits. */
import { CallchartError } from 'callchart';
import { expect, test } from 'vitest';
import { checkLimit, unknownCursor } from '../../src/stores/page-request.ts';

test.each([0, 1, 1_000_000])('%d is a limit', (limit) => expect(() => checkLimit(limit)).not.toThrow());

test.each([
  [-1, 0, undefined, 'A limit of -1 was asked for; it must be a whole number, 0 or more.'],
  [0.5, 0, undefined, '0 or more'],
  [Infinity, 0, undefined, '0 or more'],
  [0, 1, 1000, 'A limit of 0 was asked for; it must be a whole number, 1 to 1000.'],
  [1001, 1, 1000, '1 to 1000'],
])('%d is none between %d and %s', (limit, least, most, message) => {
  expect(() => checkLimit(limit, least, most)).toThrow(message);
});

test('a page after an unknown call says so', () => {
  expect(unknownCursor('gone')).toBeInstanceOf(CallchartError);
  expect(unknownCursor('gone')).toMatchObject({
    code: 'store.cursor',
    message: expect.stringContaining('gone') as unknown,
  });
});
