/** The store in a PostgreSQL database keeps the contract of every store. */
import { openPostgresStore } from 'callchart/postgres';
import type pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { storeContract } from '../contract.ts';
import { PostgresServer } from './postgres-server.ts';

let server: PostgresServer;
let pool: pg.Pool;
let schema: string;
beforeAll(async () => {
  server = await PostgresServer.start();
  pool = server.newPool(4);
  schema = server.newSchema();
});
afterAll(async () => {
  await pool.end();
  await server.drop(schema);
  await server.stop();
});

storeContract('PostgresStore', async () => {
  let store = await openPostgresStore({ pool, schema });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openPostgresStore({ pool, schema });
      return store;
    },
    async destroy() {
      await store.close();
      await server.empty(schema);
    },
  };
});
