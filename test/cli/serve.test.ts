/** `callchart serve` as it is deployed: the built bin, a key of its own, a server where Telnyx' API would be. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signWebhook } from 'callchart';
import { ROOT } from '../architecture/repository-files.ts';
import { buildCli, runCli, Running } from './built-cli.ts';
import { recordingApi, type RecordingApi } from './recording-api.ts';

beforeAll(buildCli, 120_000);

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const shownKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');

let folder: string;
let api: RecordingApi;
let env: Record<string, string>;
const started: Running[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-serve-'));
  api = await recordingApi();
  env = { TELNYX_API_KEY: 'KEYtest', TELNYX_PUBLIC_KEY: shownKey, TELNYX_BASE_URL: api.baseUrl, PORT: '0' };
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((running) => running.stop('SIGKILL')));
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(...args: string[]): Promise<{ running: Running; url: string; calls: string }> {
  const running = new Running(['serve', ...args], { cwd: folder, env });
  started.push(running);
  const [, url = ''] = await running.printed(/^Webhooks: (http:\S+)$/m);
  const [, calls = ''] = await running.printed(/^Calls: (http:\S+)/m);
  return { running, url, calls };
}

const leg = 'v3:leg-of-this-test';
function webhook(type: string, id: string, more: Record<string, unknown> = {}): string {
  const payload = {
    call_control_id: leg,
    call_leg_id: 'leg-1',
    call_session_id: 'session-1',
    connection_id: '1000000000000000001',
    client_state: null,
    from: '+15550123',
    to: '+15550199',
    ...more,
  };
  const occurred_at = '2026-01-01T00:00:00.000000Z';
  return JSON.stringify({ data: { record_type: 'event', event_type: type, id, occurred_at, payload } });
}
const initiated = (to = '+15550199'): string =>
  webhook('call.initiated', 'event-1', { direction: 'incoming', state: 'parked', to });

async function post(url: string, body: string, key = privateKey): Promise<number> {
  const headers = { ...signWebhook(key, Math.floor(Date.now() / 1_000), body), 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', body, headers })).status;
}

const frontDesk = join(ROOT, 'machines/front-desk.ts');
const voicemail = join(ROOT, 'machines/voicemail.ts');

describe('serve', () => {
  test('takes verified webhooks in and sends commands out, and ends in good order', async () => {
    const { running, url, calls } = await serve(frontDesk);
    expect(await post(url, initiated())).toBe(200);
    expect(await post(url, initiated())).toBe(200);
    expect(await post(url, webhook('call.answered', 'event-2'))).toBe(200);
    const sent = await api.until(2);
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /v2/calls/${leg}/actions/answer`,
      `POST /v2/calls/${leg}/actions/gather_using_speak`,
    ]);
    expect(sent[1]).toMatchObject({
      authorization: 'Bearer KEYtest',
      body: { payload: 'Hello. For sales press 1. For support press 2.', command_id: expect.any(String) },
    });
    expect(await post(url, webhook('call.hangup', 'event-3'), generateKeyPairSync('ed25519').privateKey)).toBe(401);
    const listed = (await (await fetch(calls)).json()) as { calls: { flow: string }[] };
    expect(listed.calls.map(({ flow }) => flow)).toEqual(['front-desk']);
    const { status, out } = await running.stop('SIGTERM');
    expect(out).toMatch(/Flows: front-desk 1\n[\s\S]*\(this machine only\)\nStopped\.\n$/);
    expect(status).toBe(0);
  });

  test('goes on after SIGKILL where it was', async () => {
    const first = await serve(frontDesk, '--store', 'sqlite:calls.db');
    expect(await post(first.url, initiated())).toBe(200);
    await api.until(1);
    await first.running.stop('SIGKILL');
    const second = await serve(frontDesk, '--store', 'sqlite:calls.db');
    expect(await post(second.url, initiated())).toBe(200);
    expect(await post(second.url, webhook('call.answered', 'event-2'))).toBe(200);
    const gather = async (): Promise<boolean> => {
      const seen = api.requests.filter(({ path }) => path.endsWith('/gather_using_speak'));
      return seen.length > 0 || (await api.until(api.requests.length + 1), gather());
    };
    await gather();
    const answers = api.requests.filter(({ path }) => path.endsWith('/actions/answer'));
    expect(new Set(answers.map(({ body }) => body['command_id'])).size).toBe(1);
  });

  test('reads callchart.config.ts: flows, and where calls go', async () => {
    writeFileSync(
      join(folder, 'callchart.config.ts'),
      `import { defineConfig } from 'callchart/server';
export default defineConfig({
  flows: [${JSON.stringify(frontDesk)}, ${JSON.stringify(voicemail)}],
  routes: async (call) => (call.to === '+15550177' ? 'voicemail' : { flow: 'front-desk' }),
  store: 'memory:',
});
`,
    );
    const { running, url } = await serve();
    expect(running.out).toContain('Flows: front-desk 1, voicemail 1 (callchart.config.ts)');
    expect(running.err).not.toContain('no routes');
    expect(await post(url, initiated('+15550177'))).toBe(200);
    await api.until(1);
    expect(await post(url, webhook('call.answered', 'event-2'))).toBe(200);
    const sent = await api.until(2);
    expect(sent[1]?.body).toMatchObject({ payload: expect.stringContaining('Leave a message') });
  });

  test('with a token the call routes are on the public port, behind it', async () => {
    env['CALLCHART_TOKEN'] = 'a-token-of-enough-length';
    const { running, calls } = await serve(frontDesk, '--store', 'sqlite:calls.db');
    expect(running.out).toContain('/calls (with the token)');
    expect((await fetch(calls)).status).toBe(401);
    const headers = { authorization: `Bearer ${env['CALLCHART_TOKEN']}` };
    expect((await fetch(calls, { headers })).status).toBe(200);
  });

  test('says so when a flow hands calls to one that is not loaded', async () => {
    const file = join(folder, 'board.ts');
    writeFileSync(
      file,
      `import { setup } from 'xstate';
      import { answer, callActions, handoff } from 'callchart';
      export default setup({ actions: callActions }).createMachine({ id: 'board', version: '1', initial: 'a', states: {
        a: { entry: answer(), on: { 'call.answered': 'b' } }, b: handoff({ flow: 'billing' }) } });`,
    );
    const { running } = await serve(file);
    expect(running.err).toMatch(/board 1 hands calls to "billing", which is not loaded[^\n]*Name its file, too/);
  });

  test('says so when calls would come in for nobody', async () => {
    const { running } = await serve(frontDesk, voicemail);
    expect(running.err).toMatch(/No incoming call is taken: there are 2 flows and no routes/);
  });
});

describe('serve does not start', () => {
  const expectRefused = async (args: string[], message: RegExp): Promise<void> => {
    const { status, err } = await runCli(['serve', ...args], { cwd: folder, env });
    expect(err).toMatch(message);
    expect(status).toBe(1);
  };

  test('without a public key, or with one that is none', async () => {
    delete env['TELNYX_PUBLIC_KEY'];
    await expectRefused([frontDesk], /There is no public key for account default[\s\S]*TELNYX_PUBLIC_KEY/);
    env['TELNYX_PUBLIC_KEY'] = 'bm90IGEga2V5';
    await expectRefused([frontDesk], /public key/i);
  });

  test('without an API key', async () => {
    delete env['TELNYX_API_KEY'];
    await expectRefused([frontDesk], /There is no Telnyx API key\. Set TELNYX_API_KEY/);
  });

  test('on a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    await expectRefused(
      [frontDesk, '--port', String(port)],
      /something else listens there\. Choose another port .*--port/,
    );
    await new Promise((resolve) => other.close(resolve));
  });

  test('on a store that another process has', async () => {
    await serve(frontDesk, '--store', 'sqlite:calls.db');
    await expectRefused([frontDesk, '--store', 'sqlite:calls.db'], /The store .*calls\.db is in use by process \d+/);
  });

  test('with a route to a flow that is not loaded', async () => {
    writeFileSync(
      join(folder, 'callchart.config.ts'),
      `export default { flows: [${JSON.stringify(frontDesk)}], routes: { '*': 'voicemale' } };`,
    );
    await expectRefused([], /A route leads to flow "voicemale", which is not loaded/);
  });

  test('and leaves no store behind when the flows are wrong', async () => {
    await expectRefused(['gone.ts'], /There is no flow file gone\.ts/);
    expect(() => readFileSync(join(folder, 'callchart.db'))).toThrow(/ENOENT/);
  });
});
