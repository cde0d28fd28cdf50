/**
 * Opens a SQLite file as the place of calls: one process only, durable or not at all. It knows no call.
 */
import { resolve } from 'node:path';
import { CallchartError } from '../../errors/callchart-error.ts';
import { CallsFile } from './calls-file.ts';
import type { SqliteConnection, SqliteDriver } from './driver.ts';
import { sqliteCode, sqliteCodeOf, storeFailure } from './failure.ts';
import { abandon, keepLock } from './file-lock.ts';
import { lockHolder } from './lock-holder.ts';
import { migrate, pragma, versionOf } from './schema.ts';
import type { ThreadOptions } from './thread-messages.ts';

/** Opens a file with a given driver. */
export function openCallsFile(driver: SqliteDriver, options: ThreadOptions): CallsFile {
  const { lockTimeoutMs } = options;
  if (!Number.isInteger(lockTimeoutMs) || lockTimeoutMs < 0 || lockTimeoutMs > 60_000) {
    throw new CallchartError('store.invalid', `lockTimeoutMs is ${lockTimeoutMs}; it must be 0 to 60000 milliseconds.`);
  }
  if (options.file === '' || options.file === ':memory:') throw notDurable(options.file, 'it is no file');
  const file = resolve(options.file);
  let connection: SqliteConnection | undefined;
  let isOurs = false;
  try {
    connection = driver.open(file);
    keepLock(connection, lockTimeoutMs);
    // Nothing in the file is changed before it is known to be ours.
    versionOf(connection, file);
    isOurs = true;
    makeDurable(connection, file);
    migrate(connection, file);
    return new CallsFile(connection, file);
  } catch (error) {
    if (connection !== undefined) abandon(connection, isOurs);
    throw openFailure(error, file);
  }
}

function makeDurable(connection: SqliteConnection, file: string): void {
  connection.prepare('PRAGMA journal_mode = WAL').get();
  // Drivers are built with other defaults: NORMAL does not sync the log at every commit (sqlite.org/pragma.html).
  connection.exec('PRAGMA synchronous = FULL');
  // On macOS an fsync leaves data in the drive's own cache; elsewhere these change nothing.
  connection.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
  // Pages of 4 KiB: the log goes into the file every 16 MiB and is cut back to that; 32 MiB of pages are kept at hand.
  connection.prepare('PRAGMA wal_autocheckpoint = 4000').get();
  connection.prepare(`PRAGMA journal_size_limit = ${16 * 1024 * 1024}`).get();
  connection.exec('PRAGMA cache_size = -32768');
  const wanted = { journal_mode: 'wal', synchronous: 2, locking_mode: 'exclusive' };
  for (const [name, value] of Object.entries(wanted)) {
    const actual = pragma(connection, name);
    if (actual !== value) throw notDurable(file, `${name} is ${actual} where ${value} was set`);
  }
  // Whatever cannot be written to is refused now and not at the first call.
  connection.exec('BEGIN IMMEDIATE; COMMIT');
}

function openFailure(error: unknown, file: string): CallchartError {
  const code = sqliteCodeOf(error);
  if (code === sqliteCode.busy || code === sqliteCode.locked) return locked(file, error);
  const failure = storeFailure(error, 'write', file);
  if (failure.code !== 'store.write') return failure;
  const why = error instanceof Error ? error.message : String(error);
  return new CallchartError(
    'store.open',
    `The store ${file} could not be opened: ${why}. Check that its directory exists and that file and directory can be written by this user.`,
    { cause: error, details: { file, sqlite: code } },
  );
}

function locked(file: string, cause: unknown): CallchartError {
  const pid = lockHolder(file);
  const who = pid === undefined ? 'another process' : pid === process.pid ? 'this process already' : `process ${pid}`;
  return new CallchartError(
    'store.locked',
    `The store ${file} is in use by ${who}. One process at a time has an embedded store: stop the other one, or name another file.`,
    { cause, details: { file, ...(pid !== undefined && { pid }) } },
  );
}

function notDurable(file: string, why: string): CallchartError {
  return new CallchartError(
    'store.durability',
    `The store "${file}" cannot hold data durably: ${why}. Name a file on a local disk; for a store that forgets, use MemoryStore.`,
    { details: { file } },
  );
}
