/**
 * `callchart serve` with clients that mean no good: thousands of connections that send nothing or never finish, and
 * bodies that are far too large or nested without end, again and again. Telnyx is answered meanwhile, they are got rid
 * of, and the process is no larger afterwards. There are ten thousand connections, fewer only where the limit of open
 * files is lower; CALLCHART_FAULT_CONNECTIONS says how many.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { signWebhook } from 'callchart';
import { ROOT } from '../architecture/repository-files.ts';
import { buildCli } from '../cli/built-cli.ts';
import { recordingApi, type RecordingApi } from '../cli/recording-api.ts';
import { incoming } from '../server/served.ts';
import { rawConnection } from '../server/raw-connection.ts';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';
import { SupervisedServer } from './supervised-server.ts';

beforeAll(buildCli, 300_000);

// What this process and the server need beside them.
const otherFiles = 500;
const connections = Number(process.env['CALLCHART_FAULT_CONNECTIONS'] || Math.min(10_000, openFiles() - otherFiles));
const rounds = Number(process.env['CALLCHART_FAULT_ROUNDS'] || 25);

let folder: StoreFolder;
let telnyx: RecordingApi;
let server: SupervisedServer;
let privateKey: KeyObject;
let url: string;
beforeEach(async () => {
  folder = new StoreFolder();
  telnyx = await recordingApi();
  const pair = generateKeyPairSync('ed25519');
  privateKey = pair.privateKey;
  const flow = join(ROOT, 'test/faults/flows/counting.ts');
  server = new SupervisedServer(['serve', flow, '--port', '0', '--store', `sqlite:${folder.file}`], {
    cwd: folder.path,
    env: {
      TELNYX_API_KEY: 'KEYtest',
      TELNYX_BASE_URL: telnyx.baseUrl,
      TELNYX_PUBLIC_KEY: pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'),
    },
  });
  server.start();
  ({ url } = await server.reachable);
});
afterEach(async () => {
  await server.stop('SIGKILL');
  await telnyx.close();
  folder.remove();
});

async function post(body: string | Uint8Array): Promise<number> {
  const headers = { ...signWebhook(privateKey, Date.now() / 1_000, body) };
  const response = await fetch(url, { method: 'POST', body: body as string, headers });
  await response.arrayBuffer();
  return response.status;
}

const statusesOf = async (name: string, count: number): Promise<readonly number[]> => {
  const statuses: number[] = [];
  for (let at = 1; at <= count; at++)
    statuses.push(await post(incoming({ id: `${name} ${at}`, leg: `${name}-${at}` })));
  return [...new Set(statuses)];
};

const beginnings = ['', 'P', 'POST /webhooks/telnyx HTTP/1.1\r\nHost: a\r\nX-Slow: '];

test(`${connections} connections that send nothing`, { timeout: 300_000 + connections * 20 }, async () => {
  const ended: Promise<string>[] = [];
  const bodies: Socket[] = [];
  for (let count = 0; count < connections; count++) {
    const connection = await rawConnection(url);
    connection.write(beginnings[count % beginnings.length] ?? '');
    ended.push(connection.ended);
    // One in a hundred begins a body: that may take longer, and is looked at elsewhere (test/server/node-server.test.ts).
    if (count % 100 !== 0) continue;
    const slow = await rawConnection(url);
    slow.write('POST /webhooks/telnyx HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{');
    bodies.push(slow.socket);
  }
  expect(await statusesOf('meanwhile', 30)).toEqual([200]);
  const answers = new Set((await Promise.all(ended)).map((text) => text.split('\r\n')[0]));
  // Node answers 408 where it can, and where nothing was sent just closes.
  expect([...answers].filter((line) => line !== '' && line !== 'HTTP/1.1 408 Request Timeout')).toEqual([]);
  for (const socket of bodies) socket.destroy();
  expect(await statusesOf('afterwards', 3)).toEqual([200]);
});

/** How many files a process may open. Linux tells it; Node itself raises its own limit to that. */
function openFiles(): number {
  if (!existsSync('/proc/self/limits')) return 1_024;
  const [, hard] = /^Max open files +\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return Number(hard ?? Infinity);
}

/** What the process keeps in memory, in megabytes. Linux tells it. */
function residentMegabytes(): number {
  const [, kilobytes] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.running?.child.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

const large = 'x'.repeat(10_000_000);
const nested = `{"data":{"event_type":"call.answered","payload":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`;

/** A body whose size is not told beforehand. */
function inChunks(): ReadableStream<Uint8Array> {
  let left = 100;
  return new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(100_000));
      else controller.close();
    },
  });
}

async function nuisance(): Promise<readonly number[]> {
  const chunked = await fetch(url, { method: 'POST', body: inChunks(), duplex: 'half' });
  await chunked.arrayBuffer();
  return [await post(large), chunked.status, await post(nested), await post('['.repeat(1_000_000)), await post('{')];
}

// The heap breathes; but a sixth of what was sent, kept, would be more than this.
const mostMegabytesMore = 60;

test.runIf(existsSync('/proc/self/status'))(
  `${rounds} rounds of bodies beyond measure`,
  { timeout: 300_000 + rounds * 4_000 },
  async () => {
    for (let round = 0; round < 10; round++) expect(await nuisance()).toEqual([413, 413, 400, 400, 400]);
    const before = residentMegabytes();
    for (let round = 0; round < rounds; round++) expect(await nuisance()).toEqual([413, 413, 400, 400, 400]);
    const more = residentMegabytes() - before;
    console.log(
      `${rounds} rounds, ${rounds * 21} MB: ${before.toFixed()} MB resident before, ${more.toFixed()} MB more after`,
    );
    expect(more).toBeLessThan(mostMegabytesMore);
    expect(await statusesOf('afterwards', 3)).toEqual([200]);
  },
);
