/** What may be written into a log. */
import { expect, test } from 'vitest';
import { maskLine } from 'callchart';
import { silentLog } from '../../src/runtime/log.ts';

const masked = (facts: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const { level: _level, message: _message, ...rest } = maskLine({ level: 'info', message: 'm', ...facts });
  return rest;
};

test.each([
  ['digits', { digits: '1234' }, { digits: '[masked]' }],
  ['one digit', { digit: '1' }, { digit: '[masked]' }],
  ['a token', { access_token: 'abc' }, { access_token: '[masked]' }],
  ['an API key by name', { apiKey: 'abc', api_key: 'abc' }, { apiKey: '[masked]', api_key: '[masked]' }],
  ['an API key in a text', { text: 'with KEY0123456789abcdefghijkl_x' }, { text: 'with [masked]' }],
  ['a bearer', { text: 'authorization: Bearer abc.def' }, { text: 'authorization: [masked]' }],
  ['a number', { from: '+15550001234' }, { from: '**********34' }],
  ['a short number', { text: 'after 4 attempts, 1234' }, { text: 'after 4 attempts, 1234' }],
  ['what lies deeper', { a: [{ digits: '12' }] }, { a: [{ digits: '[masked]' }] }],
  ['an error', { error: new Error('keyed 123456') }, { error: { name: 'Error', message: 'keyed ****56' } }],
])('%s', (_what, facts, expected) => {
  expect(masked(facts)).toEqual(expected);
});

test('ids and times stay, so that logs can be searched', () => {
  const facts = { callId: 'a-1234567', command_id: '7654321-3-0', at: 1_700_000_000_000, tookMs: 123_456, status: 503 };
  expect(masked(facts)).toEqual(facts);
});

test('what is too deep, or in a circle, ends', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect(JSON.stringify(masked({ circle }))).toContain('[…]');
});

test('the message itself is masked', () => {
  expect(maskLine({ level: 'warn', message: 'dialled +15550001234' }).message).toBe('dialled **********34');
});

test('a silent log takes anything', () => {
  expect(silentLog({ level: 'error', message: 'x' })).toBeUndefined();
});
