/**
 * Requests without an answer: which were never sent, and which may have been carried out.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTelnyxClient, type TelnyxClient } from 'callchart/carrier';
import { failureOfSilence, nameOfSilence } from '../../src/carrier/silence.ts';
import { type RecordedServer, startRecordedServer } from './recorded-server.ts';
import { failure } from './sample-requests.ts';

let server: RecordedServer;
let client: TelnyxClient;
beforeAll(async () => {
  server = await startRecordedServer();
  client = createTelnyxClient({ apiKey: 'KEYsecret', baseUrl: server.baseUrl, env: {} });
});
afterAll(() => server.close());

test('a port where nobody listens: nothing was sent', async () => {
  const gone = await startRecordedServer();
  await gone.close();
  const unreachable = createTelnyxClient({ apiKey: 'KEYsecret', baseUrl: gone.baseUrl, env: {} });
  const error = await failure(unreachable);
  expect(error).toMatchObject({ reason: 'unreachable', retryable: true, outcomeUnknown: false, status: undefined });
  expect(error.message).toMatch(/was not sent: Telnyx cannot be reached \(ECONNREFUSED\)/);
  await expect(unreachable.status('v3:leg', 'default')).resolves.toMatchObject({
    unknown: true,
    error: { reason: 'unreachable' },
  });
});

test('a broken connection: it may have been carried out, and is not tried again from here', async () => {
  const before = server.requests.length;
  server.answer((_request, response) => response.socket?.destroy());
  const error = await failure(client);
  expect(error).toMatchObject({ reason: 'unknown_outcome', retryable: true, outcomeUnknown: true });
  expect(error.message).toMatch(/the connection broke .* may have been carried out/);
  expect(server.requests).toHaveLength(before + 1);
});

test('a connection that breaks within the answer', async () => {
  server.answer((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"data"', () => response.socket?.destroy());
  });
  expect(await failure(client)).toMatchObject({ reason: 'unknown_outcome', outcomeUnknown: true });
});

test('TLS where there is none: nothing was sent', async () => {
  const before = server.requests.length;
  const baseUrl = server.baseUrl.replace('http:', 'https:');
  const error = await failure(createTelnyxClient({ apiKey: 'k', baseUrl, env: {} }));
  expect(error).toMatchObject({ reason: 'unreachable', outcomeUnknown: false });
  expect(server.requests).toHaveLength(before);
});

const coded = (code: string, syscall?: string): Error => Object.assign(new Error(code), { code, syscall });
const fetchFailed = (cause: unknown): Error => new TypeError('fetch failed', { cause });

test.each([
  ['a name that is not known', fetchFailed(coded('ENOTFOUND', 'getaddrinfo')), true],
  ['no name server', fetchFailed(coded('EAI_AGAIN', 'getaddrinfo')), true],
  ['no route', fetchFailed(coded('EHOSTUNREACH')), true],
  ['a connection that is not made in time', fetchFailed(coded('UND_ERR_CONNECT_TIMEOUT')), true],
  ['the same, as the kernel says it', fetchFailed(coded('ETIMEDOUT', 'connect')), true],
  ['a certificate that is too old', fetchFailed(coded('CERT_HAS_EXPIRED')), true],
  ['all addresses of a host', fetchFailed(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')])), true],
  ['a connection that is silent for too long', fetchFailed(coded('ETIMEDOUT', 'read')), false],
  ['a connection that was reset', fetchFailed(coded('ECONNRESET', 'read')), false],
  ['a connection that was closed', fetchFailed(coded('UND_ERR_SOCKET')), false],
  ['what nobody knows', new Error('?'), false],
  ['what is no error', 'oops', false],
])('%s', (_what, cause, neverSent) => {
  expect(failureOfSilence(false, cause)).toEqual(
    neverSent
      ? { reason: 'unreachable', retryable: true, outcomeUnknown: false }
      : { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true },
  );
  expect(failureOfSilence(true, cause)).toMatchObject({ reason: 'unknown_outcome', outcomeUnknown: true });
});

test('a circle of causes has an end', () => {
  const error = new Error('round');
  error.cause = error;
  expect(nameOfSilence(error)).toBe('Error');
});
