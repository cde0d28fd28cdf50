/** The query of a list of calls. */
import { describe, expect, test } from 'vitest';
import { filterOf, nextPage } from '../../src/server/call-filter.ts';

describe('a filter', () => {
  test.each([
    ['', { limit: 100 }],
    ['flow=front-desk&limit=1000', { flow: 'front-desk', limit: 1_000 }],
    ['phase=routing&open=true', { phase: 'routing', open: true, limit: 100 }],
    ['open=false', { limit: 100 }],
    ['number=%2B15550100', { number: '+15550100', limit: 100 }],
    ['number=+15550100', { number: '+15550100', limit: 100 }],
    ['number=sip:a@example.com', { number: 'sip:a@example.com', limit: 100 }],
    ['since=1767225600000', { since: 1_767_225_600_000, limit: 100 }],
    ['since=2026-01-01T00:00:00Z', { since: 1_767_225_600_000, limit: 100 }],
    ['before=12.call.1&limit=1', { before: { createdAt: 12, callId: 'call.1' }, limit: 1 }],
  ])('%s', (query, filter) => expect(filterOf(new URLSearchParams(query))).toEqual(filter));

  test.each(['limit=0', 'limit=1001', 'limit=', 'limit=ten', 'limit=-1', 'limit=1e2'])('%s is refused', refused);
  test.each(['phase=on', 'open=yes', 'since=yesterday', 'since=', 'before=12', 'before=x.1'])('%s is refused', refused);
  test.each(['flows=a', '__proto__=a', 'toString=a'])('%s is refused', refused);
});

test('the next page begins after the last call of a full one', () => {
  const last = { callId: 'call.1', flow: 'a', version: '1', phase: 'active', from: 'a', to: 'b' } as const;
  const calls = [{ ...last, createdAt: 12, updatedAt: 13 }];
  const before = nextPage(calls, 1);
  expect(filterOf(new URLSearchParams({ before: before ?? '' })).before).toEqual({ createdAt: 12, callId: 'call.1' });
  expect(nextPage(calls, 2)).toBeUndefined();
  expect(nextPage([], 1)).toBeUndefined();
});

function refused(query: string): void {
  expect(() => filterOf(new URLSearchParams(query))).toThrow(expect.objectContaining({ code: 'request.invalid' }));
}
