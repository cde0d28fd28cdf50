/**
 * The store in a SQLite file, as calls see it: it checks, makes text of JSON and JSON of text, and has its thread do the
 * rest. It knows no SQL.
 */
import type { Clock } from '../../clock/clock.ts';
import type { JournalEntry } from '../../engine/journal.ts';
import { CallchartError } from '../../errors/callchart-error.ts';
import { checkLimit, checkPrune } from '../page-request.ts';
import { prepareCommits } from '../prepared-commit.ts';
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
import { rowOf } from './commit-row.ts';
import type { ThreadLink } from './thread-link.ts';

/** For how long an answer of `ready` holds, so that asking often does not wear the disk. */
const readyForMs = 1_000;

/** Where the file is: on the other end of a line. */
export type FileLink = Pick<ThreadLink, 'commit' | 'read' | 'close'>;

/** A store in a SQLite file that a thread has open. */
export class SqliteStore implements Store {
  readonly #thread: FileLink;
  readonly #file: string;
  readonly #clock: Clock;
  #closing: Promise<void> | undefined;
  #probed: { readonly at: number; readonly isReady: Promise<boolean> } | undefined;

  constructor(thread: FileLink, file: string, clock: Clock) {
    this.#thread = thread;
    this.#file = file;
    this.#clock = clock;
  }

  async commit(commits: readonly (CallCommit | LooseCommit)[]): Promise<readonly CommitResult[]> {
    this.#mustBeOpen();
    const rows = prepareCommits(commits).map(rowOf);
    if (rows.length === 0) return [];
    try {
      return await this.#thread.commit(rows, this.#clock.now());
    } catch (error) {
      this.#probed = undefined;
      throw error;
    }
  }

  async find({ keys = [], legs = [], sessions = [] }: FindRequest): Promise<Found> {
    this.#mustBeOpen();
    return this.#thread.read('find', { keys, legs, sessions });
  }

  async load(callIds: readonly string[]): Promise<ReadonlyMap<string, CallRecord>> {
    this.#mustBeOpen();
    const records = await this.#thread.read('load', callIds);
    return new Map([...records].map(([callId, record]) => [callId, JSON.parse(record) as CallRecord]));
  }

  async due(now: number, limit: number): Promise<readonly string[]> {
    this.#mustBeOpen();
    checkLimit(limit);
    return this.#thread.read('due', now, limit);
  }

  async nextWake(): Promise<number | undefined> {
    this.#mustBeOpen();
    return this.#thread.read('nextWake');
  }

  async open(limit: number, after?: string): Promise<readonly string[]> {
    this.#mustBeOpen();
    checkLimit(limit);
    return this.#thread.read('open', limit, after);
  }

  async list(filter: CallFilter): Promise<readonly CallSummary[]> {
    this.#mustBeOpen();
    const { limit = 100 } = filter;
    checkLimit(limit, 1, 1000);
    return this.#thread.read('list', filter, limit);
  }

  async journal(callId: string, afterSeq?: number, limit = 1000): Promise<readonly JournalEntry[]> {
    this.#mustBeOpen();
    checkLimit(limit);
    return parsed(await this.#thread.read('journal', callId, afterSeq ?? Number.MIN_SAFE_INTEGER, limit));
  }

  async unrouted(limit: number): Promise<readonly JournalEntry[]> {
    this.#mustBeOpen();
    checkLimit(limit);
    return parsed(await this.#thread.read('unrouted', limit));
  }

  async prune(before: number, limit: number): Promise<number> {
    this.#mustBeOpen();
    checkPrune(before, limit);
    return this.#thread.read('prune', before, limit);
  }

  async ready(): Promise<boolean> {
    if (this.#closing !== undefined) return false;
    const at = this.#clock.now();
    if (this.#probed === undefined || Math.abs(at - this.#probed.at) >= readyForMs) {
      this.#probed = { at, isReady: this.#thread.read('canWrite').catch(() => false) };
    }
    return this.#probed.isReady;
  }

  close(): Promise<void> {
    this.#closing ??= this.#thread.close();
    return this.#closing;
  }

  #mustBeOpen(): void {
    if (this.#closing === undefined) return;
    throw new CallchartError('store.closed', `The store ${this.#file} is closed. Open it again.`, {
      details: { file: this.#file },
    });
  }
}

const parsed = (texts: readonly string[]): JournalEntry[] => texts.map((text) => JSON.parse(text) as JournalEntry);
