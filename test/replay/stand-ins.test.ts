/** What is tried in place of private digits. */
import { loadFlow, type WebhookInput } from 'callchart';
import { expect, test } from 'vitest';
import { withStandIns } from '../../src/replay/stand-ins.ts';
import { menuFlow } from './recorded-calls.ts';

const webhook = (payload: Record<string, unknown>): WebhookInput => ({
  type: 'webhook',
  at: 0,
  id: 'w',
  event_type: 'call.gather.ended',
  occurred_at: undefined,
  payload,
});

test("the guards' own digits first, then plain ones; at last it is left as it is", () => {
  const tried = [...withStandIns(loadFlow(menuFlow()), webhook({ digits: '[private]', status: 'valid' }))];
  const digits = tried.map(({ payload }) => payload['digits']);
  expect(digits).toEqual(expect.arrayContaining(['1', '2', '0000']));
  expect(digits.indexOf('1')).toBeLessThan(digits.indexOf('0'));
  expect(digits.at(-1)).toBe('[private]');
  expect(new Set(tried.map(({ payload }) => payload['status']))).toEqual(new Set(['valid']));
});

test('what holds nothing private is taken as it is', () => {
  const input = webhook({ digits: '1' });
  expect([...withStandIns(loadFlow(menuFlow()), input)]).toEqual([input]);
});
