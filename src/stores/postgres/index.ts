/** What `callchart/postgres` exports: the store that several processes share. The root import does not load it, nor a driver. */
export { openPostgresStore, type PostgresStoreOptions } from './open-postgres-store.ts';
export type { PostgresConnection, PostgresPool } from './connection.ts';
