/** All calls that a store knows, with their journals. It judges nothing. */
import type { CallRecord, JournalEntry, Store } from 'callchart';
import type { Findings } from './comparison.ts';

const pageSize = 1_000;

/** Reads them. */
export async function storedCalls(store: Store): Promise<Pick<Findings, 'journals' | 'records'>> {
  const journals: (readonly JournalEntry[])[] = [];
  const records: CallRecord[] = [];
  for await (const callIds of pages(store)) {
    for (const callId of callIds) journals.push(await store.journal(callId));
    records.push(...(await store.load(callIds)).values());
  }
  return { journals, records };
}

async function* pages(store: Store): AsyncGenerator<readonly string[]> {
  for (let page = await store.list({ limit: pageSize }); ;) {
    yield page.map(({ callId }) => callId);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    page = await store.list({ limit: pageSize, before: { createdAt: last.createdAt, callId: last.callId } });
  }
}
