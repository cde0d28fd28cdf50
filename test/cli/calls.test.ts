/** `callchart calls`, `show` and `export`, on a store and on a running server. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFlow, MemoryStore, parseRecordedCall, type Runtime, verifyRecord } from 'callchart';
import { createHandlers, listen, type NodeServer } from 'callchart/server';
import { openSqliteStore } from 'callchart/sqlite';
import { simulate } from 'callchart/testing';
import { createVerifier } from 'callchart';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { menuFlow } from '../replay/recorded-calls.ts';
import { copyCalls } from '../replay/copied-calls.ts';
import { BIN, buildCli } from './built-cli.ts';
import { surroundings } from './surroundings.ts';

const token = 'a-token-for-tests-0123456789';
let folder: string;
let server: NodeServer;
let runtime: Runtime;

/** A store with three calls: one is put through, one fails, one still waits; and a server over the same. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-calls-'));
  const store = new MemoryStore();
  const line = await simulate(menuFlow(), { runtime: { store } });
  line.simulator.onDial('+15550100', { does: 'answer', afterMs: 1_000 });
  const first = line.call({ from: '+15550100021' });
  await line.advance(6_000);
  first.press('1');
  await line.advance(10_000);
  first.hangUp();
  await line.advance(30_000);
  line.simulator.faults.command({ name: 'gatherUsingSpeak', times: 1 }, { status: 422, code: '10015' });
  line.call({ from: '+15550100022' });
  await line.advance(90_000);
  line.call({ from: '+15550100023' });
  await line.advance(4_000);
  runtime = line.runtime;
  const handlers = createHandlers({
    runtime,
    verifiers: createVerifier({ publicKey: line.simulator.publicKey }),
    token,
  });
  server = await listen(handlers.public, { port: 0 });
  await run('export', 'call-1', '--server', server.url, '--token', token, '--out', 'served.json');
  servedList = (await run('calls', '--json', '--server', server.url, '--token', token)).out;
  await server.close();
  await line.close();
  const kept = await openSqliteStore({ file: join(folder, 'calls.db') });
  await copyCalls(store, kept);
  await kept.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let servedList = '';

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const at = surroundings({ cwd: folder, env: {} });
  const code = await runCommandLine(argv, at);
  return { code, ...at.printed };
}
const listed = async (...argv: string[]): Promise<string[]> => {
  const { out } = await run('calls', '--json', '--store', 'sqlite:calls.db', ...argv);
  return out.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { callId: string }).callId]));
};

describe('calls', () => {
  test('are listed newest first, and told apart by what went wrong', async () => {
    expect(await listed()).toEqual(['call-3', 'call-2', 'call-1']);
    expect(await listed('--outcome', 'failed')).toEqual(['call-2']);
    expect(await listed('--outcome', 'live')).toEqual(['call-3']);
    expect(await listed('--failed-commands')).toEqual(['call-2']);
    expect(await listed('--number', '+15550100021')).toEqual(['call-1']);
    expect(await listed('--flow', 'other')).toEqual([]);
    expect(await listed('--since', '2026-01-01T00:02:00Z')).toEqual(['call-3']);
    expect(await listed('--until', '2026-01-01T00:00:10Z')).toEqual(['call-1']);
    expect(await listed('--stuck', '1s')).toEqual(['call-3']);
    expect(await listed('--silence', '1h')).toEqual([]);
    expect(await listed('--limit', '2')).toEqual(['call-3', 'call-2']);
  });

  test('a table for people; a server gives the same list', async () => {
    const { code, out } = await run('calls', '--store', 'sqlite:calls.db');
    expect(code).toBe(0);
    expect(out).toMatch(/^call +begun +flow[^]*call-2 .*menu-flow@1 .*failed .*gatherUsingSpeak failed/);
    expect(servedList.split('\n').length).toBe(4);
    expect(servedList).toContain('"callId":"call-1"');
  });

  test('mistakes are named', async () => {
    expect(await run('calls', '--since', 'yesterday')).toMatchObject({ code: 2, err: expect.stringContaining('24h') });
    expect(await run('calls', '--outcome', 'fialed')).toMatchObject({
      code: 2,
      err: expect.stringContaining('failed'),
    });
    expect(await run('calls', '--store', 'sqlite:none.db')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no store none.db here'),
    });
    expect(await run('show', 'nobody', '--store', 'sqlite:calls.db')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no call nobody'),
    });
    expect(await run('show')).toMatchObject({ code: 2, err: expect.stringContaining('Which call?') });
  });
});

test('show prints the ladder, and what a call waits for that goes on', async () => {
  const over = await run('show', 'call-1', '--store', 'sqlite:calls.db');
  expect(over.out).toMatch(/Call call-1, flow menu-flow@1[^]*● menu[^]*← transfer[^]*● connected/);
  const live = await run('show', 'call-3', '--store', 'sqlite:calls.db');
  expect(live.out).toMatch(/In menu since[^]*timer xstate\.after\.12000\.menu-flow\.menu[^]*leg caller#1: answered/);
});

test('export writes a record that repeats itself; masked too; and over HTTP', async () => {
  const flow = loadFlow(menuFlow());
  const { out } = await run('export', 'call-1', '--store', 'sqlite:calls.db');
  const record = parseRecordedCall(out);
  expect(verifyRecord(record, flow).difference).toBeUndefined();
  const masked = await run('export', 'call-1', '--store', 'sqlite:calls.db', '--mask', '--out', 'masked.json');
  expect(masked.out).toBe('');
  const text = readFileSync(join(folder, 'masked.json'), 'utf8');
  expect(text).not.toContain('+1555');
  expect(verifyRecord(parseRecordedCall(text), flow).difference).toBeUndefined();
  const served = parseRecordedCall(readFileSync(join(folder, 'served.json'), 'utf8'));
  expect(served.journal).toEqual(record.journal);
});

test('who has seen enough stops reading, and the command ends well', async () => {
  buildCli();
  const command = `"${process.execPath}" "${BIN}" export call-1 --store sqlite:calls.db`;
  const shell = spawnSync(
    'bash',
    ['-c', `set -o pipefail; (sleep 0.1; exec ${command}) | true; echo "\${PIPESTATUS[0]}"`],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  expect([shell.stdout, shell.stderr]).toEqual(['0\n', '']);
}, 120_000);
