/** The routes that show and steer calls, over real HTTP: every route, every status, and repeats that do nothing twice. */
import { setup } from 'xstate';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { answer, callActions, type CallEvents, dial, type Flow, loadFlow, MemoryStore, type Store } from 'callchart';
import { incoming, jsonOf, postWebhook, read, refusalOf, serve, type Served, token } from './served.ts';

const desk = loadFlow({
  default: setup({
    types: {
      events: {} as CallEvents | { type: 'order.ready'; payload: { order: number } },
      context: {} as { order: number; note: string },
    },
    actions: callActions,
  }).createMachine({
    id: 'desk',
    version: '7',
    context: { order: 0, note: 'kept' },
    initial: 'waiting',
    states: {
      waiting: {
        entry: answer({ sip_headers: [{ name: 'User-to-User', value: 'room 5' }] }),
        on: { 'order.ready': 'ready' },
        after: { 3_600_000: 'ready' },
      },
      ready: {},
    },
  }),
  options: { events: { 'order.ready': z.object({ order: z.number() }) } },
});

const reminder = loadFlow({
  default: setup({ types: { events: {} as CallEvents<'callee'> }, actions: callActions }).createMachine({
    id: 'reminder',
    version: '1',
    initial: 'dialling',
    states: {
      dialling: {
        entry: dial({ to: '+15550100020', from: '+15550100011', sip_auth_username: 'a', sip_auth_password: 'hunter2' }),
      },
    },
  }),
});

