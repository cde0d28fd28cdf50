/**
 * The store in a SQLite file, once it is open. Each call to the driver is synchronous, so commits that are not waited
 * for are written in the order in which they were made. It knows no lock and no driver by name.
 */
import type { Clock } from '../../clock/clock.ts';
import type { JournalEntry } from '../../engine/journal.ts';
import { CallchartError } from '../../errors/callchart-error.ts';
import { checkLimit, unknownCursor } from '../page-request.ts';
import { prepareCommits, type PreparedCommit } from '../prepared-commit.ts';
import type {
  CallCommit,
  CallFilter,
  CallRecord,
  CallSummary,
  CommitResult,
  FindRequest,
  Found,
  LooseCommit,
  Store,
} from '../store.ts';
import { listing, openSql, toSummary, type ListedCall } from './call-listing.ts';
import { CommitWriter } from './commit-writer.ts';
import type { SqliteConnection, SqliteStatement } from './driver.ts';
import { storeFailure } from './failure.ts';
import { giveBackLock } from './file-lock.ts';
import { applicationId } from './schema.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';

/** For how long an answer of `ready` holds, so that asking often does not wear the disk. */
const readyForMs = 1_000;

/** A store in an open SQLite file. */
export class SqliteStore implements Store {
  readonly #connection: SqliteConnection;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #writer: CommitWriter;
  readonly #statements = new Map<string, SqliteStatement>();
  #isClosed = false;
  #probed: { readonly at: number; readonly isReady: boolean } | undefined;

  constructor(connection: SqliteConnection, file: string, clock: Clock) {
    this.#connection = connection;
    this.#file = file;
    this.#clock = clock;
    this.#writer = new CommitWriter(connection);
  }

  async commit(commits: readonly (CallCommit | LooseCommit)[]): Promise<readonly CommitResult[]> {
    this.#mustBeOpen();
    const prepared = prepareCommits(commits);
    return prepared.length === 0 ? [] : this.#transaction(prepared);
  }

  async find({ keys = [], legs = [], sessions = [] }: FindRequest): Promise<Found> {
    return this.#read(() => ({
      keys: this.#lookUp('SELECT call_id FROM keys LEFT JOIN calls ON calls.id = call WHERE key = ?', keys),
      legs: this.#lookUp('SELECT call_id FROM legs JOIN calls ON calls.id = call WHERE name = ?', legs),
      sessions: this.#lookUp('SELECT call_id FROM sessions JOIN calls ON calls.id = call WHERE name = ?', sessions),
    }));
  }

  async load(callIds: readonly string[]): Promise<ReadonlyMap<string, CallRecord>> {
    return this.#read(() => {
      const select = this.#prepare('SELECT record FROM calls WHERE call_id = ?');
      const records = new Map<string, CallRecord>();
      for (const callId of callIds) {
        const row = select.get(toStoredText(callId)) as { readonly record: string } | undefined;
        if (row !== undefined) records.set(callId, JSON.parse(row.record) as CallRecord);
      }
      return records;
    });
  }

  async due(now: number, limit: number): Promise<readonly string[]> {
    checkLimit(limit);
    const sql = 'SELECT call_id FROM calls WHERE wake_at <= ? ORDER BY wake_at, id LIMIT ?';
    return this.#read(() => callIds(this.#prepare(sql).all(now, limit)));
  }

  async nextWake(): Promise<number | undefined> {
    const sql = 'SELECT wake_at FROM calls WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1';
    return this.#read(() => (this.#prepare(sql).get() as { readonly wake_at: number } | undefined)?.wake_at);
  }

  async open(limit: number, after?: string): Promise<readonly string[]> {
    checkLimit(limit);
    return this.#read(() => {
      const last = after === undefined ? { created_at: Number.MIN_SAFE_INTEGER, call_id: '' } : this.#ageOf(after);
      return callIds(this.#prepare(openSql).all(last.created_at, last.call_id, limit));
    });
  }

  async list(filter: CallFilter): Promise<readonly CallSummary[]> {
    const { limit = 100 } = filter;
    checkLimit(limit, 1, 1000);
    const { sql, values } = listing(filter, limit);
    return this.#read(() => (this.#prepare(sql).all(...values) as readonly ListedCall[]).map(toSummary));
  }

  async journal(callId: string, afterSeq?: number, limit = 1000): Promise<readonly JournalEntry[]> {
    checkLimit(limit);
    const sql = `SELECT entry FROM journal
      WHERE call = (SELECT id FROM calls WHERE call_id = ?) AND journal.seq > ? ORDER BY journal.seq LIMIT ?`;
    const after = afterSeq ?? Number.MIN_SAFE_INTEGER;
    return this.#read(() => entries(this.#prepare(sql).all(toStoredText(callId), after, limit)));
  }

  async unrouted(limit: number): Promise<readonly JournalEntry[]> {
    checkLimit(limit);
    return this.#read(() => entries(this.#prepare('SELECT entry FROM unrouted ORDER BY id DESC LIMIT ?').all(limit)));
  }

  async ready(): Promise<boolean> {
    if (this.#isClosed) return false;
    const at = this.#clock.now();
    if (this.#probed === undefined || Math.abs(at - this.#probed.at) >= readyForMs) {
      this.#probed = { at, isReady: this.#canWrite() };
    }
    return this.#probed.isReady;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      giveBackLock(this.#connection);
    } catch (error) {
      throw storeFailure(error, 'write', this.#file);
    } finally {
      this.#connection.close();
    }
  }

  /** Whether a real write succeeds: the file's mark is written over with itself, and synced as any commit is. */
  #canWrite(): boolean {
    try {
      this.#connection.exec(`PRAGMA application_id = ${applicationId}`);
      return true;
    } catch {
      return false;
    }
  }

  #transaction(commits: readonly PreparedCommit[]): CommitResult[] {
    const now = this.#clock.now();
    try {
      this.#prepare('BEGIN IMMEDIATE').run();
      const results = commits.map((commit) => this.#writer.write(commit, now));
      this.#prepare('COMMIT').run();
      return results;
    } catch (error) {
      this.#rollBack();
      this.#probed = undefined;
      throw storeFailure(error, 'write', this.#file);
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
    this.#mustBeOpen();
    try {
      return read();
    } catch (error) {
      throw storeFailure(error, 'read', this.#file);
    }
  }

  #mustBeOpen(): void {
    if (!this.#isClosed) return;
    throw new CallchartError('store.closed', `The store ${this.#file} is closed. Open it again.`, {
      details: { file: this.#file },
    });
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

const callIds = (rows: readonly unknown[]): string[] =>
  (rows as readonly { readonly call_id: string }[]).map((row) => fromStoredText(row.call_id));

const entries = (rows: readonly unknown[]): JournalEntry[] =>
  (rows as readonly { readonly entry: string }[]).map((row) => JSON.parse(row.entry) as JournalEntry);
