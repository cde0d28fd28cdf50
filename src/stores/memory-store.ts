/**
 * A store that forgets with its process: for unit tests and for trying out. It keeps JSON text, so nothing that a
 * caller holds is shared with it. It knows no files and no clock.
 */
import type { JournalEntry } from '../engine/journal.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { checkLimit, checkPrune, unknownCursor } from './page-request.ts';
import { isOfCall, prepareCommits, type PreparedCall, type PreparedCommit } from './prepared-commit.ts';
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
} from './store.ts';

/** What is kept of one call. */
interface KeptCall {
  readonly step: number;
  readonly record: string;
  readonly summary: CallSummary;
  readonly wakeAt: number | undefined;
  readonly open: boolean;
  readonly journal: { readonly seq: number; readonly json: string }[];
}

/**
 * A store in memory. It passes the same contract suite as the durable ones; what it holds is gone with the process.
 *
 * @example
 * ```ts
 * import { MemoryStore } from 'callchart';
 *
 * const store = new MemoryStore();
 * console.log(await store.nextWake()); // undefined: nothing waits
 * await store.close();
 * ```
 */
export class MemoryStore implements Store {
  readonly #calls = new Map<string, KeptCall>();
  readonly #keys = new Map<string, string>();
  readonly #legs = new Map<string, string>();
  readonly #sessions = new Map<string, string>();
  #loose: { readonly at: number; readonly keys: ReadonlySet<string>; readonly json: string }[] = [];
  #isClosed = false;

