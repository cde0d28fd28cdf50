/** The two faces: what each has, what it has not, and what mounts anywhere. */
import { describe, expect, test } from 'vitest';
import { CallchartError, createVerifier, type LogLine, type Runtime } from 'callchart';
import { createHandlers, type HandlerOptions, type Handlers, webhookPath } from 'callchart/server';
import { incoming, jsonOf, key, read, refusalOf, signed, token } from './served.ts';

const verifiers = createVerifier({ publicKey: key.publicKey });
const mount = (runtime: Partial<Runtime> = {}, more: Partial<HandlerOptions> = {}): Handlers =>
  createHandlers({ runtime: { calls: () => Promise.resolve([]), ...runtime } as Runtime, verifiers, ...more });
const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Request =>
  new Request(`http://127.0.0.1:3000${path}`, { method, headers });

describe('health', () => {
  test.each(['public', 'control'] as const)(
    'of the %s face: alive always, ready when webhooks are taken',
    async (face) => {
      let ready: () => Promise<boolean> = () => Promise.resolve(true);
      const handle = mount({ ready: () => ready() }, { commitMs: 20 })[face];
      const isReady = async (): Promise<number> => (await handle(ask('/readyz'))).status;
      expect(await read(handle(ask('/healthz')))).toEqual({ status: 200, body: { ok: true } });
      expect(await read(handle(ask('/readyz')))).toEqual({ status: 200, body: { ready: true } });
      ready = () => Promise.resolve(false);
      expect(await isReady()).toBe(503);
      ready = () => Promise.reject(new Error('disk full'));
      expect(await isReady()).toBe(503);
      ready = () => new Promise(() => {});
      expect(await isReady()).toBe(503);
      expect((await handle(ask('/healthz'))).status).toBe(200);
      expect((await handle(ask('/healthz', {}, 'HEAD'))).status).toBe(200);
      expect((await handle(ask('/readyz', {}, 'POST'))).headers.get('allow')).toBe('GET, HEAD');
    },
  );
});

describe('the control face', () => {
  test.each([
    ['another name for this machine', { host: 'evil.example' }],
    ['another address', { host: '192.0.2.1:3000' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
  ])('refuses %s', async (_what, headers) => {
    expect(await refusalOf(mount().control(ask('/calls', headers)))).toBe('403 request.foreign');
    expect(await refusalOf(mount().control(ask('/healthz', headers)))).toBe('403 request.foreign');
  });

  test.each(['localhost', 'localhost:3000', '127.0.0.1:80', '[::1]:3000'])('takes %s', async (host) => {
    expect((await mount().control(ask('/calls', { host }))).status).toBe(200);
  });

  test('takes no webhooks', async () => {
    expect(await refusalOf(mount().control(ask(webhookPath, {}, 'POST')))).toBe('404 request.path');
  });
});

describe('the public face', () => {
  test('has the call routes with a token, and then from anywhere', async () => {
    const headers = { authorization: `Bearer ${token}`, origin: 'https://desk.example', host: 'calls.example' };
    expect(await refusalOf(mount().public(ask('/calls', headers)))).toBe('404 request.path');
    expect((await mount({}, { token }).public(ask('/calls', headers))).status).toBe(200);
    expect(await refusalOf(mount({}, { token }).public(ask('/calls')))).toBe('401 request.unauthorized');
  });

  test.each(['/', '/calls/', '/call', '/webhooks', '/webhooks/telnyx/x', '/calls/a/b', '/calls/a/events/x'])(
    'has nothing at %s',
    async (path) => {
      const headers = { authorization: `Bearer ${token}` };
      expect(await refusalOf(mount({}, { token }).public(ask(path, headers)))).toBe('404 request.path');
    },
  );

  test('needs a token that can be one', () => {
    expect(() => mount({}, { token: 'short' })).toThrow(expect.objectContaining({ code: 'server.token' }));
  });
});

test('it mounts anywhere: a request goes in, an answer comes out', async () => {
  const { public: handle } = mount({ webhook: () => Promise.resolve('accepted') });
  const body = incoming();
  const request = new Request(`https://calls.example${webhookPath}`, { method: 'POST', body, headers: signed(body) });
  expect(await jsonOf(handle(request))).toEqual({ receipt: 'accepted' });
});

test('a larger body is taken when it is allowed, a smaller bound is not', async () => {
  const body = incoming({ filling: 'x'.repeat(1_100_000) });
  const post = (maxBodyBytes: number): Promise<Response> =>
    mount({ webhook: () => Promise.resolve('accepted') }, { maxBodyBytes }).public(
      new Request(`http://x${webhookPath}`, { method: 'POST', body, headers: signed(body) }),
    );
  expect((await post(2_000_000)).status).toBe(200);
  expect((await post(10)).status).toBe(413);
});

test('a mistake of ours is an answer and a line, never a rejection', async () => {
  const lines: LogLine[] = [];
  const { public: handle } = mount(
    {
      ready: () => {
        throw new CallchartError('store.odd', 'a mistake');
      },
    },
    { log: (line) => lines.push(line) },
  );
  expect(await refusalOf(handle(ask('/readyz')))).toBe('503 store.odd');
  expect(lines).toMatchObject([{ level: 'error', message: 'a request failed', code: 'store.odd' }]);
});
