/** What `callchart serve` runs: what it refuses to start without, what it takes from where, and how it ends. */
import { describe, expect, test, vi } from 'vitest';
import { createMachine } from 'xstate';
import { handoff, loadFlow, type LogLine, MemoryStore } from 'callchart';
import { startServer } from 'callchart/server';
import { openSqliteStore } from 'callchart/sqlite';
import { startRecordedServer } from '../carrier/recorded-server.ts';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';
import { publishedFlows } from './published-flows.ts';
import { eventBody, incoming, key, postWebhook, serve, token } from './served.ts';

describe('it refuses to start', () => {
  test.each([
    [
      'without a public key',
      {},
      { TELNYX_PUBLIC_KEY: ' ' },
      'server.public_key',
      /TELNYX_PUBLIC_KEY.*Keys and credentials/,
    ],
    [
      'without one of an account',
      { accounts: { other: { apiKey: 'KEY' } } },
      {},
      'server.public_key',
      /account other:/,
    ],
    [
      'with an API key for a public one',
      {},
      { TELNYX_PUBLIC_KEY: 'KEY0123' },
      'webhook.public_key',
      /It is an API key/,
    ],
    ['without an API key', {}, { TELNYX_API_KEY: '' }, 'carrier.api_key', /TELNYX_API_KEY/],
    ['with a base URL that is none', {}, { TELNYX_BASE_URL: 'telnyx' }, 'carrier.base_url', /base URL/],
    ['with a short token', {}, { CALLCHART_TOKEN: 'secret' }, 'server.token', /16 characters/],
    ['with a port that is none', {}, { PORT: '80x' }, 'server.port', /PORT/],
    ['with a store that is none', {}, { CALLCHART_STORE: 'calls.db' }, 'server.store', /sqlite:<file>/],
    ['with no flow', { flows: [] }, {}, 'server.flows', /no flow/],
  ] as const)('%s', async (_what, options, env, code, message) => {
    await expect(serve(options, env)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
    });
  });

  test('on a port that is taken; nothing was begun, and the store is free again', async () => {
    const folder = new StoreFolder();
    const first = await serve();
    const port = Number(new URL(first.url).port);
    await expect(serve({ port, store: `sqlite:${folder.file}` })).rejects.toMatchObject({ code: 'server.port' });
    const second = await serve({ store: `sqlite:${folder.file}` });
    await first.close();
    await second.close();
    folder.remove();
  });

  test('on a store that another server has', async () => {
    const folder = new StoreFolder();
    const first = await serve({ store: `sqlite:${folder.file}` });
    await expect(serve({ store: `sqlite:${folder.file}` })).rejects.toMatchObject({ code: 'store.locked' });
    await first.close();
    folder.remove();
  });
});

