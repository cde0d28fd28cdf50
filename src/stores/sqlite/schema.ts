/**
 * The database's schema and how an older one becomes the newest: numbered migrations, appended and never changed. It
 * knows no call.
 */
import { CallchartError } from '../../errors/callchart-error.ts';
import type { SqliteConnection, SqliteRow } from './driver.ts';
import { corrupt } from './failure.ts';
import { calls } from './migrations/001-calls.ts';
import { prune } from './migrations/002-prune.ts';

/** Every migration; the first makes version 1 of nothing. */
export const migrations: readonly string[] = [calls, prune];

/** Marks a SQLite file as one of ours (`PRAGMA application_id`): "call" in ASCII. */
export const applicationId = 0x63_61_6c_6c;

/** Brings the file to the newest version in one transaction. */
export function migrate(connection: SqliteConnection, file: string, steps = migrations): void {
  const version = versionOf(connection, file, steps.length);
  if (version === steps.length) return;
  connection.exec('BEGIN IMMEDIATE');
  try {
    for (const sql of steps.slice(version)) connection.exec(sql);
    connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}`);
    connection.exec('COMMIT');
  } catch (error) {
    connection.exec('ROLLBACK');
    throw error;
  }
}

/** The version of a file that is ours, 0 for an empty one; refuses what is not ours and what is newer than `known`. */
export function versionOf(connection: SqliteConnection, file: string, known = migrations.length): number {
  const version = Number(pragma(connection, 'user_version'));
  const owner = pragma(connection, 'application_id');
  if (owner === applicationId && version > known) throw tooNew(file, version, known);
  if (owner === applicationId) return version;
  const { tables } = connection.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as SqliteRow;
  if (owner === 0 && version === 0 && tables === 0) return 0;
  throw corrupt(file, "it is another application's SQLite database");
}

/** The value of a setting. */
export function pragma(connection: SqliteConnection, name: string): string | number | null | undefined {
  const row = connection.prepare(`PRAGMA ${name}`).get() as SqliteRow | undefined;
  return row && Object.values(row)[0];
}

function tooNew(file: string, version: number, known: number): CallchartError {
  return new CallchartError(
    'store.version',
    `The store ${file} has schema version ${version}, and this callchart knows versions up to ${known}: a newer one wrote it. Use that one, or another file.`,
    { details: { file, version, known } },
  );
}
