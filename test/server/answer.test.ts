/** Errors as answers: which status, what is told, and what stays inside. */
import { describe, expect, test } from 'vitest';
import { CallchartError } from 'callchart';
import { answer, errorAnswer, factsOf, laterAnswer, refusal, responseOf } from '../../src/server/answer.ts';
import { jsonOf } from './served.ts';

test('an answer is JSON that nobody keeps', async () => {
  const given = responseOf(answer(201, { callId: 'a' }, { location: '/calls/a' }));
  expect(given.status).toBe(201);
  expect(Object.fromEntries(given.headers)).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    location: '/calls/a',
  });
  expect(await given.text()).toBe('{"callId":"a"}\n');
  expect(await jsonOf(responseOf(refusal(405, 'request.method', 'No.')))).toEqual({
    error: { code: 'request.method', message: 'No.' },
  });
});

describe('an error', () => {
  test.each([
    ['call.unknown', false, 404],
    ['event.unknown', false, 400],
    ['event.invalid', false, 400],
    ['flow.unknown', false, 400],
    ['request.key', false, 400],
    ['request.too_large', false, 413],
    ['webhook.invalid', false, 400],
    ['webhook.api_version', false, 400],
    ['webhook.signature', false, 401],
    ['store.write', true, 503],
    ['runtime.stopped', true, 503],
    ['store.corrupt', false, 500],
    ['constructor', false, 500],
  ])('%s, retryable %s, is %i', async (code, retryable, status) => {
    const given = responseOf(errorAnswer(new CallchartError(code, 'Why.', { retryable, cause: new Error('inside') })));
    expect(given.status).toBe(status);
    expect(given.headers.get('retry-after')).toBe(status === 503 ? '1' : null);
    expect(await jsonOf(given)).toEqual({ error: { code, message: 'Why.' } });
  });

  test('has details when there are some', async () => {
    const given = responseOf(errorAnswer(new CallchartError('call.unknown', 'Why.', { details: { callId: 'a' } })));
    expect(await jsonOf(given)).toMatchObject({ error: { details: { callId: 'a' } } });
  });

  test('that nobody made on purpose tells nothing', () => {
    const mistake = new TypeError('cannot read properties of undefined');
    expect(errorAnswer(mistake).status).toBe(500);
    expect(errorAnswer(mistake).body).not.toContain('undefined');
    expect(laterAnswer(mistake).body).not.toContain('undefined');
  });

  test('that must be sent again is 503, whatever it is', () => {
    for (const error of [new Error('x'), new CallchartError('event.invalid', 'Why.'), 'thrown text']) {
      const given = responseOf(laterAnswer(error));
      expect([given.status, given.headers.get('retry-after')]).toEqual([503, '1']);
    }
  });

  test('is logged with its code', () => {
    const error = new CallchartError('store.write', 'Why.');
    expect(factsOf(error)).toEqual({ code: 'store.write', error });
    expect(factsOf('text')).toEqual({ error: 'text' });
  });
});
