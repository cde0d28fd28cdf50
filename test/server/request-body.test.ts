/** Bodies, as the bytes that came, up to a bound. */
import { expect, test } from 'vitest';
import { readBody, readObject } from '../../src/server/request-body.ts';

const post = (body: Exclude<RequestInit['body'], undefined>, headers: Readonly<Record<string, string>> = {}): Request =>
  new Request('http://localhost/', { method: 'POST', body, headers, duplex: 'half' });

function inPieces(...pieces: readonly Uint8Array[]): {
  stream: ReadableStream<Uint8Array>;
  state: { cancelled: boolean };
} {
  const state = { cancelled: false };
  const rest = [...pieces];
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = rest.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
    cancel() {
      state.cancelled = true;
    },
  });
  return { stream, state };
}

test('the bytes come as they are, in one piece or in many', async () => {
  const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0xfe, 0x7d]);
  expect([...(await readBody(post(bytes), 100))]).toEqual([...bytes]);
  const { stream } = inPieces(bytes.slice(0, 2), bytes.slice(2, 3), bytes.slice(3));
  expect([...(await readBody(post(stream), 7))]).toEqual([...bytes]);
  expect(await readBody(post(null), 0)).toHaveLength(0);
  expect(await readBody(post(''), 0)).toHaveLength(0);
});

test('a body that announces too much is not read', async () => {
  const { stream, state } = inPieces(new Uint8Array(1));
  const announced = post(stream, { 'content-length': '101' });
  await expect(readBody(announced, 100)).rejects.toMatchObject({
    code: 'request.too_large',
    details: { maxBytes: 100 },
  });
  expect(announced.bodyUsed).toBe(false);
  expect(state.cancelled).toBe(false);
});

test('a body that turns out too large is given up', async () => {
  const { stream, state } = inPieces(new Uint8Array(60), new Uint8Array(40), new Uint8Array(1), new Uint8Array(1e6));
  await expect(readBody(post(stream), 100)).rejects.toMatchObject({ code: 'request.too_large' });
  expect(state.cancelled).toBe(true);
});

test('a body that breaks off is incomplete', async () => {
  const stream = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });
  await expect(readBody(post(stream), 100)).rejects.toMatchObject({ code: 'request.incomplete' });
});

test('an object is read, an empty body is one without keys', async () => {
  expect(await readObject(post('{"flow":"a","input":{"b":[1]}}'), 100)).toEqual({ flow: 'a', input: { b: [1] } });
  expect(await readObject(post(null), 100)).toEqual({});
  expect(await readObject(post(' \n'), 100)).toEqual({});
});

test.each(['[]', 'null', '"text"', '7', '{', 'digits=12345'])('%s is refused, and not quoted', async (body) => {
  const refusal = readObject(post(body), 100);
  await expect(refusal).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(refusal).rejects.not.toThrow('12345');
});

test('no key reaches a prototype', async () => {
  const value = await readObject(post('{"__proto__":{"isAdmin":true},"input":{"__pr\\u006fto__":{"a":1},"b":2}}'), 200);
  expect(Object.keys(value)).toEqual(['input']);
  expect(Object.keys(value['input'] as object)).toEqual(['b']);
});
