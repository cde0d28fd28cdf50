/** `callchart migrate`: a store's tables are there afterwards, at the newest version. */
import { expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
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
