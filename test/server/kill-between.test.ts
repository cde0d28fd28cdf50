/**
 * Published webhook bodies of incoming calls, signed with a fresh key and posted to a served flow over a SQLite file: the
 * exact commands arrive at the other side, in order and each under one `command_id`, whatever happens to the process.
 */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signWebhook } from 'callchart';
import { type RecordedServer, startRecordedServer } from '../carrier/recorded-server.ts';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';
import { type EmittedServer, emitServer, type ServerProcess } from './emitted-server.ts';
import { type PublishedCall, publishedCalls } from './published-calls.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const calls = Object.entries(publishedCalls);

let emitted: EmittedServer;
let telnyx: RecordedServer;
let folder: StoreFolder;
let running: ServerProcess | undefined;
const sent = new Map<string, number>();

beforeAll(() => {
  emitted = emitServer();
});
afterAll(() => emitted.remove());
beforeEach(async () => {
  folder = new StoreFolder();
  telnyx = await startRecordedServer();
  sent.clear();
});
afterEach(async () => {
  await running?.kill();
  await telnyx.close();
  folder.remove();
});

async function start({ flow }: PublishedCall, more: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  running = await emitted.start({
    FLOW: flow,
    PORT: '0',
    CALLCHART_STORE: `sqlite:${folder.file}`,
    TELNYX_API_KEY: 'KEYtest',
    TELNYX_BASE_URL: telnyx.baseUrl,
    TELNYX_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    ...more,
  });
  return running;
}

async function post(server: ServerProcess, body: string, laterSecs = 0): Promise<string> {
  const timestamp = Math.floor(Date.now() / 1_000) + laterSecs;
  const headers = { 'content-type': 'application/json', ...signWebhook(privateKey, timestamp, body) };
  const response = await fetch(`${server.url}/webhooks/telnyx`, { method: 'POST', headers, body });
  const { receipt } = (await response.json()) as { receipt?: string };
  return `${response.status} ${receipt}`;
}

async function stop(server: ServerProcess): Promise<void> {
  await server.stop();
  running = undefined;
}

/** What arrived, each command once; whatever came twice must be the same to the byte. */
function arrived(): { path: string | undefined; body: unknown; id: unknown }[] {
  const byId = new Map<unknown, string>();
  return telnyx.requests.flatMap(({ method, path, body }) => {
    if (method !== 'POST') return [];
    const { command_id: id, client_state, ...rest } = JSON.parse(body) as Record<string, unknown>;
    expect(id).toEqual(expect.stringMatching(/^\S{8,}$/));
    expect(JSON.parse(atob(String(client_state)))).toMatchObject({ callchart: 1 });
    if (byId.has(id)) {
      expect(`${path} ${body}`).toBe(byId.get(id));
      return [];
    }
    byId.set(id, `${path} ${body}`);
    return [{ path, body: rest, id }];
  });
}

async function commandsArrive(count: number): Promise<void> {
  await expect.poll(() => arrived().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
}

async function expectCommands(call: PublishedCall): Promise<void> {
  await commandsArrive(call.commands.length);
  expect(arrived().map(({ path, body }) => ({ path, body }))).toEqual(call.commands);
}

/** The bodies, each when Telnyx could send it: nobody hangs up who is still waited for with a command. */
async function eachOf(call: PublishedCall, take: (body: string, index: number) => Promise<void>): Promise<void> {
  for (const [index, body] of call.bodies.entries()) {
    if (index === call.hangupAt) await commandsArrive(call.commandsBeforeHangup);
    await take(body, index);
  }
}

describe.each(calls)('%s', (_name, call) => {
  test('once each', async () => {
    const server = await start(call);
    await eachOf(call, async (body) => expect(await post(server, body)).toBe('200 accepted'));
    await expectCommands(call);
    await stop(server);
    expect(telnyx.requests).toHaveLength(call.commands.length);
  });

  test('each three times, at once and again', async () => {
    const server = await start(call);
    await eachOf(call, async (body) => {
      const answers = await Promise.all([post(server, body), post(server, body)]);
      expect(answers.toSorted()).toEqual(['200 accepted', '200 duplicate']);
      expect(await post(server, body)).toBe('200 duplicate');
    });
    for (const body of call.bodies) expect(await post(server, body)).toBe('200 duplicate');
    await expectCommands(call);
    await stop(server);
    expect(telnyx.requests).toHaveLength(call.commands.length);
  });

  test('killed after every webhook, the moment it is acknowledged', { timeout: 120_000 }, async () => {
    let server = await start(call);
    await eachOf(call, async (body) => {
      expect(await post(server, body)).toBe('200 accepted');
      await server.kill();
      server = await start(call);
    });
    for (const body of call.bodies) expect(await post(server, body)).toBe('200 duplicate');
    await expectCommands(call);
  });
});

describe('a captured call that is spoken to', () => {
  const call = publishedCalls['a captured call that is spoken to'] as PublishedCall;

  test('killed while it takes a webhook, which Telnyx then sends again', { timeout: 120_000 }, async () => {
    let server = await start(call);
    await eachOf(call, async (body) => {
      const lost = post(server, body).catch(() => 'lost');
      await server.kill();
      await lost;
      server = await start(call);
      expect(await post(server, body)).toMatch(/^200 (accepted|duplicate)$/);
    });
    await expectCommands(call);
  });

  test('killed after every webhook, and away for 12 s', { timeout: 120_000 }, async () => {
    telnyx.answer((request, response) => {
      // Legs live until they are told to hang up.
      const is_alive = !telnyx.requests.some(({ path }) => path?.endsWith('/hangup'));
      const data = request.method === 'GET' ? { is_alive } : { result: 'ok' };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
    });
    let server = await start(call);
    await eachOf(call, async (body, index) => {
      expect(await post(server, body, index * 12)).toBe('200 accepted');
      await server.kill();
      server = await start(call, { LATER_MS: String((index + 1) * 12_000) });
      // After such a time legs are asked after first; what Telnyx says next, it says of commands that it got.
      await commandsArrive([1, 2, 2, 3, 3][index] ?? 0);
    });
    await expectCommands(call);
  });
});
