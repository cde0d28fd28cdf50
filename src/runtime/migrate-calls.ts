/**
 * Moves the live calls of a flow to another version of it, one commit each: what could be done is looked at first, and
 * nothing is written then. A call that another process has stepped meanwhile is looked at again.
 */
import { advance } from '../engine/advance.ts';
import type { CallState } from '../engine/call-state.ts';
import { type MigrationPlan, planMigration } from '../engine/migration.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { Store } from '../stores/store.ts';
import { callCommit } from './call-commit.ts';

/** What became, or would become, of one call. */
export interface MigratedCall {
  readonly callId: string;
  /** The version that it is on. */
  readonly from: string;
  readonly state: CallState['machine']['value'];
  readonly plan: MigrationPlan;
  /** Whether it was written. */
  readonly moved: boolean;
}

/** What is asked for. */
export interface MigrationRequest {
  readonly store: Store;
  /** The version to move to. */
  readonly flow: Flow;
  /** Nothing is written. */
  readonly dryRun: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Who moves them, for the journal. */
  readonly by: string;
}

const callsAtOnce = 200;
// Another process steps the call at the same moment: after so many times something is wrong.
const mostConflicts = 5;

/** Every live call of the flow on another version, oldest first. */
export async function* migrateCalls(request: MigrationRequest): AsyncGenerator<MigratedCall, void> {
  const { store, flow } = request;
  for (
    let after: string | undefined, page;
    (page = await store.open(callsAtOnce, after)).length > 0;
    after = page.at(-1)
  ) {
    for (const record of (await store.load(page)).values()) {
      if (record.phase !== 'active' || record.flow.id !== flow.id || record.flow.hash === flow.hash) continue;
      yield await migrateCall(request, record);
    }
  }
}

async function migrateCall(request: MigrationRequest, found: CallState): Promise<MigratedCall> {
  const { store, flow, dryRun, now, by } = request;
  const { callId } = found;
  let record = found;
  for (let conflicts = 0; ; conflicts++) {
    const at = Math.max(now(), record.at);
    const plan = planMigration(flow, record, at);
    const told = { callId, from: record.flow.version, state: record.machine.value, plan };
    if (dryRun || !plan.ok) return { ...told, moved: false };
    const id = `${callId}-${record.step}`;
    const { state, entry } = advance(flow, record, { type: 'migrate', at, id, by, migrated: plan.migrated });
    const [result] = await store.commit([callCommit(flow, record, state, entry, [], true)]);
    if (result !== 'conflict') return { ...told, moved: true };
    const current = (await store.load([callId])).get(callId);
    const isOver = current === undefined || current.phase !== 'active' || current.flow.hash === flow.hash;
    if (isOver || conflicts === mostConflicts)
      return {
        ...told,
        plan: { ok: false, why: isOver ? 'it is over, or was moved meanwhile' : 'another process keeps stepping it' },
        moved: false,
      };
    record = current;
  }
}
