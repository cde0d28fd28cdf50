/** A Node request as a web-standard one: method, address, headers, and a body that is streamed. */
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { listen, type NodeServer } from 'callchart/server';
import { adaptArrival } from '../../src/server/node-request.ts';
import { readBody } from '../../src/server/request-body.ts';
import { rawConnection } from './raw-connection.ts';
import { jsonOf } from './served.ts';

let server: NodeServer | undefined;
afterEach(() => server?.close());

/** A server that says what it was asked. */
async function echo(): Promise<string> {
  server = await listen(
    async (request) => {
      const { method, url, headers } = request;
      const body = Buffer.from(await readBody(request, 5_000_000)).toString('latin1');
      return Response.json({ method, url, headers: Object.fromEntries(headers), body });
    },
    { port: 0 },
  );
  return server.url;
}

/** What the server saw of a request that is written by hand. */
async function seen(url: string, text: string): Promise<unknown> {
  const connection = await rawConnection(url);
  connection.write(text);
  const [, body = ''] = (await connection.ended).split('\r\n\r\n');
  return JSON.parse(body);
}

test('method, path, query, headers and bytes come through', async () => {
  const url = await echo();
  const body = Buffer.from([0, 255, 10, 123]);
  const answered = await jsonOf(fetch(`${url}/a%20b?c=+d`, { method: 'PATCH', headers: { 'X-A': '1' }, body }));
  expect(answered).toMatchObject({
    method: 'PATCH',
    url: 'http://localhost/a%20b?c=+d',
    body: body.toString('latin1'),
  });
  expect(answered['headers']).toMatchObject({ 'x-a': '1', 'content-length': '4' });
  expect(await jsonOf(fetch(url))).toMatchObject({ method: 'GET', url: 'http://localhost/', body: '' });
});

test('a body comes through in chunks, and whole when it is larger than what may wait', async () => {
  const url = await echo();
  const piece = 'x'.repeat(50_000);
  let left = 40;
  const body = new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(Buffer.from(piece));
      else controller.close();
    },
  });
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
  expect(String((await jsonOf(fetch(url, init)))['body'])).toHaveLength(2_000_000);
});

test('no request line makes the address unreadable', async () => {
  const url = await echo();
  const head = 'HTTP/1.1\r\nHost: %%%\r\nConnection: close\r\n\r\n';
  expect(await seen(url, `GET //evil.example/calls ${head}`)).toMatchObject({
    url: 'http://localhost//evil.example/calls',
  });
  expect(await seen(url, `GET http://evil.example:9/calls?a=1 ${head}`)).toMatchObject({
    url: 'http://localhost/calls?a=1',
  });
  expect(await seen(url, `OPTIONS * ${head}`)).toMatchObject({ url: 'http://localhost/' });
});

test('a method that no web-standard request has is refused', async () => {
  const connection = await rawConnection(await echo());
  connection.write('TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(await connection.ended).toMatch(/^HTTP\/1\.1 501 /);
});

test('a webhook whose sender goes away is incomplete, be it before or while it is read', async () => {
  const gone = new IncomingMessage(new Socket());
  gone.destroy();
  await expect(adaptArrival(gone).read(100)).rejects.toMatchObject({ code: 'request.incomplete' });
  const going = new IncomingMessage(new Socket());
  const read = adaptArrival(going).read(100);
  going.destroy();
  await expect(read).rejects.toMatchObject({ code: 'request.incomplete' });
});
