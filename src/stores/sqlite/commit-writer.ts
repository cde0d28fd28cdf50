/**
 * Writes commits into the tables, each as a whole or not at all. It knows no transaction: who calls it wraps one around.
 */
import type { CommitResult } from '../store.ts';
import { type CallRow, type CommitRow, type Described, describedColumns } from './commit-row.ts';
import type { SqliteConnection, SqliteRow, SqliteStatement } from './driver.ts';

/** Where a call stands. */
interface Standing {
  readonly id: number;
  readonly step: number;
  readonly seq: number;
}

/** The statements that write. */
export class CommitWriter {
  readonly #knows: SqliteStatement;
  readonly #standing: SqliteStatement;
  readonly #begin: SqliteStatement;
  readonly #advance: SqliteStatement;
  readonly #describe: SqliteStatement;
  readonly #key: SqliteStatement;
  readonly #leg: SqliteStatement;
  readonly #session: SqliteStatement;
  readonly #entry: SqliteStatement;
  readonly #loose: SqliteStatement;
  readonly #entryAt: SqliteStatement;
  readonly #record: SqliteStatement;

  constructor(connection: SqliteConnection) {
    const prepare = (sql: string): SqliteStatement => connection.prepare(sql);
    this.#knows = prepare('SELECT 1 FROM keys WHERE key = ?');
    this.#standing = prepare(`SELECT id, step, seq, ${describedColumns} FROM calls WHERE call_id = ?`);
    this.#begin = prepare(
      `INSERT INTO calls (call_id, step, seq, wake_at, updated_at, record, ${describedColumns})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    // Two updates, since one that names an indexed column writes its index, even when the value stays the same.
    this.#advance = prepare('UPDATE calls SET step = ?, seq = ?, wake_at = ?, updated_at = ?, record = ? WHERE id = ?');
    this.#describe = prepare(
      `UPDATE calls SET open = ?, phase = ?, flow = ?, version = ?, from_number = ?, to_number = ?, created_at = ?
       WHERE id = ?`,
    );
    this.#key = prepare('INSERT INTO keys (key, call, at) VALUES (?, ?, ?)');
    this.#leg = prepare(
      `INSERT INTO legs (name, call) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET call = excluded.call WHERE call <> excluded.call`,
    );
    // The newest call keeps a session, whoever names it last; ids settle ties, as in lists.
    this.#session = prepare(
      `INSERT INTO sessions (name, call) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET call = excluded.call WHERE
         (SELECT (created_at, call_id) < (?, ?) FROM calls WHERE id = sessions.call)`,
    );
    this.#entry = prepare('INSERT INTO journal (call, seq, at, entry) VALUES (?, ?, ?, ?)');
    this.#loose = prepare('INSERT INTO unrouted (at, entry) VALUES (?, ?)');
    this.#entryAt = prepare('SELECT entry FROM journal WHERE call = ? AND seq = ?');
    this.#record = prepare('SELECT record FROM calls WHERE id = ?');
  }

  /**
   * Writes one commit; `now` is the time of what carries none, in milliseconds since the epoch. `isRepeat`: a thread
   * before this one may have written it already.
   */
  write(row: CommitRow, now: number, isRepeat = false): CommitResult {
    if (isRepeat && this.#isWritten(row)) return 'written';
    if (row.keys.some((key) => this.#knows.get(key) !== undefined)) return 'duplicate';
    let call: number | null = null;
    if (row.callId === undefined) {
      for (const { at, json } of row.entries) this.#loose.run(at, json);
    } else {
      const standing = this.#standing.get(row.callId) as (Standing & SqliteRow) | undefined;
      if (!isExpected(row, standing)) return 'conflict';
      call = this.#writeCall(row, standing);
    }
    const at = row.entries.at(-1)?.at ?? now;
    for (const key of row.keys) this.#key.run(key, call, at);
    return 'written';
  }

  #writeCall(row: CallRow, standing: (Standing & SqliteRow) | undefined): number {
    const { step, wakeAt, updatedAt, record, described, entries } = row;
    const seq = entries.at(-1)?.seq ?? standing?.seq ?? 0;
    let id: number;
    if (standing === undefined) {
      const begun = this.#begin.run(row.callId, step, seq, wakeAt, updatedAt, record, ...described);
      id = Number(begun.lastInsertRowid);
    } else {
      ({ id } = standing);
      this.#advance.run(step, seq, wakeAt, updatedAt, record, id);
      if (!isSame(described, standing)) this.#describe.run(...described, id);
    }
    for (const leg of row.legs) this.#leg.run(leg, id);
    for (const session of row.sessions) this.#session.run(session, id, described[6], row.callId);
    for (const entry of entries) this.#entry.run(id, entry.seq, entry.at, entry.json);
    return id;
  }

  /** A call's last entry, or its record where a step has none, tells; what belongs to no call is told by its keys. */
  #isWritten(row: CommitRow): boolean {
    if (row.callId === undefined) return false;
    const standing = this.#standing.get(row.callId) as Standing | undefined;
    if (standing === undefined) return false;
    const last = row.entries.at(-1);
    if (last === undefined) return (this.#record.get(standing.id) as SqliteRow)['record'] === row.record;
    const entry = this.#entryAt.get(standing.id, last.seq) as SqliteRow | undefined;
    return entry?.['entry'] === last.json;
  }
}

/** The call stands where the commit thinks it does, and the new entries continue its journal. */
function isExpected(row: CallRow, standing: Standing | undefined): boolean {
  if ((standing?.step ?? 0) !== row.expectedStep) return false;
  let last = standing?.seq ?? 0;
  return row.entries.every(({ seq }) => {
    const continues = seq > last;
    last = seq;
    return continues;
  });
}

const columns = describedColumns.split(', ');

const isSame = (described: Described, standing: SqliteRow): boolean =>
  described.every((value, at) => value === standing[columns[at] ?? '']);
