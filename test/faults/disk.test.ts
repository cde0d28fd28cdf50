/**
 * Disks that fail under `callchart serve`: one that is full for a while, a file that cannot be written, a file that is
 * damaged or somebody else's. A clear error, nothing overwritten, nothing acknowledged that is not kept.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signWebhook } from 'callchart';
import { openSqliteStore } from 'callchart/sqlite';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../architecture/repository-files.ts';
import { buildCli, runCli, Running } from '../cli/built-cli.ts';
import { commitOf } from '../stores/call-commits.ts';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const flow = join(ROOT, 'test/faults/flows/counting.ts');
const env = {
  TELNYX_API_KEY: 'KEYtest',
  // Nobody is there: commands fail, and what is stored of that does not matter here.
  TELNYX_BASE_URL: 'http://127.0.0.1:9/v2',
  TELNYX_CONNECTION_ID: '2811212257810187875',
  TELNYX_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'),
};
const args = (file: string): string[] => ['serve', flow, '--port', '0', '--store', `sqlite:${file}`];

let folder: StoreFolder;
let running: Running | undefined;
beforeAll(buildCli, 300_000);
beforeEach(() => {
  folder = new StoreFolder();
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  running = undefined;
  folder.remove();
});

/** An event that belongs to no call: it is stored and acknowledged, and asks for nothing. */
async function post(url: string, id: string, filling = ''): Promise<Response> {
  const at = new Date().toISOString();
  const payload = { call_control_id: `v3:${id}`, filling };
  const body = JSON.stringify({
    data: { record_type: 'event', event_type: 'call.hangup', id, occurred_at: at, payload },
  });
  const signature = signWebhook(privateKey, Date.now() / 1_000, body);
  return fetch(url, { method: 'POST', headers: { ...signature, 'content-type': 'application/json' }, body });
}

const prlimit = spawnSync('prlimit', ['--version']).error === undefined;
if (!prlimit) console.warn('A FULL DISK IS NOT TRIED: prlimit (util-linux) is not there.');

describe('a disk that is full', () => {
  test.skipIf(!prlimit)(
    'is 503 until there is room again; what was acknowledged is kept',
    { timeout: 240_000 },
    async () => {
      running = new Running(args(folder.file), { cwd: folder.path, env });
      const [, url = ''] = await running.printed(/^Webhooks: (http:\S+)$/m);
      const ready = async (): Promise<number> => (await fetch(new URL('/readyz', url))).status;
      // No file of this process may grow beyond this: whoever writes more is refused, as on a full disk.
      const room = (bytes: string): void => {
        execFileSync('prlimit', ['--pid', String(running?.child.pid), `--fsize=${bytes}:unlimited`]);
      };
      const acknowledged: string[] = [];
      const refused: string[] = [];
      const filling = 'x'.repeat(40_000);
      expect((await post(url, 'first')).status).toBe(200);
      acknowledged.push('first');
      room('400000');
      const fill = async (id: string, size: number): Promise<number> => {
        const answer = await post(url, id, filling.slice(0, size));
        const { status } = answer;
        // Accepted, or told when to come again: nothing else.
        const waits = Number(answer.headers.get('retry-after')) > 0;
        expect({ status, waits }).toEqual(status === 200 ? { status, waits: false } : { status: 503, waits: true });
        (status === 200 ? acknowledged : refused).push(id);
        return status;
      };
      for (let at = 0; (await fill(`large-${at}`, filling.length)) === 200;) at += 1;
      // What is small may still find room, and so does the trial write of `/readyz`, until there is none at all.
      for (let at = 0; (await fill(`small-${at}`, 0)) === 200 || (await ready()) === 200;) at += 1;
      expect(acknowledged.length).toBeGreaterThan(2);
      room('unlimited');
      // As Telnyx does: what was refused comes again.
      for (const id of refused) expect((await post(url, id, filling)).status).toBe(200);
      // It is asked anew every second.
      let status = 0;
      while (status !== 200) status = await ready();
      expect((await running.stop()).status).toBe(0);
      const store = await openSqliteStore({ file: folder.file });
      const keys = [...acknowledged, ...refused].map((id) => `webhook:${id}`);
      expect([...(await store.find({ keys })).keys.keys()]).toHaveLength(keys.length);
      expect(await store.unrouted(1_000)).toHaveLength(keys.length);
      await store.close();
    },
  );
});

describe('a file that cannot be had: it is said, the exit code is 1, and nothing is changed', () => {
  test.each([
    ['is text', () => writeFileSync(folder.file, 'Dear diary, '.repeat(500))],
    ['has lost its first page', () => writeFileSync(folder.file, readFileSync(folder.file).fill(0, 0, 4_096))],
    ['is cut in the middle of its header', () => writeFileSync(folder.file, readFileSync(folder.file).subarray(0, 60))],
  ])('one that %s', { timeout: 120_000 }, async (_what, damage) => {
    const store = await openSqliteStore({ file: folder.file });
    await store.commit([commitOf('a')]);
    await store.close();
    damage();
    const before = readFileSync(folder.file);
    const { status, err } = await runCli(args(folder.file), { cwd: folder.path, env });
    expect({ status, err }).toEqual({
      status: 1,
      err: expect.stringContaining(`The store ${folder.file} cannot be used`) as unknown,
    });
    expect(readFileSync(folder.file).equals(before)).toBe(true);
    expect(folder.files()).toEqual(['calls.db']);
  });

  // Root may write everything; what a store says then is tested where a file is opened.
  test.skipIf(process.geteuid?.() === 0)('one that this user may not write', { timeout: 120_000 }, async () => {
    writeFileSync(folder.file, '');
    chmodSync(folder.file, 0o444);
    const { status, err } = await runCli(args(folder.file), { cwd: folder.path, env });
    expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining('could not be opened') as unknown });
  });
});
