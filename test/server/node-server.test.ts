/** The Node server: its limits, bodies that are too slow or too large, and a stop that finishes what has begun. */
import { afterEach, describe, expect, test } from 'vitest';
import type { LogLine } from 'callchart';
import { type Handler, listen, type ListenOptions, type NodeServer } from 'callchart/server';
import { type Answer, answer, errorAnswer, responseOf } from '../../src/server/answer.ts';
import { withDirectWebhooks } from '../../src/server/direct-webhooks.ts';
import { readBody } from '../../src/server/request-body.ts';
import type { Arrival } from '../../src/server/webhook-route.ts';
import { rawConnection } from './raw-connection.ts';

const open: NodeServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(handler: Handler, options: Partial<ListenOptions> = {}): Promise<NodeServer> {
  const server = await listen(handler, { port: 0, closeMs: 100, ...options });
  open.push(server);
  return server;
}

const hello: Handler = () => Promise.resolve(responseOf(answer(200, { hello: 'world' })));

const largest = 1_000_000;

async function sizeOf(body: Promise<Uint8Array>): Promise<Answer> {
  try {
    return answer(200, { bytes: (await body).length });
  } catch (error) {
    return errorAnswer(error);
  }
}

/** Read bounded bodies, as the routes do: of web-standard requests, and directly. */
const reading: Handler = async (request) => responseOf(await sizeOf(readBody(request, largest)));
const taking = (arrival: Arrival): Promise<Answer> => sizeOf(arrival.read(largest));

const post = (length: number, path = '/'): string =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`;

describe('answers', () => {
  test('have a length, and one connection serves many requests', async () => {
    const { url } = await serve(hello);
    const connection = await rawConnection(url);
    for (let count = 1; count <= 3; count++) {
      connection.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await expect.poll(() => connection.received().match(/content-length: 18\r\n/g)).toHaveLength(count);
    }
    connection.write('HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect((await connection.ended).match(/{"hello":"world"}/g)).toHaveLength(3);
  });

  test('to a handler that rejects is 503 and a line', async () => {
    const lines: LogLine[] = [];
    const mistaken = (): Promise<never> => Promise.reject(new Error('a mistake'));
    const { url } = await serve(
      withDirectWebhooks(() => mistaken(), mistaken),
      { log: (line) => lines.push(line) },
    );
    for (const path of ['/', '/webhooks/telnyx']) {
      const answered = await fetch(url + path, { method: 'POST' });
      expect([answered.status, answered.headers.get('retry-after'), await answered.text()]).toEqual([503, '1', '']);
    }
    const line = { level: 'error', message: 'a request failed' };
    expect(lines).toMatchObject([line, line]);
  });
});

describe.each([
  ['of any request', '/'],
  ['of a webhook, which is taken directly', '/webhooks/telnyx?a=1'],
])('a body %s', (_what, path) => {
  const both = (): Handler => withDirectWebhooks((request) => reading(request), taking);

  test('is read to its last byte', async () => {
    const { url } = await serve(both());
    const sizes = [0, 1, 70_000, largest];
    const answers = sizes.map(async (size) =>
      (await fetch(url + path, { method: 'POST', body: new Uint8Array(size) })).json(),
    );
    expect(await Promise.all(answers)).toEqual(sizes.map((bytes) => ({ bytes })));
  });

  test('that announces too much is refused at once, and the refusal arrives while it is still sent', async () => {
    const { url } = await serve(both());
    const connection = await rawConnection(url);
    connection.write(post(1_000_001, path));
    await expect.poll(() => connection.received()).toContain('HTTP/1.1 413 ');
    connection.write(Buffer.alloc(1_000_001));
    connection.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect((await connection.ended).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  test('in chunks that turns out too large is refused, and the refusal arrives', async () => {
    const { url } = await serve(both());
    let left = 100;
    const body = new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(100_000));
        else controller.close();
      },
    });
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect((await fetch(url + path, init)).status).toBe(413);
    expect((await fetch(url)).status).toBe(200);
  });

  test('that nobody reads does not block the connection', async () => {
    const { url } = await serve(hello);
    const connection = await rawConnection(url);
    connection.write(post(3_000_000));
    connection.write(Buffer.alloc(3_000_000));
    connection.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect((await connection.ended).match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  test('that does not come is given up, and so are headers', async () => {
    const { url } = await serve(both(), { headersMs: 50, requestMs: 100 });
    const slowBody = await rawConnection(url);
    slowBody.write(`${post(100, path)}a little`);
    const slowHeaders = await rawConnection(url);
    slowHeaders.write('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    expect(await slowBody.ended).toMatch(/^HTTP\/1\.1 408 /);
    expect(await slowHeaders.ended).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('whose sender goes away ends the handler', async () => {
    let status: number | undefined;
    const { url } = await serve(
      withDirectWebhooks(
        async (request) => {
          const answered = await reading(request);
          ({ status } = answered);
          return answered;
        },
        async (arrival) => {
          const answered = await taking(arrival);
          ({ status } = answered);
          return answered;
        },
      ),
    );
    const connection = await rawConnection(url);
    connection.write(`${post(100, path)}a little`);
    await new Promise((resolve) => setImmediate(resolve));
    connection.socket.destroy();
    await expect.poll(() => status).toBe(400);
  });

  test('is not needed for what is no HTTP, or has headers beyond measure', async () => {
    const { url } = await serve(hello);
    const garbage = await rawConnection(url);
    garbage.write('hello?\r\n\r\n');
    expect(await garbage.ended).toMatch(/^HTTP\/1\.1 400 /);
    const large = await rawConnection(url);
    large.write(`GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(await large.ended).toMatch(/^HTTP\/1\.1 431 /);
  });
});

