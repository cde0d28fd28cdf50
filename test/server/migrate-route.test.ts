/** Live calls of a running server, moved over HTTP: who may, what is told, what is refused, and what the journal says. */
import { afterEach, expect, test } from 'vitest';
import { loadFlow } from 'callchart';
import { menuFlow } from '../replay/recorded-calls.ts';
import { incoming, jsonOf, postWebhook, refusalOf, serve, type Served, token } from './served.ts';

const two = loadFlow({
  default: menuFlow({ version: '2', endName: 'farewell' }),
  migrations: { '1': (state) => (state.value === 'goodbye' ? { ...state, value: 'farewell' } : state) },
});

let server: Served | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A server with one call on version 1, to which version 2 has been added. */
async function start(withToken = false) {
  server = await serve({ flows: [loadFlow(menuFlow())], ...(withToken && { token }) });
  const { runtime, url, controlUrl = url } = server;
  await postWebhook(url, incoming());
  runtime.addFlow(two);
  const [{ callId } = { callId: '' }] = await runtime.calls();
  // What its first command came to is taken in.
  await expect.poll(async () => (await runtime.journal(callId)).length).toBe(2);
  const migrate = (body: unknown, headers: Record<string, string> = {}, flow = 'menu-flow'): Promise<Response> =>
    fetch(`${controlUrl}/flows/${flow}/migrate`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { runtime, callId, migrate };
}

test('a dry run says what would become of each call, and writes nothing', async () => {
  const { runtime, callId, migrate } = await start();
  const before = await runtime.call(callId);
  expect(await jsonOf(migrate({ to: '2', dryRun: true }))).toEqual({
    flow: 'menu-flow',
    to: '2',
    dryRun: true,
    calls: [{ callId, from: '1', state: 'answering', moved: false, to: 'answering', notes: [] }],
  });
  expect(await runtime.call(callId)).toEqual(before);
});

test('calls are moved once, and journal and log say who did it', async () => {
  const { runtime, callId, migrate } = await start();
  const body = { to: '2', by: 'Ada', hash: two.hash };
  expect(await jsonOf(migrate(body))).toMatchObject({ calls: [{ callId, moved: true }] });
  expect(await jsonOf(migrate(body))).toMatchObject({ calls: [] });
  expect(await runtime.call(callId)).toMatchObject({ flow: { version: '2', hash: two.hash } });
  const moves = (await runtime.journal(callId)).filter(({ input }) => input.name === 'migrate');
  expect(moves).toMatchObject([{ input: { kind: 'operator', by: 'Ada' }, outcome: 'applied' }]);
  const logged = server?.lines.filter(({ message }) => message === 'live calls were moved');
  expect(logged).toMatchObject([{ flow: 'menu-flow', to: '2', moved: 1, by: 'Ada' }]);
});

test('with a token, only with it', async () => {
  const { runtime, callId, migrate } = await start(true);
  expect(await refusalOf(migrate({ to: '2' }))).toBe('401 request.unauthorized');
  expect(await runtime.call(callId)).toMatchObject({ flow: { version: '1' } });
  expect((await migrate({ to: '2' }, { authorization: `Bearer ${token}` })).status).toBe(200);
});

test.each([
  ['no version', {}, '400 request.invalid'],
  ['a version that is not loaded', { to: '3' }, '400 flow.unknown'],
  ['a flow that is not loaded', { to: '2' }, '400 flow.unknown', 'sales'],
  ['another machine than is meant', { to: '2', hash: 'x' }, '409 flow.changed'],
  ['nobody who asks', { to: '2', by: '' }, '400 request.invalid'],
  ['a dry run that is none', { to: '2', dryRun: 'yes' }, '400 request.invalid'],
  ['a misspelt field', { to: '2', dryrun: true }, '400 request.invalid'],
  ['a place that is none', { to: '2', after: 5 }, '400 request.invalid'],
  ['a hash that is none', { to: '2', hash: '' }, '400 request.invalid'],
])('%s is refused, and nothing is moved', async (_what, body, refusal, flow = 'menu-flow') => {
  const { runtime, callId, migrate } = await start();
  expect(await refusalOf(migrate(body, {}, flow))).toBe(refusal);
  expect(await runtime.call(callId)).toMatchObject({ flow: { version: '1' } });
});

test('POST is possible there', async () => {
  await start();
  const answered = await fetch(`${server?.controlUrl}/flows/menu-flow/migrate`);
  expect([answered.status, answered.headers.get('allow')]).toEqual([405, 'POST']);
});
