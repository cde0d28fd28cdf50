/**
 * The client against a real server: what it sends, and what it makes of every answer and of none.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CallchartError } from 'callchart';
import { type CarrierRequest, CommandError, createTelnyxClient, type TelnyxClient } from 'callchart/carrier';
import { VirtualClock } from '../../src/clock/virtual-clock.ts';
import { type RecordedServer, startRecordedServer } from './recorded-server.ts';

let server: RecordedServer;
let client: TelnyxClient;
beforeAll(async () => {
  server = await startRecordedServer();
  client = createTelnyxClient({ apiKey: 'KEYsecret', baseUrl: server.baseUrl, env: {} });
});
afterAll(() => server.close());
beforeEach(() => server.answer({ status: 200, body: { data: { result: 'ok' } } }));

const speak: CarrierRequest = {
  command: 'speak',
  callControlId: 'v3:leg_1-a',
  body: { payload: 'Your code is 4711 0815.', voice: 'female', command_id: 'c-1' },
  account: 'default',
};
const dial: CarrierRequest = {
  command: 'dial',
  callControlId: undefined,
  body: { to: '+15550100', from: '+15550101', connection_id: 'app' },
  account: 'default',
};

async function failure(request: CarrierRequest = speak, by: TelnyxClient = client): Promise<CommandError> {
  const outcome = await by.send(request);
  if (outcome.ok) throw new Error('accepted');
  return outcome.error;
}

const errors = (code: string | number, title = 'Title', detail = 'Detail'): object => ({
  errors: [{ code, title, detail, source: { pointer: '/x' } }],
});

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

describe('a refusal', () => {
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
    const error = await failure();
    expect(error).toMatchObject({ status, ...expected });
    expect(error).toBeInstanceOf(CallchartError);
    expect(error.code).toBe(`command.${error.reason}`);
  });

  test('of a dial has no leg that could have ended', async () => {
    server.answer({ status: 404, body: errors('10005') });
    expect(await failure(dial)).toMatchObject({ reason: 'rejected' });
    server.answer({ status: 422, body: errors('90015') });
    expect(await failure(dial)).toMatchObject({ reason: 'rejected' });
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
    expect(await failure(dial)).toMatchObject({ reason: 'rejected', telnyxCode: 'D17', title: 'Authorization failed' });
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
    expect((await failure()).retryAfterMs).toBe(retryAfterMs);
  });

  test('says what failed, on which leg, and what to do; never keys, digits or bodies', async () => {
    server.answer({
      status: 422,
      body: errors('90035', 'Bad number +1 555 010-0199', 'The number +15550100 is in no queue'),
    });
    const { message, detail, details } = await failure();
    expect(message).toBe('speak on leg v3:leg_1-a (account default) was answered with 422, code 90035 "Bad number …".');
    expect(detail).toContain('+15550100');
    expect(JSON.stringify(details)).not.toMatch(/KEYsecret|4711|5550100/);
    server.answer({ status: 401, body: errors('10009', 'Authentication failed') });
    expect((await failure()).message).toMatch(/Check the API key/);
    server.answer({ status: 307, headers: { location: '/elsewhere' } });
    expect((await failure()).message).toMatch(/Redirects are not followed: check TELNYX_BASE_URL/);
    server.answer({ status: 200, body: 'hello' });
    expect((await failure()).message).toMatch(/not an answer of Telnyx: check TELNYX_BASE_URL/);
  });
});

describe('no answer', () => {
  test('a port where nobody listens: nothing was sent', async () => {
    const gone = await startRecordedServer();
    await gone.close();
    const unreachable = createTelnyxClient({ apiKey: 'KEYsecret', baseUrl: gone.baseUrl, env: {} });
    const error = await failure(speak, unreachable);
    expect(error).toMatchObject({ reason: 'unreachable', retryable: true, outcomeUnknown: false, status: undefined });
    expect(error.message).toMatch(/was not sent: Telnyx cannot be reached \(ECONNREFUSED\)/);
    await expect(unreachable.status('v3:leg', 'default')).resolves.toMatchObject({
      unknown: true,
      error: { reason: 'unreachable' },
    });
  });

  test('a name that does not resolve: nothing was sent', async () => {
    const nowhere = createTelnyxClient({ apiKey: 'KEYsecret', baseUrl: 'http://telnyx.invalid/v2', env: {} });
    expect(await failure(speak, nowhere)).toMatchObject({ reason: 'unreachable', outcomeUnknown: false });
  });

  test('a broken connection: it may have been carried out', async () => {
    server.answer((_request, response) => response.socket?.destroy());
    const error = await failure();
    expect(error).toMatchObject({ reason: 'unknown_outcome', retryable: true, outcomeUnknown: true });
    expect(error.message).toMatch(/the connection broke .* may have been carried out/);
  });

  test('a connection that breaks within the answer', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"data"', () => response.socket?.destroy());
    });
    expect(await failure()).toMatchObject({ reason: 'unknown_outcome', outcomeUnknown: true });
  });

  test.each([
    ['no answer at all', () => undefined],
    ['an answer that does not end', (response: { write(text: string): unknown }) => response.write('{"data":')],
  ])('%s: the time limit ends it, and it may have been carried out', async (_what, begin) => {
    const clock = new VirtualClock();
    const hurried = createTelnyxClient({
      apiKey: 'KEYsecret',
      baseUrl: server.baseUrl,
      timeoutMs: 700,
      clock,
      env: {},
    });
    const arrived = new Promise<void>((resolve) => {
      server.answer((_request, response) => {
        begin(response);
        resolve();
      });
    });
    const failed = failure(speak, hurried);
    await arrived;
    await clock.advance(700);
    const error = await failed;
    expect(error).toMatchObject({ reason: 'unknown_outcome', retryable: true, outcomeUnknown: true });
    expect(error.message).toMatch(/got no answer in time/);
  });

  test('a fetch that does not heed its signal is given up on all the same', async () => {
    const clock = new VirtualClock();
    const deaf = createTelnyxClient({ apiKey: 'k', clock, env: {}, fetch: () => new Promise(() => undefined) });
    const failed = failure(speak, deaf);
    await clock.advance(5_000);
    expect(await failed).toMatchObject({ reason: 'unknown_outcome' });
  });

  test('an endless body is not read to its end', async () => {
    let written = 0;
    server.answer((_request, response) => {
      const chunk = Buffer.alloc(1 << 16, ' ');
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', more);
      response.on('error', () => undefined);
      more();
    });
    expect(await failure()).toMatchObject({ reason: 'unknown_outcome', outcomeUnknown: true });
    expect(written).toBeLessThan(64 << 20);
  });

  test('a body as long as is allowed is read', async () => {
    server.answer({ status: 200, body: `{"data":{"result":"ok"}}${' '.repeat((1 << 20) - 24)}` });
    await expect(client.send(speak)).resolves.toMatchObject({ ok: true });
    server.answer({ status: 200, body: `{"data":{"result":"ok"}}${' '.repeat((1 << 20) - 23)}` });
    expect(await failure()).toMatchObject({ reason: 'unknown_outcome' });
  });

  test('nothing of the key is to be found in an error, its cause included', async () => {
    server.answer((_request, response) => response.socket?.destroy());
    const error = await failure();
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 12, showHidden: true, getters: true })).not.toMatch(/KEYsecret|4711/);
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
    const error = await failure({ ...speak, account: 'toString' });
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
      seen.push(`${init?.method} ${String(input)} ${String(init?.body)}`);
      return Response.json({ data: { result: 'ok' } });
    },
  });
  await expect(inProcess.send({ ...speak, body: {} })).resolves.toMatchObject({ ok: true });
  expect(seen).toEqual(['POST https://api.telnyx.com/v2/calls/v3:leg_1-a/actions/speak {}']);
});
