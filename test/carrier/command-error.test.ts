/**
 * What the errors of commands say, and what they never say.
 */
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import type { FailureReason as FlowFailureReason } from 'callchart';
import { createTelnyxClient, type FailureReason, type TelnyxClient } from 'callchart/carrier';
import { type RecordedServer, startRecordedServer } from './recorded-server.ts';
import { errors, failure } from './sample-requests.ts';

let server: RecordedServer;
let client: TelnyxClient;
beforeAll(async () => {
  server = await startRecordedServer();
  client = createTelnyxClient({ apiKey: 'KEYsecret', baseUrl: server.baseUrl, env: {} });
});
afterAll(() => server.close());

test('says what failed, on which leg, and what to do; never keys, digits or bodies', async () => {
  server.answer({
    status: 422,
    body: errors('90035', 'Bad number +1 555 010-0199', 'The number +15550100 is in no queue'),
  });
  const { message, detail, details } = await failure(client);
  expect(message).toBe('speak on leg v3:leg_1-a (account default) was answered with 422, code 90035 "Bad number …".');
  expect(detail).toContain('+15550100');
  expect(JSON.stringify(details)).not.toMatch(/KEYsecret|4711|5550100/);
  server.answer({ status: 401, body: errors('10009', 'Authentication failed') });
  expect((await failure(client)).message).toMatch(/Check the API key/);
  server.answer({ status: 307, headers: { location: '/elsewhere' } });
  expect((await failure(client)).message).toMatch(/Redirects are not followed: check TELNYX_BASE_URL/);
  server.answer({ status: 200, body: 'hello' });
  expect((await failure(client)).message).toMatch(/not an answer of Telnyx: check TELNYX_BASE_URL/);
});

test('nothing of the key is to be found in an error, its cause included', async () => {
  server.answer((_request, response) => response.socket?.destroy());
  const error = await failure(client);
  expect(inspect(error, { depth: 12, showHidden: true, getters: true })).not.toMatch(/KEYsecret|4711/);
});

test('the reasons are those that a flow can tell apart', () => {
  expectTypeOf<FailureReason>().toEqualTypeOf<FlowFailureReason>();
});
