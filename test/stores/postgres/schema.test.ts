/** The schema: a snapshot of what the migrations make, and that released ones are never changed. */
import { openPostgresStore } from 'callchart/postgres';
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Connections } from '../../../src/stores/postgres/connection.ts';
import { migrate, migrations, quoteSchema, versionOf } from '../../../src/stores/postgres/schema.ts';
import { PostgresServer } from './postgres-server.ts';

let server: PostgresServer;
let pool: pg.Pool;
let connections: Connections;
let schema: string;
beforeAll(async () => {
  server = await PostgresServer.start();
  pool = server.newPool();
  connections = new Connections(pool, 10_000);
});
afterAll(async () => {
  await pool.end();
  await server.stop();
});
beforeEach(() => {
  schema = server.newSchema();
});
afterEach(() => server.drop(schema));

/** Columns, indices and functions, a line each. */
async function schemaOf(): Promise<string> {
  const rows = await server.ask<{ line: string }>(
    `SELECT line FROM (
      SELECT 1 AS part, format('column %s.%s %s %s%s', table_name, column_name, data_type, collation_name,
          CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END) AS line
        FROM information_schema.columns WHERE table_schema = $1
      UNION ALL SELECT 2, replace(indexdef, $1, 'callchart') FROM pg_indexes WHERE schemaname = $1
      UNION ALL SELECT 3, format('function %s(%s)', proname, pg_get_function_identity_arguments(oid))
        FROM pg_proc WHERE pronamespace = $1::regnamespace
    ) AS lines ORDER BY part, line COLLATE "C"`,
    [schema],
  );
  return rows.map(({ line }) => `${line}\n`).join('');
}

describe('the schema', () => {
  test('is this', async () => {
    await migrate(connections, schema);
    expect(await connections.use((session) => versionOf(session, schema))).toBe(migrations.length);
    await expect(await schemaOf()).toMatchFileSnapshot('schema.txt');
  });

  test('grows by new migrations; these are as they were released', () => {
    const prints = migrations.map((sql) => createHash('sha256').update(sql('"s"')).digest('hex').slice(0, 16));
    expect(prints).toMatchInlineSnapshot(`
      [
        "0513f454b5bb10aa",
        "0bf16822d6fdc7da",
        "190d72c22f85958c",
        "c514849ab102050b",
      ]
    `);
  });
});

describe('migrating', () => {
  const added = (name: string): string => `CREATE TABLE ${name}.added (a text)`;
  const version = () => connections.use((session) => versionOf(session, schema, 99));

  test('runs what is missing, once, however many try it', async () => {
    const longer = [...migrations, added];
    await migrate(connections, schema);
    await Promise.all([1, 2, 3, 4].map(() => migrate(connections, schema, longer)));
    expect(await version()).toBe(migrations.length + 1);
  });

  test('is done as a whole or not at all', async () => {
    await expect(migrate(connections, schema, [added, () => 'no SQL'])).rejects.toThrow('syntax error');
    expect(await version()).toBe(0);
    await migrate(connections, schema, [added]);
    expect(await version()).toBe(1);
  });

  test('leaves alone what a newer one made', async () => {
    await migrate(connections, schema, [...migrations, added]);
    await expect(openPostgresStore({ pool, schema })).rejects.toMatchObject({
      code: 'store.version',
      message: expect.stringContaining(schema) as unknown,
      retryable: false,
    });
  });
});

test('names of schemas: only plain ones', () => {
  expect(quoteSchema('callchart_2')).toBe('"callchart_2"');
  for (const name of ['', 'A', '2a', 'a-b', 'a"b', 'pg_calls', 'a'.repeat(64)]) {
    expect(() => quoteSchema(name), name).toThrow('schema');
  }
});
