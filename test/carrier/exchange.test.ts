/**
 * The bounds of one exchange: its time and its size.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTelnyxClient, type TelnyxClient } from 'callchart/carrier';
import { VirtualClock } from '../../src/clock/virtual-clock.ts';
import { type RecordedServer, startRecordedServer } from './recorded-server.ts';
import { failure, speak } from './sample-requests.ts';

let server: RecordedServer;
let client: TelnyxClient;
beforeAll(async () => {
  server = await startRecordedServer();
  client = createTelnyxClient({ apiKey: 'KEYsecret', baseUrl: server.baseUrl, env: {} });
});
afterAll(() => server.close());

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
  const failed = failure(hurried);
  await arrived;
  await clock.advance(700);
  const error = await failed;
  expect(error).toMatchObject({ reason: 'unknown_outcome', retryable: true, outcomeUnknown: true });
  expect(error.message).toMatch(/got no answer in time/);
});

test('a fetch that does not heed its signal is given up on all the same', async () => {
  const clock = new VirtualClock();
  const deaf = createTelnyxClient({ apiKey: 'k', clock, env: {}, fetch: () => new Promise(() => undefined) });
  const failed = failure(deaf);
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
  expect(await failure(client)).toMatchObject({ reason: 'unknown_outcome', outcomeUnknown: true });
  expect(written).toBeLessThan(64 << 20);
});

test('a body as long as is allowed is read', async () => {
  server.answer({ status: 200, body: `{"data":{"result":"ok"}}${' '.repeat((1 << 20) - 24)}` });
  await expect(client.send(speak)).resolves.toMatchObject({ ok: true });
  server.answer({ status: 200, body: `{"data":{"result":"ok"}}${' '.repeat((1 << 20) - 23)}` });
  expect(await failure(client)).toMatchObject({ reason: 'unknown_outcome' });
});
