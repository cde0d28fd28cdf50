/** `callchart migrate`: a store's tables are there afterwards, at the newest version; with `--to`, calls of a server. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { loadFlowFile } from '../../src/cli/load-flow-file.ts';
import { ROOT } from '../architecture/repository-files.ts';
import { incoming, postWebhook, serve, type Served, token } from '../server/served.ts';
import { migrations } from '../../src/stores/postgres/schema.ts';
import { PostgresServer } from '../stores/postgres/postgres-server.ts';
import { surroundings } from './surroundings.ts';

test('a schema of PostgreSQL is made, and found up to date the next time', { timeout: 120_000 }, async () => {
  const server = await PostgresServer.start();
  const schema = server.newSchema();
  const store = `${server.url}?schema=${schema}`;
  for (const [argv, env] of [
    [['migrate', '--store', store], {}],
    [['migrate'], { CALLCHART_STORE: store }],
  ] as const) {
    const around = surroundings({ env });
    expect(await runCommandLine(argv, around)).toBe(0);
    expect(around.printed).toEqual({ out: 'The store is up to date.\n', err: '' });
  }
  const [newest] = await server.ask<{ version: number }>(`SELECT max(version) AS version FROM "${schema}".migrations`);
  expect(newest?.version).toBe(migrations.length);
  await server.drop(schema);
  await server.stop();
});

test('what cannot be opened is told, without the password', async () => {
  const around = surroundings();
  const store = 'postgres://user:secret@127.0.0.1:1/calls';
  expect(await runCommandLine(['migrate', '--store', store, '--verbose'], around)).toBe(1);
  expect(around.printed.err).toContain('The PostgreSQL store (schema callchart) could not be opened');
  expect(around.printed.err).not.toContain('secret');
});

describe('live calls of a server that runs, on its embedded store', () => {
  let folder: string;
  let server: Served;
  let callId: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'callchart-migrate-'));
    const text = readFileSync(join(ROOT, 'machines/front-desk.ts'), 'utf8');
    const renamed = text.replace("version: '1'", "version: '2'").replaceAll('goodbye', 'farewell');
    writeFileSync(join(folder, 'desk-1.ts'), text);
    writeFileSync(join(folder, 'desk-2.ts'), renamed);
    const [one, two] = await Promise.all(['desk-1.ts', 'desk-2.ts'].map((file) => loadFlowFile(file, folder)));
    const flows = [one, two].flatMap((each) => (each === undefined ? [] : [each.flow]));
    server = await serve({
      flows,
      token,
      store: `sqlite:${join(folder, 'calls.db')}`,
      shares: { 'front-desk@1': 100, 'front-desk@2': 0 },
    });
    await postWebhook(server.url, incoming());
    callId = (await server.runtime.calls())[0]?.callId ?? '';
  }, 60_000);
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function migrate(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
    const at = surroundings({ cwd: folder, env: { USER: 'ada', CALLCHART_TOKEN: token } });
    const code = await runCommandLine(['migrate', '--to', '2', ...argv], at);
    return { code, ...at.printed };
  }
  const version = (): Promise<unknown> => server.runtime.call(callId);

  test('the store is not to be had, and the message says whom to ask', async () => {
    const { code, err } = await migrate('desk-2.ts', '--store', 'sqlite:calls.db');
    expect([code, err]).toEqual([1, expect.stringContaining('Or ask the server that has it: --server <url>')]);
  });

  test('another file than the one that is served is refused', async () => {
    const text = readFileSync(join(folder, 'desk-2.ts'), 'utf8');
    writeFileSync(join(folder, 'other-2.ts'), text.replace('60_000', '61_000'));
    expect(await migrate('other-2.ts', '--server', server.url)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is another machine than the one that is meant'),
    });
    expect(await migrate('nobody', '--server', server.url)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Version 2 of flow "nobody" is not loaded here; loaded: front-desk@1, front-desk@2'),
    });
    expect(await migrate('--server', server.url)).toMatchObject({
      code: 2,
      err: expect.stringContaining('Which flow?'),
    });
    expect(await migrate('front-desk')).toMatchObject({ code: 1, err: expect.stringContaining('no flow file') });
  });

  test('the server tells what it would do, does it, and the journal says who asked', async () => {
    const dry = await migrate('front-desk', '--dry-run', '--server', server.url);
    expect(dry).toEqual({
      code: 0,
      out: `${callId}  answering@1 → answering@2\n1 call can be moved to front-desk@2.\n`,
      err: '',
    });
    expect(await version()).toMatchObject({ flow: { version: '1' } });
    copyFileSync(join(folder, 'desk-2.ts'), join(folder, 'copy.ts'));
    writeFileSync(join(folder, 'callchart.config.ts'), `export default { flows: ['desk-1.ts', 'copy.ts'] };`);
    const moved = await migrate('--server', server.url, '--json');
    expect([moved.code, JSON.parse(moved.out)]).toMatchObject([0, { callId, moved: true, to: 'answering' }]);
    expect(await version()).toMatchObject({ flow: { version: '2' } });
    const journal = await server.runtime.journal(callId);
    expect(journal.find(({ input }) => input.name === 'migrate')?.input).toMatchObject({ by: 'ada' });
  });
});