test('more connections than agreed are turned away, which is told once', async () => {
  const lines: LogLine[] = [];
  const { url } = await serve(hello, { maxConnections: 2, log: (line) => lines.push(line) });
  const [first] = [await rawConnection(url), await rawConnection(url)];
  for (let count = 0; count < 3; count++) expect(await (await rawConnection(url)).ended).toBe('');
  first.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(await first.ended).toMatch(/^HTTP\/1\.1 200 /);
  expect(lines).toEqual([{ level: 'warn', message: 'connections are turned away', maxConnections: 2 }]);
});

describe('a stop', () => {
  /** A server whose requests are answered when they are released. */
  async function held(options: Partial<ListenOptions> = {}) {
    const waiting: (() => void)[] = [];
    const server = await serve(async () => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return responseOf(answer(200, {}));
    }, options);
    return { server, waiting, release: () => waiting.splice(0).forEach((resolve) => resolve()) };
  }

  test('takes no new connection, finishes what is under way, and says that it closes', async () => {
    const { server, waiting, release } = await held({ closeMs: 60_000 });
    const answers = [fetch(server.url), fetch(server.url)];
    await expect.poll(() => waiting.length).toBe(2);
    const closed = server.close();
    expect(server.close()).toBe(closed);
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
    release();
    for (const answered of await Promise.all(answers))
      expect([answered.status, answered.headers.get('connection')]).toEqual([200, 'close']);
    await closed;
  });

  test('drops idle connections at once, and does not wait for ever for the others', async () => {
    const { server, waiting } = await held({ closeMs: 50 });
    const idle = await rawConnection(server.url);
    const pending = fetch(server.url).catch((error: unknown) => error);
    await expect.poll(() => waiting.length).toBe(1);
    await server.close();
    await idle.ended;
    expect(await pending).toBeInstanceOf(TypeError);
  });
});

describe('a port', () => {
  test('of the system’s choice is told', async () => {
    const { port, url } = await serve(hello);
    expect(port).toBeGreaterThan(0);
    expect(url).toBe(`http://127.0.0.1:${port}`);
  });

  test('on all interfaces is shown by a name that can be asked', async () => {
    const { url, port } = await serve(hello, { host: '0.0.0.0' });
    expect(url).toBe(`http://localhost:${port}`);
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
  });

  test('that is taken is said to be, with what to do', async () => {
    const { port } = await serve(hello);
    await expect(listen(hello, { port })).rejects.toMatchObject({
      code: 'server.port',
      message: expect.stringMatching(
        new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${port}: something else listens there\\. Choose another port`),
      ) as unknown,
      details: { port, reason: 'EADDRINUSE' },
    });
  });

  test.each([-1, 65_536, 1.5, Number.NaN])('%d is none', async (port) => {
    await expect(listen(hello, { port })).rejects.toMatchObject({ code: 'server.port' });
  });

  test('on an address that this machine has not is refused', async () => {
    await expect(listen(hello, { port: 0, host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'server.port',
      message: expect.stringContaining('no such address') as unknown,
    });
  });
});
