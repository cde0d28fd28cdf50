/**
 * The store in a PostgreSQL database, once it is open. Reads go to any connection; commits go through the queue, one
 * batch at a time. It knows no driver by name.
 */
import type { Clock } from '../../clock/clock.ts';
import type { JournalEntry } from '../../engine/journal.ts';
import { CallchartError } from '../../errors/callchart-error.ts';
import { checkLimit, checkPrune, unknownCursor } from '../page-request.ts';
import { isOfCall, prepareCommits, type PreparedCommit } from '../prepared-commit.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import type { Sharing } from '../sharing.ts';
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
import { listing, toSummary, unfinished, type ListedCall } from './call-listing.ts';
import { CommitQueue } from './commit-queue.ts';
import { CommitWriter, type WriterParts } from './commit-writer.ts';
import type { Connections, Statement } from './connection.ts';
import { storeFailure } from './failure.ts';
import { pruning } from './pruning.ts';
import { PostgresSharing } from './postgres-sharing.ts';

/** For how long an answer of `ready` holds, and how long the server may take for it. */
const readyForMs = 1_000;
const readyTimeoutMs = 2_000;

/** What a store is made of. */
export interface StoreParts extends WriterParts {
  readonly sharing: PostgresSharing;
  /** Closes what was opened for this store. */
  readonly end: () => Promise<void>;
}

