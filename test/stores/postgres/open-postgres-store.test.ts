/** What opening a PostgreSQL store refuses, and with which words. */
import { openPostgresStore } from 'callchart/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadDriver } from '../../../src/stores/postgres/driver.ts';
import { commitOf } from '../call-commits.ts';
import { PostgresServer } from './postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

describe('refused', () => {
  test.each([
    { poolSize: 0 },
    { poolSize: 101 },
    { connectTimeoutMs: 0.5 },
    { statementTimeoutMs: 99 },
    { settleTimeoutMs: -1 },
    { schema: 'Calls' },
  ])('options out of bounds: %o', async (options) => {
    await expect(openPostgresStore(options)).rejects.toMatchObject({ code: 'store.invalid', retryable: false });
  });

  test('a server that is not there: to be tried again, and without its password in the message', async () => {
    const connectionString = 'postgres://somebody:secret@127.0.0.1:1/calls';
    const error: unknown = await openPostgresStore({ connectionString }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'store.open', retryable: true });
    expect(String(error)).not.toContain('secret');
  });

  test('a database that is not there', async () => {
    const url = new URL(server.url);
    url.pathname = '/no_such_database';
    await expect(openPostgresStore({ connectionString: url.href })).rejects.toMatchObject({
      code: 'store.open',
      retryable: false,
      details: { sqlstate: '3D000' },
      message: expect.stringContaining('Create the database') as unknown,
    });
  });

  test('a server that forgets', async () => {
    const forgetful = await PostgresServer.start('-c', 'fsync=off');
    try {
      await expect(openPostgresStore({ connectionString: forgetful.url })).rejects.toMatchObject({
        code: 'store.durability',
        message: expect.stringContaining('fsync') as unknown,
      });
    } finally {
      await forgetful.stop();
    }
  });

  test('a machine without pg', async () => {
    const load = () => Promise.reject(new Error("Cannot find package 'pg'"));
    await expect(loadDriver(load)).rejects.toMatchObject({
      code: 'store.driver',
      message: expect.stringContaining('npm install pg') as unknown,
    });
  });
});

test('a pool of the caller stays open, and keeps no listener', async () => {
  const pool = new pg.Pool({ connectionString: server.url, max: 2 });
  const schema = server.newSchema();
  const store = await openPostgresStore({ pool, schema });
  await store.commit([commitOf('a')]);
  expect(await server.ask(`SELECT id FROM "${schema}".writers`)).toHaveLength(1);
  await store.close();
  expect(await server.ask(`SELECT id FROM "${schema}".writers`)).toEqual([]);
  expect(pool.listenerCount('error')).toBe(0);
  expect((await pool.query(`SELECT 1 AS one`)).rows).toEqual([{ one: 1 }]);
  pool.on('error', () => undefined);
  await pool.end();
  await server.drop(schema);
});

test('a pool of our own hears of a connection that the server ends while it is being closed', async () => {
  const end = vi.spyOn(pg.Pool.prototype, 'end');
  const schema = server.newSchema();
  const store = await openPostgresStore({ connectionString: server.url, schema });
  await store.close();
  const [pool] = end.mock.contexts as pg.Pool[];
  end.mockRestore();
  expect(() => pool?.emit('error', new Error('terminating connection due to administrator command'))).not.toThrow();
  expect(pool?.listenerCount('error')).toBe(1);
  await server.drop(schema);
});