const flows: readonly Flow[] = [desk, reminder];
let server: Served | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A server with one incoming call, and a way to ask its call routes. */
async function start(options: { store?: Store } = {}) {
  server = await serve({ flows, routes: { '*': 'desk' }, ...options }, { TELNYX_CONNECTION_ID: 'app-1' });
  const { controlUrl = '', url, runtime, telnyx } = server;
  const get = (path: string): Promise<Response> => fetch(`${controlUrl}${path}`);
  const post = (path: string, body: unknown, idempotencyKey?: string): Promise<Response> =>
    fetch(`${controlUrl}${path}`, {
      method: 'POST',
      headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const call = async (facts: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const known = new Set((await runtime.calls()).map(({ callId }) => callId));
    expect((await postWebhook(url, incoming(facts))).status).toBe(200);
    return (await runtime.calls()).find(({ callId }) => !known.has(callId))?.callId ?? '';
  };
  return { get, post, call, runtime, telnyx };
}

describe('POST /calls', () => {
  test('starts a call, once for a key', async () => {
    const { post, telnyx, runtime } = await start();
    const request = { flow: 'reminder', input: { name: 'Ada' } };
    const first = await post('/calls', request, 'key-1');
    const { callId, duplicate } = await jsonOf(first.clone());
    expect([first.status, duplicate, first.headers.get('location')]).toEqual([201, false, `/calls/${String(callId)}`]);
    expect(await read(post('/calls', request, 'key-1'))).toEqual({ status: 200, body: { callId, duplicate: true } });
    expect(await runtime.calls()).toHaveLength(1);
    await expect.poll(() => telnyx.requests.length).toBe(1);
    expect(telnyx.requests[0]).toMatchObject({ method: 'POST', path: '/v2/calls' });
    expect(JSON.parse(telnyx.requests[0]?.body ?? '')).toMatchObject({ to: '+15550100020', connection_id: 'app-1' });
    expect((await post('/calls', request, 'key-2')).status).toBe(201);
  });

  test.each([
    ['no key', { flow: 'desk' }, undefined, '400 request.key'],
    ['an empty key', { flow: 'desk' }, '', '400 request.key'],
    ['a key that is too long', { flow: 'desk' }, 'k'.repeat(256), '400 request.key'],
    ['a flow that is not loaded', { flow: 'sales' }, 'k', '400 flow.unknown'],
    ['no flow', {}, 'k', '400 request.invalid'],
    ['no body', undefined, 'k', '400 request.invalid'],
    ['no JSON', '{', 'k', '400 request.invalid'],
    ['a list', '[]', 'k', '400 request.invalid'],
    ['input that is no object', { flow: 'desk', input: 5 }, 'k', '400 request.invalid'],
    ['an account that is no name', { flow: 'desk', account: 5 }, 'k', '400 request.invalid'],
    ['an account that is not there', { flow: 'desk', account: 'other' }, 'k', '400 account.unknown'],
    ['a misspelt field', { flow: 'desk', imput: {} }, 'k', '400 request.invalid'],
    ['1 MiB and more', { flow: 'desk', input: { x: 'x'.repeat(1_048_576) } }, 'k', '413 request.too_large'],
  ])('%s is refused', async (_what, body, key, refusal) => {
    const { post, runtime } = await start();
    expect(await refusalOf(post('/calls', body, key))).toBe(refusal);
    expect(await runtime.calls()).toEqual([]);
  });
});

describe('GET /calls', () => {
  test('lists the newest first, page by page, as it is asked', async () => {
    const { get, call } = await start();
    const ids: string[] = [];
    for (const [index, from] of ['+15550100031', '+15550100032', '+15550100033'].entries())
      ids.push(await call({ id: `e${index}`, leg: `v3:leg-${index}`, from }));
    const first = await jsonOf(get('/calls?limit=2'));
    const second = await jsonOf(get(`/calls?limit=2&before=${String(first['next'])}`));
    const listed = [first, second].flatMap(({ calls }) => calls as { callId: string }[]);
    expect(listed.map(({ callId }) => callId).toSorted()).toEqual(ids.toSorted());
    expect(second['next']).toBeUndefined();
    expect(await jsonOf(get('/calls?number=+15550100032'))).toMatchObject({ calls: [{ callId: ids[1] }] });
    expect(await jsonOf(get('/calls?flow=reminder'))).toEqual({ calls: [] });
    expect(await jsonOf(get('/calls?since=2100-01-01'))).toEqual({ calls: [] });
    expect((await jsonOf(get('/calls?flow=desk&phase=active&open=true')))['calls']).toHaveLength(3);
    expect(listed[0]).toMatchObject({ flow: 'desk', version: '7', phase: 'active', to: '+15550100011' });
  });

  test.each(['limit=0', 'limit=x', 'phase=on', 'since=x', 'before=x', 'open=1', 'nunber=5'])(
    '?%s is refused',
    async (query) => {
      const { get } = await start();
      expect(await refusalOf(get(`/calls?${query}`))).toBe('400 request.invalid');
    },
  );
});

describe('GET /calls/:id', () => {
  test('shows where a call is, its legs, what is pending, and its journal page by page', async () => {
    const { get, post, call, telnyx } = await start();
    telnyx.answer(() => {});
    const callId = await call();
    const { call: shown, journal, next } = await jsonOf(get(`/calls/${callId}`));
    expect(shown).toMatchObject({
      callId,
      flow: { id: 'desk', version: '7' },
      phase: 'active',
      direction: 'incoming',
      value: 'waiting',
      status: 'active',
      context: { order: 0, note: 'kept' },
      legs: [{ role: 'caller', callControlId: 'v3:leg-1' }],
      commands: [{ command: 'answer' }],
      timers: [{ dueAt: expect.any(Number) as number }],
    });
    expect(next).toBeUndefined();
    const entries = journal as { seq: number }[];
    expect((await post(`/calls/${callId}/events`, { type: 'order.ready', payload: { order: 5 } }, 'k')).status).toBe(
      202,
    );
    const page = await jsonOf(get(`/calls/${callId}?after=${entries.length}&limit=1`));
    expect(page).toMatchObject({
      call: { value: 'ready' },
      journal: [{ seq: entries.length + 1, input: { kind: 'application', name: 'order.ready' } }],
      next: entries.length + 1,
    });
    expect((await jsonOf(get(`/calls/${callId}?after=${entries.length + 1}`)))['journal']).toEqual([]);
  });

  test('shows no secrets of commands, neither pending nor in the journal', async () => {
    const { get, post, telnyx } = await start();
    telnyx.answer(() => {});
    const { callId } = await jsonOf(post('/calls', { flow: 'reminder' }, 'k'));
    const shown = JSON.stringify(await jsonOf(get(`/calls/${String(callId)}`)));
    expect(shown).toContain('"sip_auth_password":"[masked]"');
    expect(shown).not.toContain('hunter2');
  });

  test('shows a call whose flow is still being looked up', async () => {
    server = await serve({ flows, routes: () => new Promise(() => {}) });
    await postWebhook(server.url, incoming());
    const [{ callId } = { callId: '' }] = await server.runtime.calls();
    const { call: shown } = await jsonOf(fetch(`${server.controlUrl}/calls/${callId}`));
    expect(shown).toMatchObject({ callId, phase: 'routing' });
    const event = fetch(`${server.controlUrl}/calls/${callId}/hangup`, {
      method: 'POST',
      headers: { 'idempotency-key': 'k' },
    });
    expect(await refusalOf(event)).toBe('503 call.routing');
  });

  test.each([
    ['/calls/nobody', '404 call.unknown'],
    ['/calls/%zz', '400 request.invalid'],
    ['/calls/nobody?after=-1', '400 request.invalid'],
    ['/calls/nobody?limit=0', '400 request.invalid'],
    ['/calls/nobody?before=1', '400 request.invalid'],
  ])('%s is %s', async (path, refusal) => {
    const { get } = await start();
    expect(await refusalOf(get(path))).toBe(refusal);
  });
});

describe('POST /calls/:id/events', () => {
  test('sends an event of the application, once for a key of a call', async () => {
    const { get, post, call } = await start();
    const callId = await call();
    const event = { type: 'order.ready', payload: { order: 5 } };
    expect(await read(post(`/calls/${callId}/events`, event, 'k'))).toEqual({
      status: 202,
      body: { receipt: 'accepted' },
    });
    expect(await read(post(`/calls/${callId}/events`, event, 'k'))).toEqual({
      status: 200,
      body: { receipt: 'duplicate' },
    });
    expect(await jsonOf(get(`/calls/${callId}`))).toMatchObject({ call: { value: 'ready' } });
    const other = await call({ id: 'e2', leg: 'v3:leg-2' });
    expect((await post(`/calls/${other}/events`, event, 'k')).status).toBe(202);
  });

  test.each([
    ['no key', { type: 'order.ready', payload: { order: 5 } }, undefined, '400 request.key'],
    ['no type', {}, 'k', '400 request.invalid'],
    ['an event that is not declared', { type: 'order.lost' }, 'k', '400 event.unknown'],
    ['an event of Telnyx', { type: 'call.hangup' }, 'k', '400 event.unknown'],
    ['a payload that does not fit', { type: 'order.ready', payload: { order: 'five' } }, 'k', '400 event.invalid'],
    ['a payload that is no object', { type: 'order.ready', payload: [5] }, 'k', '400 request.invalid'],
    ['a misspelt field', { type: 'order.ready', payLoad: {} }, 'k', '400 request.invalid'],
  ])('%s is refused', async (_what, body, key, refusal) => {
    const { get, post, call } = await start();
    const callId = await call();
    expect(await refusalOf(post(`/calls/${callId}/events`, body, key))).toBe(refusal);
    expect(await jsonOf(get(`/calls/${callId}`))).toMatchObject({ call: { value: 'waiting' } });
  });

  test('for a call that is not there', async () => {
    const { post } = await start();
    expect(await refusalOf(post('/calls/nobody/events', { type: 'order.ready' }, 'k'))).toBe('404 call.unknown');
  });
});

describe('POST /calls/:id/hangup', () => {
  test('hangs up, once for a key, and the journal says who asked', async () => {
    const { post, call, telnyx, runtime } = await start();
    const callId = await call();
    expect(await read(post(`/calls/${callId}/hangup`, { by: 'Ada' }, 'k'))).toEqual({
      status: 202,
      body: { receipt: 'accepted' },
    });
    expect(await jsonOf(post(`/calls/${callId}/hangup`, undefined, 'k'))).toEqual({ receipt: 'duplicate' });
    await expect.poll(() => telnyx.requests.map(({ path }) => path)).toContain('/v2/calls/v3:leg-1/actions/hangup');
    expect(JSON.stringify(await runtime.journal(callId))).toContain('Ada');
  });

  test.each([
    ['no key', 'call', undefined, undefined, '400 request.key'],
    ['nobody who asks', 'call', { by: '' }, 'k', '400 request.invalid'],
    ['a misspelt field', 'call', { who: 'Ada' }, 'k', '400 request.invalid'],
    ['a call that is not there', 'nobody', undefined, 'k', '404 call.unknown'],
  ])('%s is refused', async (_what, which, body, key, refusal) => {
    const { post, call } = await start();
    const callId = which === 'call' ? await call() : which;
    expect(await refusalOf(post(`/calls/${callId}/hangup`, body, key))).toBe(refusal);
  });
});

describe('POST /calls/:id/resend', () => {
  test('sends a command once more as a new one, once for a key, and the journal says who asked', async () => {
    const { get, post, call, telnyx, runtime } = await start();
    const callId = await call();
    await expect.poll(() => telnyx.requests.length).toBe(1);
    const { journal } = await jsonOf(get(`/calls/${callId}`));
    const [first] = journal as { effects: { id: string }[] }[];
    const command = first?.effects[0]?.id ?? '';
    expect(await read(post(`/calls/${callId}/resend`, { command, by: 'Ada' }, 'k'))).toEqual({
      status: 202,
      body: { receipt: 'accepted' },
    });
    expect(await read(post(`/calls/${callId}/resend`, { command, by: 'Ada' }, 'k'))).toEqual({
      status: 200,
      body: { receipt: 'duplicate' },
    });
    await expect.poll(() => telnyx.requests.length).toBe(2);
    const [was, is] = telnyx.requests.map(({ path, body }) => ({ path, ...(JSON.parse(body) as object) }));
    expect(is).toEqual({ ...was, client_state: expect.any(String), command_id: expect.stringMatching(/-\d+-0$/) });
    expect(is).not.toMatchObject({ command_id: command });
    const resent = (await runtime.journal(callId)).filter(({ input }) => input.name === 'resend');
    expect(resent).toMatchObject([{ input: { kind: 'operator', by: 'Ada' }, effects: [{ command: 'answer' }] }]);
  });

  test.each([
    ['no key', { command: 'x' }, undefined, '400 request.key'],
    ['no command', {}, 'k', '400 request.invalid'],
    ['a command that it has not sent', { command: 'x' }, 'k', '404 command.unknown'],
    ['nobody who asks', { command: 'x', by: '' }, 'k', '400 request.invalid'],
    ['a misspelt field', { comand: 'x' }, 'k', '400 request.invalid'],
  ])('%s is refused, and nothing is sent', async (_what, body, key, refusal) => {
    const { post, call, telnyx } = await start();
    const callId = await call();
    await expect.poll(() => telnyx.requests.length).toBe(1);
    expect(await refusalOf(post(`/calls/${callId}/resend`, body, key))).toBe(refusal);
    expect(telnyx.requests).toHaveLength(1);
  });

  test('for a call that is not there', async () => {
    const { post } = await start();
    expect(await refusalOf(post('/calls/nobody/resend', { command: 'x' }, 'k'))).toBe('404 call.unknown');
  });
});

test.each(['events', 'hangup', 'resend'])(
  'who asks for %s over HTTP without a name is written down as such',
  async (verb) => {
    const { get, post, call, telnyx, runtime } = await start();
    const callId = await call();
    await expect.poll(() => telnyx.requests.length).toBe(1);
    const { journal } = await jsonOf(get(`/calls/${callId}`));
    const command = (journal as { effects: { id: string }[] }[])[0]?.effects[0]?.id ?? '';
    const bodies = { events: { type: 'order.ready', payload: { order: 5 } }, hangup: {}, resend: { command } };
    expect((await post(`/calls/${callId}/${verb}`, bodies[verb as 'events'], 'k')).status).toBe(202);
    expect((await post(`/calls/${callId}/${verb}`, { ...bodies[verb as 'events'], by: 'Ada' }, 'k2')).status).toBe(202);
    const entries = (await runtime.journal(callId)).filter(({ input }) => ['k', 'k2'].includes(input.id ?? ''));
    expect(entries.map(({ input }) => input.by)).toEqual([verb === 'events' ? undefined : 'http', 'Ada']);
  },
);

test.each([
  ['PUT', '/calls', 'POST, GET'],
  ['DELETE', '/calls/a', 'GET'],
  ['GET', '/calls/a/events', 'POST'],
  ['GET', '/calls/a/hangup', 'POST'],
  ['GET', '/calls/a/resend', 'POST'],
])('%s %s is told to be %s', async (method, path, allow) => {
  await start();
  const answered = await fetch(`${server?.controlUrl}${path}`, { method });
  expect([answered.status, answered.headers.get('allow')]).toEqual([405, allow]);
});

test('a store that is down is 503 to try again, a mistake of ours 500, and both are logged', async () => {
  const store = new MemoryStore();
  const { get, post } = await start({ store });
  store.commit = () => Promise.reject(new Error('disk full'));
  const answered = await post('/calls', { flow: 'desk' }, 'k');
  expect([answered.status, answered.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await answered.text()).not.toContain('disk full');
  store.list = () => Promise.reject(new TypeError('a mistake'));
  expect(await refusalOf(get('/calls'))).toBe('500 server.failed');
  const failed = server?.lines.filter(({ message }) => message === 'a request failed');
  expect(failed?.map(({ status }) => status)).toEqual([503, 500]);
});

describe('who may ask', () => {
  const ask = (url: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${url}${path}`, { headers });

  test('without a token: the loopback port alone', async () => {
    await start();
    const { url = '', controlUrl = '' } = server ?? {};
    expect(new URL(controlUrl).hostname).toBe('127.0.0.1');
    for (const path of ['/calls', '/calls/a', '/calls/a/events', '/calls/a/hangup'])
      expect(await refusalOf(ask(url, path, { authorization: `Bearer ${token}` }))).toBe('404 request.path');
    expect((await ask(controlUrl, '/calls')).status).toBe(200);
    expect(await refusalOf(ask(controlUrl, '/webhooks/telnyx'))).toBe('404 request.path');
  });

  test('with a token: the public port, and only with it', async () => {
    server = await serve({ flows, token, routes: { '*': 'desk' } });
    const { url, controlUrl } = server;
    expect(controlUrl).toBeUndefined();
    for (const path of ['/calls', '/calls/a', '/calls/a/events', '/calls/a/hangup']) {
      expect(await refusalOf(ask(url, path))).toBe('401 request.unauthorized');
      expect(await refusalOf(ask(url, path, { authorization: 'Bearer wrong' }))).toBe('401 request.unauthorized');
    }
    expect((await ask(url, '/calls', { authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await ask(url, '/healthz')).status).toBe(200);
  });
});
