/**
 * Calls that were played on a store in memory, in another store: a store of a thread or a server answers when it does,
 * and a virtual clock does not wait for it.
 */
import type { Store } from 'callchart';

/** Writes every call with its journal. */
export async function copyCalls(from: Store, to: Store): Promise<void> {
  for (const summary of await from.list({ limit: 1_000 })) {
    const { callId, phase } = summary;
    const record = (await from.load([callId])).get(callId);
    if (record === undefined) continue;
    const entries = await from.journal(callId, 0, 1_000);
    const names = { keys: [], legs: [], sessions: [] };
    const open = phase !== 'closed';
    await to.commit([{ callId, expectedStep: 0, record, summary, wakeAt: undefined, open, ...names, entries }]);
  }
}
