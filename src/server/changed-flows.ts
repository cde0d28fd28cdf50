/**
 * A machine that has changed and kept its version: calls that began on the other one could not go on, and nobody could
 * tell the calls of both apart. It is noticed by the hash, in the calls that a store holds, before any is taken in.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallRecord, Store } from '../stores/store.ts';

const callsAtOnce = 500;
/** Of calls that are over so many are looked at, by flow: the newest tell. */
const newestCalls = 20;

/** @throws CallchartError `flow.changed` */
export async function refuseChanged(store: Store, flows: readonly Flow[]): Promise<void> {
  for (
    let after: string | undefined, page;
    (page = await store.open(callsAtOnce, after)).length > 0;
    after = page.at(-1)
  )
    check((await store.load(page)).values(), flows);
  for (const id of new Set(flows.map((flow) => flow.id))) {
    const newest = await store.list({ flow: id, limit: newestCalls });
    check((await store.load(newest.map(({ callId }) => callId))).values(), flows);
  }
}

function check(records: Iterable<CallRecord>, flows: readonly Flow[]): void {
  for (const record of records) {
    if (record.phase === 'routing') continue;
    const { id, version, hash } = record.flow;
    const named = flows.filter((flow) => flow.id === id && flow.version === version);
    if (named.length === 0 || named.some((flow) => flow.hash === hash)) continue;
    throw new CallchartError(
      'flow.changed',
      `Flow "${id}" has changed and is still version ${version}: call ${record.callId} ran on another machine of that ` +
        'version. Give the changed flow a new version, and serve the old file beside it while calls are on it.',
      { details: { flow: id, version, callId: record.callId, hash, loaded: named.map((flow) => flow.hash) } },
    );
  }
}
