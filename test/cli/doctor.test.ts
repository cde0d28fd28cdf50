/** `callchart doctor` before a server that answers as Telnyx does, or not at all. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { checkNode } from '../../src/cli/machine-checks.ts';
import { buildCli, runCli } from './built-cli.ts';
import { recordingApi, type ApiAnswer, type RecordingApi } from './recording-api.ts';
import { surroundings } from './surroundings.ts';

const publicKey = generateKeyPairSync('ed25519')
  .publicKey.export({ format: 'der', type: 'spki' })
  .subarray(-32)
  .toString('base64');

let folder: string;
let health: Server;
let healthUrl: string;
let api: RecordingApi | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-doctor-test-'));
  health = createHttpServer((_request, response) => response.end('{"ok":true}'));
  await listening(health);
  healthUrl = `http://127.0.0.1:${(health.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await api?.close();
  api = undefined;
  await new Promise((resolve) => health.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });

const application = (more: Record<string, unknown> = {}): ApiAnswer => ({
  body: {
    data: {
      id: '1293384261075731499',
      record_type: 'call_control_application',
      application_name: 'front desk',
      active: true,
      webhook_api_version: '2',
      webhook_event_url: `${healthUrl}/webhooks/telnyx`,
      outbound: { outbound_voice_profile_id: '1234', channel_limit: null },
      ...more,
    },
  },
});

interface Report {
  readonly ok: boolean;
  readonly findings: readonly { readonly result: string; readonly what: string; readonly remedy?: string }[];
}

async function examine(
  answer: ApiAnswer,
  more: Record<string, string | undefined> = {},
): Promise<{ status: number; report: Report }> {
  api = await recordingApi(() => answer);
  const env = {
    TELNYX_API_KEY: 'KEYtest',
    TELNYX_PUBLIC_KEY: publicKey,
    TELNYX_CONNECTION_ID: '1293384261075731499',
    TELNYX_BASE_URL: api.baseUrl,
    PORT: '0',
    ...more,
  };
  const around = surroundings({ env, cwd: folder });
  if (env.TELNYX_BASE_URL === 'closed') {
    env.TELNYX_BASE_URL = api.baseUrl;
    await api.close();
  }
  const status = await runCommandLine(['doctor', '--json'], around);
  expect(around.printed.err).toBe('');
  return { status, report: JSON.parse(around.printed.out) as Report };
}

describe('a healthy setup', () => {
  test('has nothing broken, and one GET is all that Telnyx sees', async () => {
    const { status, report } = await examine(application());
    expect(report.findings.filter(({ result }) => result !== 'ok')).toEqual([]);
    expect(report.findings.map(({ what }) => what)).toEqual([
      `Node ${process.versions.node}`,
      expect.stringMatching(/^SQLite by /),
      'Port 0 is free',
      'The call routes are on a port of this machine only',
      'The public key is an Ed25519 key',
      expect.stringMatching(/answers and accepts the API key$/),
      "This machine's clock agrees with Telnyx'",
      'Connection 1293384261075731499 (front desk) exists',
      'It sends webhooks of API version 2',
      `Its webhook URL is ${healthUrl}/webhooks/telnyx`,
      `${healthUrl} leads to a callchart server`,
      'It has an outbound voice profile',
    ]);
    expect({ status, ok: report.ok }).toEqual({ status: 0, ok: true });
    expect(api?.requests).toEqual([
      {
        method: 'GET',
        path: '/v2/call_control_applications/1293384261075731499',
        authorization: 'Bearer KEYtest',
        body: {},
      },
    ]);
  });

  test('works before the server runs: a URL that leads nowhere yet is a warning', async () => {
    const { status, report } = await examine(application({ webhook_event_url: 'http://127.0.0.1:9/webhooks/telnyx' }));
    expect(status).toBe(0);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ result: 'warn', what: expect.stringContaining('does not lead to a callchart server') }),
    );
  });
});

describe('each thing that is amiss is named, with what to do', () => {
  test.each<[string, ApiAnswer | (() => ApiAnswer), Record<string, string | undefined>, RegExp, RegExp]>([
    [
      'the API key is refused',
      { status: 401, body: { errors: [] } },
      {},
      /refuses the API key \(401\)/,
      /TELNYX_API_KEY/,
    ],
    ['there is no API key', {}, { TELNYX_API_KEY: undefined }, /no usable Telnyx account/, /Set TELNYX_API_KEY/],
    [
      'there is no public key',
      () => application(),
      { TELNYX_PUBLIC_KEY: '' },
      /TELNYX_PUBLIC_KEY is not set/,
      /Public key/,
    ],
    [
      'the public key is none',
      () => application(),
      { TELNYX_PUBLIC_KEY: 'KEY0123' },
      /public key is none/,
      /Mission Control/,
    ],
    ['the base URL is none', {}, { TELNYX_BASE_URL: 'telnyx' }, /no usable Telnyx account/, /base URL/],
    ['nobody answers', {}, { TELNYX_BASE_URL: 'closed' }, /cannot be reached: ECONNREFUSED/, /TELNYX_BASE_URL/],
    [
      'something else answers',
      { status: 200, body: 'hello' },
      {},
      /answered 200, which Telnyx does not/,
      /ends in \/v2/,
    ],
    [
      'the connection does not exist',
      { status: 404, body: { errors: [] } },
      {},
      /no Call Control application 1293/,
      /Take its id/,
    ],
    [
      'API version 1',
      () => application({ webhook_api_version: '1' }),
      {},
      /webhooks of API version 1/,
      /webhook_api_version to "2"/,
    ],
    ['no webhook URL', () => application({ webhook_event_url: '' }), {}, /no webhook URL/, /\/webhooks\/telnyx/],
    ['not active', () => application({ active: false }), {}, /is not active/, /Switch it on/],
    [
      'the clock is off',
      () => ({ ...application(), headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT' } }),
      {},
      /clock is \d+ s off/,
      /Set the clock/,
    ],
    [
      'the token is short',
      () => application(),
      { CALLCHART_TOKEN: 'short' },
      /CALLCHART_TOKEN is shorter/,
      /openssl rand/,
    ],
    ['PORT is none', () => application(), { PORT: 'http' }, /PORT is no port/, /whole number/],
  ])('%s', async (_name, answer, env, what, remedy) => {
    const { status, report } = await examine(typeof answer === 'function' ? answer() : answer, env);
    const broken = report.findings.filter(({ result }) => result === 'broken');
    expect(broken).toEqual([
      { result: 'broken', what: expect.stringMatching(what), remedy: expect.stringMatching(remedy) },
    ]);
    expect({ status, ok: report.ok }).toEqual({ status: 1, ok: false });
  });

  test('without a connection id it names those that there are', async () => {
    const list = { body: { data: [(application().body as { data: unknown }).data] } };
    const { status, report } = await examine(list, { TELNYX_CONNECTION_ID: '' });
    expect(status).toBe(0);
    expect(report.findings).toContainEqual({
      result: 'warn',
      what: expect.stringContaining('TELNYX_CONNECTION_ID is not set'),
      remedy: 'Set it to one of 1293384261075731499 (front desk).',
    });
  });

  test('no outbound profile is a warning: calls can still come in', async () => {
    const { status, report } = await examine(application({ outbound: {} }));
    expect(status).toBe(0);
    expect(report.findings.filter(({ result }) => result === 'warn')).toMatchObject([
      { what: /no outbound voice profile/ },
    ]);
  });

  test('a port that something else has', async () => {
    const other = createServer();
    await listening(other);
    const { port } = other.address() as AddressInfo;
    const { status, report } = await examine(application(), { PORT: String(port) });
    other.close();
    expect(status).toBe(1);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ result: 'broken', what: expect.stringContaining(`Port ${port}`) }),
    );
  });

  test('a port that callchart serve has is as it should be', async () => {
    const { port } = new URL(healthUrl);
    const { report } = await examine(application(), { PORT: port });
    expect(report.findings).toContainEqual({ result: 'ok', what: `Port ${port}: callchart serve answers there` });
  });
});

test('Node is measured against what the package needs', () => {
  expect(checkNode('20.18.3')).toMatchObject({ result: 'broken', remedy: 'Install Node 20.19 or newer.' });
  expect(checkNode('18.20.0').result).toBe('broken');
  for (const version of ['20.19.0', '22.0.0', '24.1.0']) expect(checkNode(version).result).toBe('ok');
});

test('the built bin says it in lines, with an exit code', async () => {
  buildCli();
  api = await recordingApi(() => application({ webhook_api_version: '1' }));
  const env = {
    TELNYX_API_KEY: 'KEYsecretOfMine',
    TELNYX_PUBLIC_KEY: publicKey,
    TELNYX_BASE_URL: api.baseUrl,
    PORT: '0',
  };
  const { status, out } = await runCli(['doctor'], { cwd: folder, env: { ...env, TELNYX_CONNECTION_ID: '1' } });
  expect(out).toMatch(/^✓ Node [\s\S]*✗ It sends webhooks of API version 1.*\n {4}Set webhook_api_version to "2"/m);
  expect(out).toMatch(/\n1 thing is broken\.\n$/);
  expect(out).not.toContain('KEYsecret');
  expect(status).toBe(1);
}, 120_000);