  async commit(commits: readonly (CallCommit | LooseCommit)[]): Promise<readonly CommitResult[]> {
    this.#mustBeOpen();
    return prepareCommits(commits).map((prepared) => this.#write(prepared));
  }

  async find({ keys = [], legs = [], sessions = [] }: FindRequest): Promise<Found> {
    this.#mustBeOpen();
    return {
      keys: known(this.#keys, keys),
      legs: known(this.#legs, legs),
      sessions: known(this.#sessions, sessions),
    };
  }

  async load(callIds: readonly string[]): Promise<ReadonlyMap<string, CallRecord>> {
    this.#mustBeOpen();
    const found = [...known(this.#calls, callIds)];
    return new Map(found.map(([callId, { record }]) => [callId, JSON.parse(record) as CallRecord]));
  }

  async due(now: number, limit: number): Promise<readonly string[]> {
    this.#mustBeOpen();
    checkLimit(limit);
    const waiting = [...this.#calls.values()].flatMap(({ wakeAt, summary }) =>
      wakeAt === undefined || wakeAt > now ? [] : [{ wakeAt, callId: summary.callId }],
    );
    // Sorting is stable and the map is in order of arrival, which settles ties.
    const inOrder = waiting.toSorted((a, b) => a.wakeAt - b.wakeAt);
    return inOrder.slice(0, limit).map(({ callId }) => callId);
  }

  async nextWake(): Promise<number | undefined> {
    this.#mustBeOpen();
    let earliest: number | undefined;
    for (const { wakeAt } of this.#calls.values()) {
      if (wakeAt !== undefined && (earliest === undefined || wakeAt < earliest)) earliest = wakeAt;
    }
    return earliest;
  }

  async open(limit: number, after?: string): Promise<readonly string[]> {
    this.#mustBeOpen();
    checkLimit(limit);
    const last = after === undefined ? undefined : this.#calls.get(after)?.summary;
    if (after !== undefined && last === undefined) throw unknownCursor(after);
    const unfinished = [...this.#calls.values()].filter((call) => call.open).map((call) => call.summary);
    const page = unfinished.filter((summary) => last === undefined || byAge(summary, last) > 0).toSorted(byAge);
    return page.slice(0, limit).map(({ callId }) => callId);
  }

  async list(filter: CallFilter): Promise<readonly CallSummary[]> {
    this.#mustBeOpen();
    const { limit = 100 } = filter;
    checkLimit(limit, 1, 1000);
    const summaries = [...this.#calls.values()].map(({ summary }) => summary);
    const page = summaries.filter((summary) => isWanted(summary, filter)).toSorted((a, b) => byAge(b, a));
    return page.slice(0, limit).map((summary) => ({ ...summary }));
  }

  async journal(callId: string, afterSeq?: number, limit = 1000): Promise<readonly JournalEntry[]> {
    this.#mustBeOpen();
    checkLimit(limit);
    const entries = this.#calls.get(callId)?.journal ?? [];
    const page = entries.filter(({ seq }) => afterSeq === undefined || seq > afterSeq).slice(0, limit);
    return page.map(({ json }) => JSON.parse(json) as JournalEntry);
  }

  async unrouted(limit: number): Promise<readonly JournalEntry[]> {
    this.#mustBeOpen();
    checkLimit(limit);
    const newest = this.#loose.toReversed().slice(0, limit);
    return newest.map(({ json }) => JSON.parse(json) as JournalEntry);
  }

  async prune(before: number, limit: number): Promise<number> {
    this.#mustBeOpen();
    checkPrune(before, limit);
    const old = [...this.#calls.values()].filter((call) => isOver(call) && call.summary.updatedAt < before);
    const calls = old
      .map(({ summary }) => summary)
      .toSorted(byAge)
      .slice(0, limit);
    for (const { callId } of calls) this.#forget(callId);
    const loose = this.#loose.slice(0, limit).filter(({ at }) => at < before);
    this.#loose = this.#loose.filter((one) => !loose.includes(one));
    for (const key of loose.flatMap(({ keys }) => [...keys])) this.#keys.delete(key);
    return calls.length + loose.length;
  }

  #forget(callId: string): void {
    this.#calls.delete(callId);
    for (const names of [this.#keys, this.#legs, this.#sessions]) {
      for (const [name, holder] of names) if (holder === callId) names.delete(name);
    }
  }

  async ready(): Promise<boolean> {
    return !this.#isClosed;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #mustBeOpen(): void {
    if (this.#isClosed) throw new CallchartError('store.closed', 'The store in memory is closed. Open a new one.');
  }

  #write(prepared: PreparedCommit): CommitResult {
    const { commit, keys } = prepared;
    if ([...keys].some((key) => this.#keys.has(key))) return 'duplicate';
    if (isOfCall(prepared)) {
      if (!this.#isExpected(prepared)) return 'conflict';
      this.#writeCall(prepared);
    } else {
      this.#loose.push(...prepared.entries.map(({ at, json }) => ({ at, keys, json })));
    }
    for (const key of keys) this.#keys.set(key, commit.callId ?? '');
    return 'written';
  }

  /** The call stands where the commit thinks it does, and the new entries continue its journal. */
  #isExpected({ commit, entries }: PreparedCall): boolean {
    const kept = this.#calls.get(commit.callId);
    if ((kept?.step ?? 0) !== commit.expectedStep) return false;
    let last = kept?.journal.at(-1)?.seq ?? 0;
    return entries.every(({ seq }) => {
      const continues = seq > last;
      last = seq;
      return continues;
    });
  }

  #writeCall({ commit, record, entries }: PreparedCall): void {
    const { callId, summary, wakeAt, open } = commit;
    const { flow, version, phase, from, to, createdAt, updatedAt } = summary;
    const journal = this.#calls.get(callId)?.journal ?? [];
    journal.push(...entries);
    this.#calls.set(callId, {
      step: commit.record.step,
      record,
      summary: { callId, flow, version, phase, from, to, createdAt, updatedAt },
      wakeAt,
      open,
      journal,
    });
    for (const leg of commit.legs) this.#legs.set(leg, callId);
    for (const session of commit.sessions) {
      const holder = this.#calls.get(this.#sessions.get(session) ?? '');
      if (holder === undefined || byAge(holder.summary, summary) < 0) this.#sessions.set(session, callId);
    }
  }
}

const isOver = ({ summary, open, wakeAt }: KeptCall): boolean =>
  summary.phase === 'closed' && !open && wakeAt === undefined;

/** The part of a map that was asked for. */
function known<Value>(map: ReadonlyMap<string, Value>, names: readonly string[]): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const name of names) {
    const value = map.get(name);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

/** Oldest first; of the same millisecond, in the order of the ids' bytes, as databases compare text. */
function byAge(a: CallAge, b: CallAge): number {
  return a.createdAt - b.createdAt || Buffer.compare(Buffer.from(a.callId), Buffer.from(b.callId));
}

type CallAge = Pick<CallSummary, 'createdAt' | 'callId'>;

function isWanted(summary: CallSummary, filter: CallFilter): boolean {
  const { flow, phase, open, number, since, before } = filter;
  return (
    (flow === undefined || summary.flow === flow) &&
    (phase === undefined || summary.phase === phase) &&
    (open === undefined || (summary.phase !== 'closed') === open) &&
    (number === undefined || summary.from === number || summary.to === number) &&
    (since === undefined || summary.createdAt >= since) &&
    (before === undefined || byAge(summary, before) < 0)
  );
}