/** A store in a PostgreSQL schema. */
export class PostgresStore implements Store {
  readonly sharing: Sharing;
  readonly #parts: StoreParts;
  readonly #connections: Connections;
  readonly #schema: string;
  readonly #clock: Clock;
  readonly #queue: CommitQueue;
  #closing: Promise<void> | undefined;
  #probed: { readonly at: number; readonly isReady: Promise<boolean> } | undefined;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.sharing = parts.sharing;
    this.#connections = parts.connections;
    this.#schema = parts.schema;
    this.#clock = parts.clock;
    const writer = new CommitWriter(parts);
    this.#queue = new CommitQueue((batch) => writer.write(batch));
  }

  async commit(commits: readonly (CallCommit | LooseCommit)[]): Promise<readonly CommitResult[]> {
    this.#mustBeOpen();
    const prepared = prepareCommits(commits).map(ofTheirOwn);
    if (prepared.length === 0) return [];
    try {
      return await this.#queue.add(prepared);
    } catch (error) {
      this.#probed = undefined;
      throw error;
    }
  }

  async find({ keys = [], legs = [], sessions = [] }: FindRequest): Promise<Found> {
    const s = this.#schema;
    const rows = await this.#read<{ readonly kind: string; readonly name: string; readonly call_id: string | null }>({
      text: `SELECT 'keys' AS kind, key AS name, call_id FROM ${s}.keys LEFT JOIN ${s}.calls ON id = call WHERE key = ANY ($1)
        UNION ALL SELECT 'legs', name, call_id FROM ${s}.legs JOIN ${s}.calls ON id = call WHERE name = ANY ($2)
        UNION ALL SELECT 'sessions', name, call_id FROM ${s}.sessions JOIN ${s}.calls ON id = call WHERE name = ANY ($3)`,
      values: [keys, legs, sessions].map((names) => names.map(toStoredText)),
    });
    const of = (kind: string): ReadonlyMap<string, string> => {
      const found = rows.filter((row) => row.kind === kind);
      return new Map(found.map((row) => [fromStoredText(row.name), fromStoredText(row.call_id ?? '')]));
    };
    return { keys: of('keys'), legs: of('legs'), sessions: of('sessions') };
  }

  async load(callIds: readonly string[]): Promise<ReadonlyMap<string, CallRecord>> {
    const rows = await this.#read<{ readonly call_id: string; readonly record: string }>({
      text: `SELECT call_id, record FROM ${this.#schema}.calls JOIN ${this.#schema}.states ON call = id
        WHERE call_id = ANY ($1)`,
      values: [callIds.map(toStoredText)],
    });
    const records = new Map(rows.map((row) => [fromStoredText(row.call_id), row.record]));
    // In the order in which they were asked for.
    return new Map(
      callIds.flatMap((callId): [string, CallRecord][] => {
        const record = records.get(callId);
        return record === undefined ? [] : [[callId, JSON.parse(record) as CallRecord]];
      }),
    );
  }

  async due(now: number, limit: number): Promise<readonly string[]> {
    checkLimit(limit);
    return this.#callIds({
      text: `SELECT call_id FROM (
          SELECT call, wake_at FROM ${this.#schema}.states WHERE owner = $3 AND wake_at <= $1
          ORDER BY wake_at, call LIMIT $2
        ) AS woken JOIN ${this.#schema}.calls ON id = call ORDER BY wake_at, call`,
      values: [now, limit, this.#parts.sharing.id],
    });
  }

  async nextWake(): Promise<number | undefined> {
    const [row] = await this.#read<{ readonly wake_at: string }>({
      text: `SELECT wake_at FROM ${this.#schema}.states WHERE owner = $1 AND wake_at IS NOT NULL
        ORDER BY wake_at LIMIT 1`,
      values: [this.#parts.sharing.id],
    });
    return row === undefined ? undefined : Number(row.wake_at);
  }

  async open(limit: number, after?: string): Promise<readonly string[]> {
    checkLimit(limit);
    const s = this.#schema;
    let last: CallAge | undefined;
    if (after !== undefined) {
      const text = `SELECT created_at, call_id FROM ${s}.calls WHERE call_id = $1`;
      [last] = await this.#read<CallAge>({ text, values: [toStoredText(after)] });
      if (last === undefined) throw unknownCursor(after);
    }
    return this.#callIds({
      text: `SELECT call_id FROM ${s}.calls WHERE open AND ${unfinished} AND (created_at, call_id) > ($1, $2)
        ORDER BY created_at, call_id LIMIT $3`,
      values: [last?.created_at ?? Number.MIN_SAFE_INTEGER, last?.call_id ?? '', limit],
    });
  }

  async list(filter: CallFilter): Promise<readonly CallSummary[]> {
    const { limit = 100 } = filter;
    checkLimit(limit, 1, 1000);
    return (await this.#read<ListedCall>(listing(this.#schema, filter, limit))).map(toSummary);
  }

  async journal(callId: string, afterSeq?: number, limit = 1000): Promise<readonly JournalEntry[]> {
    checkLimit(limit);
    return this.#entries({
      text: `SELECT entry FROM ${this.#schema}.journal
        WHERE call = (SELECT id FROM ${this.#schema}.calls WHERE call_id = $1) AND seq > $2 ORDER BY seq LIMIT $3`,
      values: [toStoredText(callId), afterSeq ?? Number.MIN_SAFE_INTEGER, limit],
    });
  }

  async unrouted(limit: number): Promise<readonly JournalEntry[]> {
    checkLimit(limit);
    return this.#entries({
      text: `SELECT entry FROM ${this.#schema}.unrouted ORDER BY id DESC LIMIT $1`,
      values: [limit],
    });
  }

  async prune(before: number, limit: number): Promise<number> {
    this.#mustBeOpen();
    checkPrune(before, limit);
    try {
      const [row] = await this.#connections.run<{ readonly deleted: string }>(pruning(this.#schema, before, limit));
      return Number(row?.deleted ?? 0);
    } catch (error) {
      throw storeFailure(error, 'write', this.#parts.name);
    }
  }

  async ready(): Promise<boolean> {
    if (this.#closing !== undefined) return false;
    const at = this.#clock.now();
    if (this.#probed === undefined || Math.abs(at - this.#probed.at) >= readyForMs) {
      this.#probed = { at, isReady: this.#canWrite() };
    }
    return this.#probed.isReady;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#parts.sharing.close();
    await this.#queue.idle();
    const text = `DELETE FROM ${this.#schema}.writers WHERE id = $1`;
    // Best effort: what is left behind is swept up later.
    await this.#connections.run({ text, values: [this.#parts.id] }, readyTimeoutMs).catch(() => undefined);
    await this.#parts.end();
  }

  /** Whether a real write succeeds: the store's own row is written over, and synced as any commit is. */
  async #canWrite(): Promise<boolean> {
    try {
      const text = `UPDATE ${this.#schema}.writers SET seen_at = now() WHERE id = $1`;
      await this.#connections.run({ text, values: [this.#parts.id] }, readyTimeoutMs);
      return true;
    } catch {
      return false;
    }
  }

  async #read<Row>(statement: Statement): Promise<Row[]> {
    this.#mustBeOpen();
    try {
      return await this.#connections.run<Row>(statement);
    } catch (error) {
      throw storeFailure(error, 'read', this.#parts.name);
    }
  }

  async #callIds(statement: Statement): Promise<string[]> {
    return (await this.#read<{ readonly call_id: string }>(statement)).map((row) => fromStoredText(row.call_id));
  }

  async #entries(statement: Statement): Promise<JournalEntry[]> {
    const rows = await this.#read<{ readonly entry: string }>(statement);
    return rows.map((row) => JSON.parse(row.entry) as JournalEntry);
  }

  #mustBeOpen(): void {
    if (this.#closing === undefined) return;
    const { name } = this.#parts;
    throw new CallchartError('store.closed', `The PostgreSQL store (schema ${name}) is closed. Open it again.`, {
      details: { schema: name },
    });
  }
}

interface CallAge {
  readonly created_at: string | number;
  readonly call_id: string;
}

/** A commit may wait for its turn: until then, what its caller changes must not reach it. */
function ofTheirOwn(prepared: PreparedCommit): PreparedCommit {
  if (!isOfCall(prepared)) return prepared;
  const { commit } = prepared;
  const { record, summary, legs, sessions } = commit;
  const own = { record: { ...record }, summary: { ...summary }, legs: [...legs], sessions: [...sessions] };
  return { ...prepared, commit: { ...commit, ...own } };
}
