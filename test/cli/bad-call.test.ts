/** The walk of docs/bad-call.md, from the alarm to the fixed deploy, with the command line as its reader has it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore } from 'callchart';
import { openSqliteStore } from 'callchart/sqlite';
import { simulate } from 'callchart/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { loadFlowFile } from '../../src/cli/load-flow-file.ts';
import { ROOT } from '../architecture/repository-files.ts';
import { copyCalls } from '../replay/copied-calls.ts';
import { surroundings } from './surroundings.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-bad-call-'));
  const text = readFileSync(join(ROOT, 'machines/front-desk.ts'), 'utf8');
  writeFileSync(join(folder, 'desk.ts'), text);
  writeFileSync(
    join(folder, 'desk-2.ts'),
    text.replace("version: '1'", "version: '2'").replace("'Goodbye.'", "'Thank you, and goodbye.'"),
  );
  const { flow } = await loadFlowFile('desk.ts', folder);
  const store = new MemoryStore();
  const line = await simulate(flow, { runtime: { store } });
  line.simulator.faults.command({ name: 'gatherUsingSpeak', nth: 1 }, { status: 422, code: '10015' });
  line.call({ from: '+15550100021' });
  await line.advance(4 * 60_000);
  line.call({ from: '+15550100022' });
  await line.advance(5_000);
  await line.close();
  const kept = await openSqliteStore({ file: join(folder, 'callchart.db') });
  await copyCalls(store, kept);
  await kept.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function callchart(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const at = surroundings({ cwd: folder, env: { USER: 'ada' } });
  const code = await runCommandLine(argv, at);
  return { code, ...at.printed };
}

test('found, looked at, kept, executed again, compared, counted, and its successor deployed', async () => {
  const found = await callchart('calls', '--failed-commands');
  expect(found.out).toMatch(/^call-1 /m);
  expect(found.out).not.toMatch(/^call-2 /m);
  expect((await callchart('show', 'call-1')).out).toContain('gatherUsingSpeak');

  expect(await callchart('export', 'call-1', '--mask', '--out', 'bad-call.json')).toMatchObject({ code: 0, err: '' });
  await callchart('export', 'call-1', '--test', '--flow', 'desk.ts', '--out', 'bad-call.test.ts');
  expect(readFileSync(join(folder, 'bad-call.test.ts'), 'utf8')).toContain(`import * as flow from './desk.ts';`);
  expect(existsSync(join(folder, 'bad-call.json'))).toBe(true);

  const same = await callchart('replay', 'bad-call.json', '--flow', 'desk.ts');
  expect(same).toMatchObject({ code: 0, out: expect.stringContaining('the same to the byte') });

  const one = await callchart('replay', 'call-1', '--flow', 'desk-2.ts');
  const all = await callchart('replay', '--all', '--flow', 'desk-2.ts');
  expect(all.out).toMatch(/^2 calls on front-desk@2: \d the same/);
  // Whoever hears the goodbye hears another one; the others the same.
  expect(one.out).toMatch(/The same states and commands|instead of/);

  const dry = await callchart('migrate', 'desk-2.ts', '--to', '2', '--dry-run');
  expect(dry).toMatchObject({ code: 0, out: expect.stringMatching(/^call-2 .*@1 → .*@2.*\n1 call can be moved/) });
  expect(await callchart('migrate', 'desk-2.ts', '--to', '2')).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 call was moved'),
  });
  expect((await callchart('migrate', 'desk-2.ts', '--to', '2', '--dry-run')).out).toContain(
    'No live call is on another version of front-desk@2',
  );
  expect((await callchart('show', 'call-2', '--json')).out).toContain('"by": "ada"');
  expect((await callchart('show', 'call-2')).out).toContain('to version 2 by ada');

  // A call that was moved is executed again on both versions.
  expect(await callchart('replay', 'call-2', '--flow', 'desk.ts')).toMatchObject({
    code: 2,
    err: expect.stringContaining('the call went on with front-desk@2. Name that file'),
  });
  expect((await callchart('replay', '--all', '--flow', 'desk.ts')).out).toContain(
    'which is not in callchart.config.ts',
  );
  writeFileSync(join(folder, 'callchart.config.ts'), `export default { flows: ['desk.ts', 'desk-2.ts'] };`);
  expect(await callchart('replay', 'call-2')).toMatchObject({ code: 0, out: expect.stringContaining('to the byte') });
  expect((await callchart('replay', '--all', '--flow', 'desk.ts')).out).toMatch(/^2 calls .*: 2 the same/);
}, 120_000);

test('what cannot be done says so', async () => {
  expect(await callchart('migrate', 'desk.ts', '--to', '2')).toMatchObject({
    code: 2,
    err: expect.stringContaining('not version 2'),
  });
  expect(await callchart('migrate', '--dry-run')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--to <version>'),
  });
  expect(await callchart('replay', 'none.json')).toMatchObject({
    code: 1,
    err: expect.stringContaining('callchart export'),
  });
  expect(await callchart('hangup', 'call-2', '--server', 'http://127.0.0.1:1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not answer'),
  });
});
