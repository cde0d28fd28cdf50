/** What `callchart/sqlite` exports: the embedded durable store. The root import does not load it, nor a driver. */
export { openSqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts';
