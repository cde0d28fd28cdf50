/**
 * The client against a real server: what it sends, for whom, and what it asks.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTelnyxClient, type TelnyxClient } from 'callchart/carrier';
import { type RecordedServer, startRecordedServer } from './recorded-server.ts';
import { dial, errors, failure, speak } from './sample-requests.ts';

let server: RecordedServer;
let client: TelnyxClient;
beforeAll(async () => {
  server = await startRecordedServer();
  client = createTelnyxClient({ apiKey: 'KEYsecret', baseUrl: server.baseUrl, env: {} });
});
afterAll(() => server.close());
beforeEach(() => server.answer({ status: 200, body: { data: { result: 'ok' } } }));

describe('a request', () => {
  test('goes to the leg, with key and body, once', async () => {
    const before = server.requests.length;
    await expect(client.send(speak)).resolves.toEqual({ ok: true, data: { result: 'ok' } });
    expect(server.requests).toHaveLength(before + 1);
    const request = server.requests.at(-1);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v2/calls/v3:leg_1-a/actions/speak',
      headers: { authorization: 'Bearer KEYsecret', 'content-type': 'application/json', accept: 'application/json' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual(speak.body);
  });

  test.each([
    [dial, 'POST', '/v2/calls'],
    [{ ...speak, command: 'hangup' as const, body: {} }, 'POST', '/v2/calls/v3:leg_1-a/actions/hangup'],
    [
      { ...speak, command: 'updateClientState' as const, body: { client_state: 'e30=' } },
      'PUT',
      '/v2/calls/v3:leg_1-a/actions/client_state_update',
    ],
  ])('%o is %s %s', async (request, method, path) => {
    await client.send(request);
    expect(server.requests.at(-1)).toMatchObject({ method, path });
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toEqual(request.body);
  });

  test('what a dial answers is handed back', async () => {
    const data = { call_control_id: 'v3:new', call_leg_id: 'l', call_session_id: 's', is_alive: false };
    server.answer({ status: 200, body: { data } });
    await expect(client.send(dial)).resolves.toEqual({ ok: true, data });
  });

  test.each([
    ['empty', { status: 200, body: '' }],
    ['no content', { status: 204 }],
    ['without data', { status: 200, body: {} }],
    ['with no errors listed', { status: 200, body: { data: {}, errors: [] } }],
  ])('an accepting answer may be %s', async (_how, answer) => {
    server.answer(answer);
    await expect(client.send(speak)).resolves.toEqual({ ok: true, data: {} });
  });
});

describe('the status of a leg', () => {
  const leg = {
    call_control_id: 'v3:leg',
    call_leg_id: 'l',
    call_session_id: 's',
    client_state: 'e30=',
    record_type: 'call',
  };

  test('is asked for by its id', async () => {
    server.answer({ status: 200, body: { data: { ...leg, is_alive: true } } });
    await expect(client.status('v3:leg/../x', 'default')).resolves.toEqual({
      alive: true,
      callLegId: 'l',
      callSessionId: 's',
      clientState: 'e30=',
    });
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', path: '/v2/calls/v3:leg%2F..%2Fx', body: '' });
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('content-type');
  });

  test.each<[number, unknown]>([
    [200, { data: { ...leg, is_alive: false } }],
    [404, errors('90015')],
    [404, errors('10005')],
    [422, errors('90018')],
    [422, errors('90015')],
  ])('%d %j: it is over', async (status, body) => {
    server.answer({ status, body });
    await expect(client.status('v3:leg', 'default')).resolves.toEqual({ alive: false });
  });

  test.each<[number, unknown, string]>([
    [200, { data: leg }, 'unknown_outcome'],
    [200, 'x', 'unknown_outcome'],
    [404, '<html>', 'leg_ended'],
    [401, errors('10009'), 'unauthorized'],
    [429, errors('10011'), 'rejected'],
    [500, '', 'unknown_outcome'],
  ])('%d %j: it is not known', async (status, body, reason) => {
    server.answer({ status, body });
    await expect(client.status('v3:leg', 'default')).resolves.toMatchObject({ unknown: true, error: { reason } });
  });
});

describe('accounts', () => {
  test('each call is made with the key and at the place of its own', async () => {
    const other = await startRecordedServer();
    const both = createTelnyxClient({
      env: { TELNYX_API_KEY: 'KEYenv', TELNYX_BASE_URL: server.baseUrl },
      accounts: { partner: { apiKey: 'KEYpartner', baseUrl: other.baseUrl } },
    });
    await both.send(speak);
    await both.send({ ...speak, account: 'partner' });
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer KEYenv');
    expect(other.requests.map((request) => request.headers.authorization)).toEqual(['Bearer KEYpartner']);
    await other.close();
  });

  test('one that nobody configured sends nothing', async () => {
    const before = server.requests.length;
    const error = await failure(client, { ...speak, account: 'toString' });
    expect(error).toMatchObject({ reason: 'unauthorized', retryable: false, outcomeUnknown: false });
    expect(error.message).toMatch(/there is no account "toString", only default/);
    expect(server.requests).toHaveLength(before);
  });

  test('are shown without their keys', () => {
    expect(client.accounts.get('default')).toEqual({
      name: 'default',
      baseUrl: server.baseUrl,
      connectionId: undefined,
      publicKey: undefined,
    });
  });
});

test('a carrier in the same process takes the place of HTTP', async () => {
  const seen: string[] = [];
  const inProcess = createTelnyxClient({
    apiKey: 'k',
    env: {},
    fetch: async (input, init) => {
      const request = new Request(input, init);
      seen.push(`${request.method} ${request.url} ${await request.text()}`);
      return Response.json({ data: { result: 'ok' } });
    },
  });
  await expect(inProcess.send({ ...speak, body: {} })).resolves.toMatchObject({ ok: true });
  expect(seen).toEqual(['POST https://api.telnyx.com/v2/calls/v3:leg_1-a/actions/speak {}']);
});
