/**
 * Opens a SQLite file as a store, in a thread of its own. What the file has to be like is not known here.
 */
import { resolve } from 'node:path';
import { systemClock, type Clock } from '../../clock/clock.ts';
import type { Store } from '../store.ts';
import { SqliteStore } from './sqlite-store.ts';
import { ThreadLink } from './thread-link.ts';

/** Where a SQLite store is and how it is opened. */
export interface SqliteStoreOptions {
  /** Path of the database file. It is made when it is not there; its directory has to be. */
  readonly file: string;
  /** How long to wait for another process to let go of the file, milliseconds, 0 to 60000. Default 1000. */
  readonly lockTimeoutMs?: number;
  /** Time for what carries none of its own. Default the machine's. */
  readonly clock?: Clock;
}

/**
 * Opens a store in a SQLite file: WAL, an fsync for every transaction (`synchronous=FULL`, set and read back), and a
 * lock of the operating system that keeps every other process out and dies with this one. A thread of its own writes
 * and reads: everything that is committed while it writes goes into its next transaction.
 *
 * It uses `node:sqlite` (Node 22.13 and newer), else the package `@photostructure/sqlite`.
 *
 * @throws CallchartError `store.driver` when neither is there; `store.locked` when another process has the file;
 * `store.corrupt` when the file is no database of Callchart (it is left as it is); `store.version` when a newer
 * Callchart wrote it; `store.durability` when the place cannot hold data durably; `store.open` when the file cannot be
 * opened or written; `store.thread` when no thread can be started.
 *
 * @example
 * ```ts
 * import { openSqliteStore } from 'callchart/sqlite';
 *
 * const store = await openSqliteStore({ file: 'calls.db' });
 * console.log(await store.list({ open: true }));
 * await store.close();
 * ```
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { lockTimeoutMs = 1_000, clock = systemClock } = options;
  // An empty name is no name of a file: it must not become the directory's.
  const file = options.file === '' || options.file === ':memory:' ? options.file : resolve(options.file);
  return new SqliteStore(await ThreadLink.open({ file, lockTimeoutMs }, clock), file, clock);
}