test('the environment says port, host, store and token where the options do not', async () => {
  const folder = new StoreFolder();
  const env = {
    PORT: '0',
    CALLCHART_HOST: '0.0.0.0',
    CALLCHART_STORE: `sqlite:${folder.file}`,
    CALLCHART_TOKEN: token,
  };
  const server = await serve({}, env);
  expect(server.url).toMatch(/^http:\/\/localhost:\d+$/);
  expect(server.controlUrl).toBeUndefined();
  expect((await fetch(`${server.url}/calls`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  expect(folder.files()).toContain('calls.db');
  await server.close();
  folder.remove();
});

test('it says where it listens, is ready, and lets go of everything when it closes, once', async () => {
  const folder = new StoreFolder();
  const server = await serve({ store: `sqlite:${folder.file}` });
  const { port } = new URL(server.url);
  const { port: controlPort } = new URL(server.controlUrl ?? '');
  expect(server.lines).toContainEqual({
    level: 'info',
    message: 'the server listens',
    port: Number(port),
    controlPort: Number(controlPort),
    flows: ['greeting'],
    accounts: ['default'],
  });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  await server.close();
  await server.close();
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed');
  await expect(fetch(`${server.controlUrl}/healthz`)).rejects.toThrow('fetch failed');
  const store = await openSqliteStore({ file: folder.file, lockTimeoutMs: 0 });
  await store.close();
  folder.remove();
});

test('a store that was brought along stays open', async () => {
  const store = new MemoryStore();
  const server = await serve({ store });
  await postWebhook(server.url, incoming());
  await server.close();
  expect(await store.list({})).toHaveLength(1);
});

test('several flows without routes are for calls that are started; it says that incoming ones go nowhere', async () => {
  const flows = [publishedFlows.greeting, publishedFlows.menu].map((flow) => loadFlow({ default: flow }));
  const server = await serve({ flows });
  expect(server.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', message: expect.stringMatching('routes') as unknown }),
  );
  expect(await (await postWebhook(server.url, incoming())).json()).toEqual({ receipt: 'unrouted' });
  await server.close();
});

test('a flow that hands calls to one that is not loaded is told of', async () => {
  const machine = createMachine({
    id: 'board',
    version: '1',
    initial: 'over',
    states: { over: { ...handoff({ flow: 'billing' }) } },
  });
  const server = await serve({ flows: [loadFlow(machine)] });
  expect(server.lines).toContainEqual(expect.objectContaining({ level: 'warn', flow: 'board', to: 'billing' }));
  await server.close();
});

test('what a server before it left is taken up', async () => {
  const folder = new StoreFolder();
  const store = `sqlite:${folder.file}`;
  const first = await serve({ store });
  first.telnyx.answer((_request, response) => response.destroy());
  expect((await postWebhook(first.url, incoming())).status).toBe(200);
  await expect.poll(() => first.telnyx.requests.length).toBeGreaterThan(0);
  await first.close();
  const second = await serve({ store });
  await expect
    .poll(() => second.telnyx.requests.map(({ path }) => path))
    .toEqual(['/v2/calls/v3:leg-1/actions/answer']);
  expect(second.telnyx.requests[0]?.body).toBe(first.telnyx.requests[0]?.body);
  await second.close();
  folder.remove();
});

test('its log is JSON, a line each, without numbers, digits or secrets', async () => {
  const telnyx = await startRecordedServer();
  telnyx.answer({
    status: 422,
    body: { errors: [{ code: '10015', title: 'Bad digits 998877 for +15550100010', detail: '998877' }] },
  });
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const env = {
    TELNYX_API_KEY: 'KEY0123456789ABCDEF0123456789',
    TELNYX_PUBLIC_KEY: key.publicKey,
    TELNYX_BASE_URL: telnyx.baseUrl,
  };
  try {
    const flows = [loadFlow({ default: publishedFlows.greeting })];
    const server = await startServer({ flows, store: 'memory:', port: 0, env });
    await postWebhook(server.url, incoming());
    await postWebhook(server.url, eventBody('call.gather.ended', { digits: '998877', from: '+15550100010' }), {});
    await expect.poll(() => written.join('')).toContain('a command was not accepted');
    await server.close();
  } finally {
    spy.mockRestore();
    await telnyx.close();
  }
  const lines = written.join('').trimEnd().split('\n');
  const messages = lines.map((line) => (JSON.parse(line) as LogLine).message);
  for (const message of ['the server listens', 'a webhook was not taken in', 'a command was not accepted'])
    expect(messages).toContain(message);
  for (const line of lines) expect(line).toMatch(/^{"at":"\d{4}-[^"]+Z","level":"(info|warn|error)","message":/);
  expect(written.join('')).not.toMatch(/998877|5550100010|KEY0123|Bearer/);
});

test('its clock is the one for signatures too', async () => {
  const clock = { now: () => 0, schedule: () => () => {} };
  const server = await serve({ clock });
  expect((await postWebhook(server.url, incoming())).status).toBe(401);
  await server.close();
});
