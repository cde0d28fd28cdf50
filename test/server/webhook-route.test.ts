/** Telnyx' webhooks over real HTTP: what is taken in, what is refused and why, and that nothing is stored then. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallchartError, createVerifier, MemoryStore, type Runtime, type Store, type Verifier } from 'callchart';
import { createHandlers, type Handlers } from 'callchart/server';
import {
  eventBody,
  incoming,
  jsonOf,
  key,
  newKey,
  postWebhook,
  read,
  refusalOf,
  serve,
  type Served,
  signed,
} from './served.ts';

let server: Served | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const start = async (...options: Parameters<typeof serve>): Promise<Served> => (server = await serve(...options));
const storedIn = async ({ runtime }: Served, store: Store): Promise<number> =>
  (await runtime.calls()).length + (await store.unrouted(10)).length;
const published = (name: string): string =>
  readFileSync(new URL(`../telnyx/payloads/${name}.json`, import.meta.url), 'utf8');

describe('an event', () => {
  test('is acknowledged when it is stored, once; and what belongs to no call is too', async () => {
    const { url, runtime } = await start();
    expect(await read(postWebhook(url, incoming()))).toEqual({ status: 200, body: { receipt: 'accepted' } });
    expect(await read(postWebhook(url, incoming()))).toEqual({ status: 200, body: { receipt: 'duplicate' } });
    const other = eventBody('call.hangup', { id: 'event-2', leg: 'v3:nobody' });
    expect(await read(postWebhook(url, other))).toEqual({ status: 200, body: { receipt: 'unrouted' } });
    expect(await runtime.calls()).toHaveLength(1);
  });

  test('comes in every envelope, at either spelling of the path, whatever its content type', async () => {
    const { url } = await start();
    const post = (path: string, body: string, type: string): Promise<string> =>
      fetch(`${url}${path}`, { method: 'POST', body, headers: { ...signed(body), 'content-type': type } }).then(
        async (answered) => `${answered.status} ${String((await jsonOf(answered))['receipt'])}`,
      );
    expect(await post('/webhooks/telnyx/', published('call_initiated.01'), 'text/plain')).toBe('200 accepted');
    expect(await post('/webhooks/telnyx?x=1', published('call_answered.01'), 'application/xml')).toBe('200 accepted');
    expect(await post('/webhooks/telnyx', published('call_initiated.07'), 'application/json; charset=x')).toMatch(
      '200',
    );
    expect(await post('/webhooks/telnyx', published('call_hangup.09'), '')).toBe('200 unrouted');
  });

  test('of an unknown type, with unknown fields, or of 1 MiB is taken', async () => {
    const { url } = await start();
    expect((await postWebhook(url, incoming())).status).toBe(200);
    expect((await postWebhook(url, eventBody('call.novel.thing', { id: 'e2', novel: [1] }))).status).toBe(200);
    const bare = eventBody('call.transcription', { id: 'e3', filling: '' });
    const large = eventBody('call.transcription', { id: 'e3', filling: 'x'.repeat(1_048_576 - bare.length) });
    expect(large).toHaveLength(1_048_576);
    expect((await postWebhook(url, large)).status).toBe(200);
    expect(await refusalOf(postWebhook(url, `${large} `))).toBe('413 request.too_large');
  });

  test('whose bytes are no UTF-8 is verified as it came', async () => {
    const { url } = await start();
    const [before = '', after = ''] = incoming({ caller_id_name: '~' }).split('~');
    const body = Buffer.concat([Buffer.from(before), Buffer.from([0xe4, 0xff]), Buffer.from(after)]);
    const answered = fetch(`${url}/webhooks/telnyx`, { method: 'POST', body, headers: signed(body as never) });
    expect((await answered).status).toBe(200);
  });

  test('belongs to the account whose key verifies it', async () => {
    const other = newKey();
    const accounts = { other: { apiKey: 'KEYother', publicKey: other.publicKey } };
    const { url, runtime, telnyx } = await start({ accounts });
    const body = incoming({ id: 'e9', leg: 'v3:other' });
    expect((await postWebhook(url, body, signed(body, other.privateKey))).status).toBe(200);
    expect((await postWebhook(url, incoming())).status).toBe(200);
    await expect.poll(() => telnyx.requests.length).toBe(2);
    const authorizations = telnyx.requests.map(({ headers }) => headers.authorization);
    expect(new Set(authorizations)).toEqual(new Set(['Bearer KEYother', 'Bearer KEYtest']));
    const records = await Promise.all((await runtime.calls()).map(({ callId }) => runtime.call(callId)));
    expect(new Set(records.map((record) => record?.account))).toEqual(new Set(['default', 'other']));
  });
});

describe('what is no event of Telnyx', () => {
  const store = new MemoryStore();
  beforeEach(() => start({ store }));
  const now = (): number => Math.floor(Date.now() / 1_000);
  const body = incoming();
  const without = (name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(signed(body)).filter(([header]) => header !== name));

  test.each([
    ['another key', (): Record<string, string> => signed(body, newKey().privateKey), 'wrong_signature'],
    ['another body', (): Record<string, string> => signed(`${body} `), 'wrong_signature'],
    ['no signature', (): Record<string, string> => without('telnyx-signature-ed25519'), 'missing_header'],
    ['no timestamp', (): Record<string, string> => without('telnyx-timestamp'), 'missing_header'],
    ['no headers', (): Record<string, string> => ({}), 'missing_header'],
    ['another timestamp', () => ({ ...signed(body), 'telnyx-timestamp': String(now() - 5) }), 'wrong_signature'],
    ['an old timestamp', () => ({ ...signed(body), 'telnyx-timestamp': String(now() - 400) }), 'too_old'],
    ['a timestamp to come', () => ({ ...signed(body), 'telnyx-timestamp': String(now() + 400) }), 'too_new'],
    ['a timestamp that is none', () => ({ ...signed(body), 'telnyx-timestamp': 'soon' }), 'bad_timestamp'],
    [
      'a signature that is none',
      () => ({ ...signed(body), 'telnyx-signature-ed25519': 'AAAA' }),
      'malformed_signature',
    ],
  ])('%s: 401, and nothing is stored', async (_what, headers, reason) => {
    const { status, body: told } = await read(postWebhook(server?.url ?? '', body, headers()));
    expect({ status, told }).toMatchObject({
      status: 401,
      told: { error: { code: 'webhook.signature', details: { reason } } },
    });
    expect(await storedIn(server as Served, store)).toBe(0);
    expect(server?.telnyx.requests).toEqual([]);
    expect(server?.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'a webhook was not taken in', code: 'webhook.signature' }),
    );
  });

  test.each([
    ['empty', '', 'webhook.invalid', 'not JSON (it is empty)'],
    ['a form', 'digits=1234', 'webhook.invalid', 'not JSON'],
    ['a list', '[]', 'webhook.invalid', 'not a JSON object'],
    ['something else', '{"hello":"world"}', 'webhook.invalid', 'no event_type'],
    ['about nobody', eventBody('call.hangup', { leg: '' }), 'webhook.invalid', 'has no call_control_id'],
    ['a delivery record', published('call_answered.05'), 'webhook.invalid', 'delivery record'],
    ['of API v1', published('call_answered.09'), 'webhook.api_version', 'Set webhook_api_version to "2"'],
  ])('signed, but %s: 400, and nothing is stored', async (_what, text, code, message) => {
    const answered = await read(postWebhook(server?.url ?? '', text));
    expect(answered).toMatchObject({ status: 400, body: { error: { code } } });
    expect(JSON.stringify(answered.body)).toContain(JSON.stringify(message).slice(1, -1));
    expect(await storedIn(server as Served, store)).toBe(0);
  });

  test.each(['GET', 'PUT', 'DELETE', 'HEAD'])('%s is told to be POST', async (method) => {
    const answered = await fetch(`${server?.url}/webhooks/telnyx`, { method });
    expect([answered.status, answered.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await answered.text()).toContain(method === 'HEAD' ? '' : 'Set webhook_url_method to POST');
  });
});

describe('an event that cannot be stored now is told to come again', () => {
  const verifiers = createVerifier({ publicKey: key.publicKey });
  const request = (body: string): Request =>
    new Request('http://localhost/webhooks/telnyx', { method: 'POST', body, headers: signed(body) });
  const mount = (webhook: Runtime['webhook'], more: Partial<Parameters<typeof createHandlers>[0]> = {}): Handlers =>
    createHandlers({ runtime: { webhook } as Runtime, verifiers, ...more });

  test.each([
    ['a store that is down', new CallchartError('store.write', 'down', { retryable: true })],
    ['a runtime that stops', new CallchartError('runtime.stopped', 'stopping', { retryable: true })],
    ['a code that means a mistake elsewhere', new CallchartError('event.invalid', 'odd')],
    ['a mistake of ours', new TypeError('undefined is not a function')],
  ])('%s', async (_what, error) => {
    const answered = await mount(() => Promise.reject(error)).public(request(incoming()));
    expect([answered.status, answered.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answered.text()).not.toContain('is not a function');
  });

  test('a commit that takes too long; when it comes about after all, the repeat is a duplicate', async () => {
    const store = new MemoryStore();
    const real = store.commit.bind(store);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    store.commit = async (commits) => {
      await held;
      return real(commits);
    };
    const { url, lines } = await start({ store });
    expect(await read(postWebhook(url, incoming()))).toMatchObject({
      status: 503,
      body: { error: { code: 'store.slow', message: 'The webhook was not stored within 1500 ms.' } },
    });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', code: 'store.slow', status: 503 }));
    release();
    await expect.poll(() => jsonOf(postWebhook(url, incoming()))).toEqual({ receipt: 'duplicate' });
  });

  test('a token of ours for a call that this store does not know', async () => {
    const { url } = await start();
    const client_state = btoa(JSON.stringify({ callchart: 1, call: 'elsewhere', leg: 'caller#1', step: 1 }));
    const answered = postWebhook(url, eventBody('call.answered', { client_state }));
    expect(await refusalOf(answered)).toBe('503 call.foreign');
  });

  test('a verifier that fails or hangs, and the webhooks after it are taken', async () => {
    let verify: Verifier['verify'] = () => Promise.reject(new Error('no key server'));
    const own: Verifier = { verify: (signedRequest) => verify(signedRequest) };
    const refusing: Verifier = createVerifier({ publicKey: newKey().publicKey });
    const { public: handle } = mount(() => Promise.resolve('accepted'), {
      verifiers: { own, refusing },
      commitMs: 50,
    });
    expect((await handle(request(incoming()))).status).toBe(503);
    let isAsked = false;
    verify = () => {
      isAsked = true;
      return new Promise(() => {});
    };
    const hanging = handle(request(incoming()));
    await expect.poll(() => isAsked).toBe(true);
    verify = (signedRequest) => verifiers.verify(signedRequest);
    expect((await hanging).status).toBe(503);
    expect((await handle(request(incoming()))).status).toBe(200);
  });
});

test('webhooks reach the runtime in the order of their arrival, whatever their verification takes', async () => {
  const verifier = createVerifier({ publicKey: key.publicKey });
  const waiting: (() => void)[] = [];
  const slow: Verifier = {
    async verify(signedRequest) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return verifier.verify(signedRequest);
    },
  };
  const taken: string[] = [];
  const webhook: Runtime['webhook'] = ({ id }) => {
    taken.push(id);
    return Promise.resolve('accepted');
  };
  const { public: handle } = createHandlers({ runtime: { webhook } as Runtime, verifiers: slow, commitMs: 60_000 });
  const ids = ['e1', 'e2', 'e3', 'e4'];
  const answers: Promise<Response>[] = [];
  for (const id of ids) {
    const body = incoming({ id });
    answers.push(handle(new Request('http://x/webhooks/telnyx', { method: 'POST', body, headers: signed(body) })));
    await expect.poll(() => waiting.length).toBe(answers.length);
  }
  for (const finish of waiting.toReversed()) finish();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(taken).toEqual(ids);
});
