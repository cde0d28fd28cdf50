/**
 * Where calls are kept, as whoever looks back at them sees it: a store, or a server over HTTP. Lists come a page at a
 * time, newest first. It knows no command line.
 */
import type { CallFilter, CallRecord, Store } from '../stores/store.ts';
import { type CallFacts, callFacts, type CallOutcome } from './call-facts.ts';
import { type RecordedCall, recordCall } from './recorded-call.ts';

/** A place where calls are kept. */
export interface CallBook {
  /** One page of calls. */
  facts(filter: CallFilter): Promise<readonly CallFacts[]>;
  /** @throws CallchartError `call.unknown`, `record.incomplete` */
  record(callId: string): Promise<RecordedCall>;
}

/** Which calls are meant. What the store's own filter cannot tell is told from the facts. */
export interface CallQuery extends Omit<CallFilter, 'before' | 'limit'> {
  readonly until?: number;
  readonly outcome?: CallOutcome;
  /** Calls with an answered leg that heard nothing for so long or longer. */
  readonly silenceMs?: number;
  /** Calls with a command that failed. */
  readonly failedCommands?: true;
  /** Unfinished calls whose flow state is older than this moment. */
  readonly stuckSince?: number;
}

const pageSize = 200;

/** The calls that are meant, newest first. */
export async function* findCalls(book: CallBook, query: CallQuery): AsyncGenerator<CallFacts, void> {
  const { until, outcome, silenceMs, failedCommands, stuckSince, ...stored } = query;
  const filter = { ...stored, ...(stuckSince !== undefined && { open: true }), limit: pageSize };
  let before: CallFilter['before'];
  for (;;) {
    const page = await book.facts({ ...filter, ...(before !== undefined && { before }) });
    for (const facts of page) {
      const fits =
        (until === undefined || facts.createdAt < until) &&
        (outcome === undefined || facts.outcome === outcome) &&
        (silenceMs === undefined || facts.worstSilenceMs >= silenceMs) &&
        (failedCommands === undefined || facts.failedCommands > 0) &&
        (stuckSince === undefined || (facts.outcome === 'live' && facts.stateSince <= stuckSince));
      if (fits) yield facts;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    before = { createdAt: last.createdAt, callId: last.callId };
  }
}

/** A store as a book. `now` is the time up to which silences count. */
export function storeBook(store: Store, now: () => number): CallBook {
  // Whoever goes through a list looks at its calls next: they were read with it.
  let records: ReadonlyMap<string, CallRecord> = new Map();
  return {
    async facts(filter) {
      const page = await store.list(filter);
      records = await store.load(page.map(({ callId }) => callId));
      return page.flatMap(({ callId }) => {
        const record = records.get(callId);
        return record === undefined ? [] : [callFacts(record, now())];
      });
    },
    record: (callId) =>
      recordCall(
        {
          call: async (id) => records.get(id) ?? (await store.load([id])).get(id),
          journal: (id, afterSeq, limit) => store.journal(id, afterSeq, limit),
        },
        callId,
      ),
  };
}
