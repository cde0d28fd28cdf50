/**
 * Deletes calls that are over, with everything that leads to them, and what belonged to no call. It knows no
 * transaction: who calls it wraps one around.
 */
import type { SqliteConnection, SqliteStatement } from './driver.ts';

/** The statements that delete. */
export class Pruner {
  readonly #old: SqliteStatement;
  readonly #ofCall: readonly SqliteStatement[];
  readonly #looseKeys: SqliteStatement;
  readonly #looseEntries: SqliteStatement;

  constructor(connection: SqliteConnection) {
    const prepare = (sql: string): SqliteStatement => connection.prepare(sql);
    // Whatever changed before then was begun before then: the index by age ends the search.
    this.#old = prepare(
      `SELECT id FROM calls INDEXED BY calls_by_age
       WHERE created_at < ? AND updated_at < ? AND phase = 'closed' AND NOT open AND wake_at IS NULL
       ORDER BY created_at, call_id LIMIT ?`,
    );
    // SQLite may give a call's number to another one once it is gone, so nothing that bears it may stay.
    this.#ofCall = [
      prepare('DELETE FROM keys WHERE call IS NOT NULL AND call = ?'),
      prepare('DELETE FROM legs WHERE call = ?'),
      prepare('DELETE FROM sessions WHERE call = ?'),
      prepare('DELETE FROM journal WHERE call = ?'),
      prepare('DELETE FROM calls WHERE id = ?'),
    ];
    this.#looseKeys = prepare(
      'DELETE FROM keys WHERE key IN (SELECT key FROM keys WHERE call IS NULL AND at < ? ORDER BY at LIMIT ?)',
    );
    // They were appended in the order of their times, more or less.
    this.#looseEntries = prepare(
      `DELETE FROM unrouted WHERE id IN (
         SELECT id FROM (SELECT id, at FROM unrouted ORDER BY id LIMIT ?) WHERE at < ?)`,
    );
  }

  /** Deletes at most `limit` of each that have not changed since `before`. @returns how many */
  prune(before: number, limit: number): number {
    const calls = this.#old.all(before, before, limit) as readonly { readonly id: number }[];
    for (const { id } of calls) for (const statement of this.#ofCall) statement.run(id);
    const keys = this.#looseKeys.run(before, limit).changes;
    const entries = this.#looseEntries.run(limit, before).changes;
    return calls.length + Math.max(Number(keys), Number(entries));
  }
}
