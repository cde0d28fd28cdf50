/**
 * Calls in an open SQLite file, as they are written and read: synchronous, on whatever thread calls it, and always the
 * thread of the store. It knows no lock, no thread and no driver by name.
 */
import { unknownCursor } from '../page-request.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import type { CallFilter, CallSummary, CommitResult, FindRequest, Found } from '../store.ts';
import { listing, openSql, toSummary, type ListedCall } from './call-listing.ts';
import type { CommitRow } from './commit-row.ts';
import { CommitWriter } from './commit-writer.ts';
import type { SqliteConnection, SqliteStatement } from './driver.ts';
import { storeFailure } from './failure.ts';
import { giveBackLock } from './file-lock.ts';
import { Pruner } from './pruner.ts';
import { applicationId } from './schema.ts';

/** What was committed in one call of the store: these commits get one answer. */
export interface CommitGroup {
  readonly rows: readonly CommitRow[];
  /** The time of what carries none, in milliseconds since the epoch. */
  readonly now: number;
  /** Whether a thread before this one may have written it. */
  readonly isRepeat: boolean;
}

/** What became of a group. */
export type GroupOutcome = { readonly results: readonly CommitResult[] } | { readonly error: unknown };

/** Calls in a file. */
export class CallsFile {
  readonly #connection: SqliteConnection;
  readonly #file: string;
  readonly #writer: CommitWriter;
  readonly #pruner: Pruner;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(connection: SqliteConnection, file: string) {
    this.#connection = connection;
    this.#file = file;
    this.#writer = new CommitWriter(connection);
    this.#pruner = new Pruner(connection);
  }

  /** Writes all groups in one transaction, in their order. */
  commit(groups: readonly CommitGroup[]): readonly GroupOutcome[] {
    try {
      const results = this.#transaction(() =>
        groups.map(({ rows, now, isRepeat }) => rows.map((row) => this.#writer.write(row, now, isRepeat))),
      );
      return results.map((each) => ({ results: each }));
    } catch (cause) {
      const error = storeFailure(cause, 'write', this.#file);
      if (groups.length === 1 || error.retryable) return groups.map(() => ({ error }));
      // What SQLite finds wrong with one must not be the others' failure.
      return groups.flatMap((group) => this.commit([group]));
    }
  }

  find({ keys = [], legs = [], sessions = [] }: FindRequest): Found {
    return this.#read(() => ({
      keys: this.#lookUp('SELECT call_id FROM keys LEFT JOIN calls ON calls.id = call WHERE key = ?', keys),
      legs: this.#lookUp('SELECT call_id FROM legs JOIN calls ON calls.id = call WHERE name = ?', legs),
      sessions: this.#lookUp('SELECT call_id FROM sessions JOIN calls ON calls.id = call WHERE name = ?', sessions),
    }));
  }

  /** Records as JSON text. */
  load(callIds: readonly string[]): ReadonlyMap<string, string> {
    return this.#read(() => {
      const select = this.#prepare('SELECT record FROM calls WHERE call_id = ?');
      const records = new Map<string, string>();
      for (const callId of callIds) {
        const row = select.get(toStoredText(callId)) as { readonly record: string } | undefined;
        if (row !== undefined) records.set(callId, row.record);
      }
      return records;
    });
  }

  due(now: number, limit: number): readonly string[] {
    const sql = 'SELECT call_id FROM calls WHERE wake_at <= ? ORDER BY wake_at, id LIMIT ?';
    return this.#read(() => callIdsOf(this.#prepare(sql).all(now, limit)));
  }

  nextWake(): number | undefined {
    const sql = 'SELECT wake_at FROM calls WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1';
    return this.#read(() => (this.#prepare(sql).get() as { readonly wake_at: number } | undefined)?.wake_at);
  }

  open(limit: number, after?: string): readonly string[] {
    return this.#read(() => {
      const last = after === undefined ? { created_at: Number.MIN_SAFE_INTEGER, call_id: '' } : this.#ageOf(after);
      return callIdsOf(this.#prepare(openSql).all(last.created_at, last.call_id, limit));
    });
  }

  list(filter: CallFilter, limit: number): readonly CallSummary[] {
    const { sql, values } = listing(filter, limit);
    return this.#read(() => (this.#prepare(sql).all(...values) as readonly ListedCall[]).map(toSummary));
  }

  /** Entries as JSON text. */
  journal(callId: string, afterSeq: number, limit: number): readonly string[] {
    const sql = `SELECT entry FROM journal
      WHERE call = (SELECT id FROM calls WHERE call_id = ?) AND journal.seq > ? ORDER BY journal.seq LIMIT ?`;
    return this.#read(() => entriesOf(this.#prepare(sql).all(toStoredText(callId), afterSeq, limit)));
  }

  /** Entries as JSON text. */
  unrouted(limit: number): readonly string[] {
    const sql = 'SELECT entry FROM unrouted ORDER BY id DESC LIMIT ?';
    return this.#read(() => entriesOf(this.#prepare(sql).all(limit)));
  }

  /** Asked twice, it deletes more: nothing is lost by that. */
  prune(before: number, limit: number): number {
    try {
      return this.#transaction(() => this.#pruner.prune(before, limit));
    } catch (error) {
      throw storeFailure(error, 'write', this.#file);
    }
  }

  /** Whether a real write succeeds: the file's mark is written over with itself, and synced as any commit is. */
  canWrite(): boolean {
    try {
      this.#connection.exec(`PRAGMA application_id = ${applicationId}`);
      return true;
    } catch {
      return false;
    }
  }

  /** Brings everything into the one file, and lets go of it. */
  close(): void {
    try {
      giveBackLock(this.#connection);
    } catch (error) {
      throw storeFailure(error, 'write', this.#file);
    } finally {
      this.#connection.close();
    }
  }

  #transaction<Results>(write: () => Results): Results {
    try {
      this.#prepare('BEGIN IMMEDIATE').run();
      const results = write();
      this.#prepare('COMMIT').run();
      return results;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#prepare('ROLLBACK').run();
    } catch {
      // Some failures (a full disk) have rolled back by themselves: then there is nothing to undo.
    }
  }

  #read<Answer>(read: () => Answer): Answer {
    try {
      return read();
    } catch (error) {
      throw storeFailure(error, 'read', this.#file);
    }
  }

  #prepare(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** The calls that names lead to; a name that leads to none, being known, gives empty text. */
  #lookUp(sql: string, names: readonly string[]): Map<string, string> {
    const select = this.#prepare(sql);
    const found = new Map<string, string>();
    for (const name of names) {
      const row = select.get(toStoredText(name)) as { readonly call_id: string | null } | undefined;
      if (row !== undefined) found.set(name, fromStoredText(row.call_id ?? ''));
    }
    return found;
  }

  #ageOf(callId: string): CallAge {
    const select = this.#prepare('SELECT created_at, call_id FROM calls WHERE call_id = ?');
    const age = select.get(toStoredText(callId)) as CallAge | undefined;
    if (age === undefined) throw unknownCursor(callId);
    return age;
  }
}

interface CallAge {
  readonly created_at: number;
  readonly call_id: string;
}

const callIdsOf = (rows: readonly unknown[]): string[] =>
  (rows as readonly { readonly call_id: string }[]).map((row) => fromStoredText(row.call_id));

const entriesOf = (rows: readonly unknown[]): string[] =>
  (rows as readonly { readonly entry: string }[]).map((row) => row.entry);
