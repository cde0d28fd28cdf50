/**
 * SQLite's lock on its file, which is the operating system's: it keeps every other process out, and it dies with its
 * process. It knows no table.
 */
import type { SqliteConnection } from './driver.ts';

/**
 * Has the lock taken by the next access and kept. Set before WAL is, it also means that there is no shared memory in
 * which others could join (sqlite.org/wal.html, "Use of WAL Without Shared-Memory").
 */
export function keepLock(connection: SqliteConnection, timeoutMs: number): void {
  connection.exec(`PRAGMA busy_timeout = ${timeoutMs}; PRAGMA locking_mode = EXCLUSIVE`);
}

/**
 * Brings the log into the file, removes it, and gives the lock back. Closing is not enough: with
 * `@photostructure/sqlite` the file stays open, and locked, until the last statement is collected as garbage.
 */
export function giveBackLock(connection: SqliteConnection): void {
  // A lock that was taken in WAL is kept until WAL is left.
  connection.exec('PRAGMA journal_mode = DELETE');
  unlock(connection);
}

/** Closes a file that is not to be used. One that is not ours is left as it is, in whatever mode. */
export function abandon(connection: SqliteConnection, isOurs: boolean): void {
  try {
    connection.exec('PRAGMA busy_timeout = 0');
    if (isOurs) giveBackLock(connection);
    else unlock(connection);
  } catch {
    // It could not be read at all: what is wrong with it is already being said.
  }
  connection.close();
}

/** The lock goes with the access that follows the setting. */
function unlock(connection: SqliteConnection): void {
  connection.exec('PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema');
}
