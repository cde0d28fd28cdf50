/**
 * Writes prepared commits into the tables, each as a whole or not at all. It knows no transaction: who calls it wraps
 * one around.
 */
import { isOfCall, type PreparedCall, type PreparedCommit } from '../prepared-commit.ts';
import type { CommitResult } from '../store.ts';
import type { SqliteConnection, SqliteStatement } from './driver.ts';
import { toStoredText } from '../stored-text.ts';

/** Where a call stands, and the columns that most steps leave alone. */
interface Standing {
  readonly id: number;
  readonly step: number;
  readonly seq: number;
  readonly open: number;
  readonly phase: string;
  readonly flow: string;
  readonly version: string;
  readonly from_number: string | null;
  readonly to_number: string | null;
  readonly created_at: number;
}

type Described = Omit<Standing, 'id' | 'step' | 'seq'>;

const columns = 'open, phase, flow, version, from_number, to_number, created_at';

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

  constructor(connection: SqliteConnection) {
    const prepare = (sql: string): SqliteStatement => connection.prepare(sql);
    this.#knows = prepare('SELECT 1 FROM keys WHERE key = ?');
    this.#standing = prepare(`SELECT id, step, seq, ${columns} FROM calls WHERE call_id = ?`);
    this.#begin = prepare(
      `INSERT INTO calls (call_id, step, seq, wake_at, updated_at, record, ${columns})
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
  }

  /** Writes one commit; `now` is the time of what carries none, in milliseconds since the epoch. */
  write(prepared: PreparedCommit, now: number): CommitResult {
    const keys = [...prepared.keys].map(toStoredText);
    if (keys.some((key) => this.#knows.get(key) !== undefined)) return 'duplicate';
    let call: number | null = null;
    if (isOfCall(prepared)) {
      const standing = this.#standing.get(toStoredText(prepared.commit.callId)) as Standing | undefined;
      if (!isExpected(prepared, standing)) return 'conflict';
      call = this.#writeCall(prepared, standing);
    } else {
      for (const { at, json } of prepared.entries) this.#loose.run(at, json);
    }
    const at = prepared.entries.at(-1)?.at ?? now;
    for (const key of keys) this.#key.run(key, call, at);
    return 'written';
  }

  #writeCall({ commit, record, entries }: PreparedCall, standing: Standing | undefined): number {
    const { step } = commit.record;
    const { createdAt, updatedAt } = commit.summary;
    const callId = toStoredText(commit.callId);
    const described = describe(commit);
    const seq = entries.at(-1)?.seq ?? standing?.seq ?? 0;
    const wakeAt = commit.wakeAt ?? null;
    let id: number;
    if (standing === undefined) {
      const begun = this.#begin.run(callId, step, seq, wakeAt, updatedAt, record, ...valuesOf(described));
      id = Number(begun.lastInsertRowid);
    } else {
      ({ id } = standing);
      this.#advance.run(step, seq, wakeAt, updatedAt, record, id);
      if (!isSame(described, standing)) this.#describe.run(...valuesOf(described), id);
    }
    for (const leg of commit.legs) this.#leg.run(toStoredText(leg), id);
    for (const session of commit.sessions) this.#session.run(toStoredText(session), id, createdAt, callId);
    for (const entry of entries) this.#entry.run(id, entry.seq, entry.at, entry.json);
    return id;
  }
}

/** The call stands where the commit thinks it does, and the new entries continue its journal. */
function isExpected({ commit, entries }: PreparedCall, standing: Standing | undefined): boolean {
  if ((standing?.step ?? 0) !== commit.expectedStep) return false;
  let last = standing?.seq ?? 0;
  return entries.every(({ seq }) => {
    const continues = seq > last;
    last = seq;
    return continues;
  });
}

function describe({ summary, open }: PreparedCall['commit']): Described {
  const text = (value: string | undefined): string | null => (value === undefined ? null : toStoredText(value));
  return {
    open: open ? 1 : 0,
    phase: summary.phase,
    flow: toStoredText(summary.flow),
    version: toStoredText(summary.version),
    from_number: text(summary.from),
    to_number: text(summary.to),
    created_at: summary.createdAt,
  };
}

/** In the order of `columns`. */
const valuesOf = (it: Described) =>
  [it.open, it.phase, it.flow, it.version, it.from_number, it.to_number, it.created_at] as const;

function isSame(a: Described, b: Described): boolean {
  const others = valuesOf(b);
  return valuesOf(a).every((value, at) => value === others[at]);
}
