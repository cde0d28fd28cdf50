/**
 * What the client makes of every answer that is no acceptance, over real HTTP.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CallchartError } from 'callchart';
import { type CommandError, createTelnyxClient, type TelnyxClient } from 'callchart/carrier';
import { type RecordedServer, startRecordedServer } from './recorded-server.ts';
import { dial, errors, failure } from './sample-requests.ts';

let server: RecordedServer;
let client: TelnyxClient;
beforeAll(async () => {
  server = await startRecordedServer();
  client = createTelnyxClient({ apiKey: 'KEYsecret', baseUrl: server.baseUrl, env: {} });
});
afterAll(() => server.close());

type Expected = Partial<Pick<CommandError, 'reason' | 'retryable' | 'outcomeUnknown' | 'telnyxCode' | 'status'>>;
const refused = { retryable: false, outcomeUnknown: false };
test.each<[number, unknown, Expected]>([
  [422, errors('90018', 'Call has already ended'), { reason: 'leg_ended', ...refused, telnyxCode: '90018' }],
  [422, errors(90018), { reason: 'leg_ended', telnyxCode: '90018' }],
  [422, errors('90015'), { reason: 'leg_ended' }],
  [404, errors('90015'), { reason: 'leg_ended' }],
  [404, errors('10005'), { reason: 'leg_ended' }],
  [404, '<html>', { reason: 'leg_ended', telnyxCode: undefined }],
  [422, errors('90034'), { reason: 'not_answered', ...refused }],
  [422, errors('10004'), { reason: 'invalid', ...refused }],
  [422, errors('10032'), { reason: 'invalid' }],
  [400, errors('10033'), { reason: 'invalid' }],
  [422, errors('90017'), { reason: 'invalid' }],
  [422, { errors: [{ code: '10015' }, { code: '90018' }] }, { reason: 'leg_ended', telnyxCode: '10015' }],
  [422, errors('90035'), { reason: 'rejected', ...refused }],
  [400, errors('90040'), { reason: 'rejected' }],
  [422, '', { reason: 'rejected', telnyxCode: undefined }],
  [422, '{"errors":', { reason: 'rejected' }],
  [422, { errors: 'broken' }, { reason: 'rejected' }],
  [422, { errors: [null, 7] }, { reason: 'rejected' }],
  [405, '', { reason: 'rejected', ...refused }],
  // 10011 is "too many requests" at 429 and something else at 422.
  [422, errors('10011'), { reason: 'rejected', ...refused }],
  [429, errors('10011'), { reason: 'rejected', retryable: true, outcomeUnknown: false }],
  [429, errors('90103'), { reason: 'rejected', retryable: true, outcomeUnknown: false }],
  [401, errors('10009'), { reason: 'unauthorized', ...refused }],
  [403, errors('10010'), { reason: 'unauthorized', ...refused }],
  [403, '', { reason: 'unauthorized' }],
  [403, errors('D1'), { reason: 'rejected', telnyxCode: 'D1' }],
  [403, errors('90041'), { reason: 'rejected' }],
  [500, errors('10007'), { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true, status: 500 }],
  [502, '<html>', { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true }],
  [503, '', { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true }],
  [408, '', { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true }],
  // 5xx first: the code in its body says nothing about whether the command was carried out.
  [500, errors('90018'), { reason: 'unknown_outcome', outcomeUnknown: true }],
  [200, { data: { result: 'ok' }, ...errors('90034') }, { reason: 'not_answered', ...refused, status: 200 }],
  [200, { data: {}, telnyx_error: { error_code: 'D60' } }, { reason: 'rejected', telnyxCode: 'D60' }],
  [200, '<html>welcome</html>', { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true }],
  [200, '[]', { reason: 'unknown_outcome', outcomeUnknown: true }],
  [302, '', { reason: 'rejected', ...refused, status: 302 }],
])('%d %j', async (status, body, expected) => {
  server.answer({ status, body, headers: { location: 'http://127.0.0.1:9/' } });
  const error = await failure(client);
  expect(error).toMatchObject({ status, ...expected });
  expect(error).toBeInstanceOf(CallchartError);
  expect(error.code).toBe(`command.${error.reason}`);
});

test('of a dial has no leg that could have ended', async () => {
  server.answer({ status: 404, body: errors('10005') });
  expect(await failure(client, dial)).toMatchObject({ reason: 'rejected' });
  server.answer({ status: 422, body: errors('90015') });
  expect(await failure(client, dial)).toMatchObject({ reason: 'rejected' });
});

test("of a dial by the carrier's gate holds data, errors and a gate's code at once", async () => {
  server.answer({
    status: 403,
    body: {
      data: { call_control_id: 'v3:never' },
      errors: [{ code: 10010, title: 'Authorization failed' }],
      telnyx_error: { error_code: 'D17' },
    },
  });
  expect(await failure(client, dial)).toMatchObject({
    reason: 'rejected',
    telnyxCode: 'D17',
    title: 'Authorization failed',
  });
});

test.each<[Readonly<Record<string, string>>, number | undefined]>([
  [{ 'retry-after': '2' }, 2_000],
  [{ 'retry-after-ms': '250', 'retry-after': '2' }, 250],
  [{ 'x-ratelimit-reset': '7' }, 7_000],
  [{ 'retry-after': '1', 'x-ratelimit-reset': '7' }, 1_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('with %j asks for a wait', async (headers, retryAfterMs) => {
  server.answer({ status: 429, body: errors('10011'), headers });
  expect((await failure(client)).retryAfterMs).toBe(retryAfterMs);
});
