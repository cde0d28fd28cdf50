/**
 * Moves the live calls of a flow to another version of it, one commit each: what could be done is looked at first, and
 * nothing is written then. It goes through the calls a page at a time; who writes is given to it: a running process'
 * one writer, or, in a store that no process holds, this file itself.
 */
import type { CallState } from '../engine/call-state.ts';
import { type MigrationPlan, planMigration } from '../engine/migration.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallRecord, Store } from '../stores/store.ts';
import { moveCall } from './moved-call.ts';

/** What a running process is asked for. */
export interface MigrationRequest {
  /** Id of the flow. */
  readonly flow: string;
  /** The version to move to; it must be loaded. */
  readonly to: string;
  /** Hash of the machine that is meant: another one under the same version is refused. */
  readonly hash?: string;
  /** Nothing is written. */
  readonly dryRun: boolean;
  /** Who moves them, for the journal. */
  readonly by: string;
  /** The `next` of the page before. */
  readonly after?: string;
}

/** What became, or would become, of one call. */
export interface MigratedCall {
  readonly callId: string;
  /** The version that it was on. */
  readonly from: string;
  /** The state that it was in there. */
  readonly state: CallState['machine']['value'];
  readonly plan: MigrationPlan;
  /** Whether it was written. */
  readonly moved: boolean;
}

/** Some of the calls, oldest first. */
export interface MigrationPage {
  readonly calls: readonly MigratedCall[];
  /** What to ask for the next page with; undefined after the last. */
  readonly next: string | undefined;
}

/** What going through the calls works with. */
export interface MigrationParts {
  readonly store: Store;
  /** The version to move to. */
  readonly flow: Flow;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Moves a call if it can, and says so; none: nothing is to be written. */
  readonly move?: (found: CallState) => Promise<MigrationPlan>;
}

const callsAtOnce = 200;
// Another process steps the call at the same moment: after so many times something is wrong.
const mostConflicts = 5;

/** One page of the live calls of the flow that are on another version. */
export async function migratePage(
  { store, flow, now, move }: MigrationParts,
  after: string | undefined,
): Promise<MigrationPage> {
  const page = await store.open(callsAtOnce, after);
  const records = await store.load(page);
  const found = page.flatMap((callId) => {
    const record = records.get(callId);
    return record?.phase === 'active' && record.flow.id === flow.id && record.flow.hash !== flow.hash ? [record] : [];
  });
  const calls = found.map(async (record): Promise<MigratedCall> => {
    const plan = await (move === undefined ? planMigration(flow, record, Math.max(now(), record.at)) : move(record));
    const { callId } = record;
    const moved = move !== undefined && plan.ok;
    return { callId, from: record.flow.version, state: record.machine.value, plan, moved };
  });
  return { calls: await Promise.all(calls), next: page.length === callsAtOnce ? page.at(-1) : undefined };
}

/** Every live call of the flow on another version, oldest first. */
export async function* migrateAll(parts: MigrationParts): AsyncGenerator<MigratedCall, void> {
  let after: string | undefined;
  do {
    const page = await migratePage(parts, after);
    yield* page.calls;
    after = page.next;
  } while (after !== undefined);
}

/** How a call is moved in a store directly. One that another process has stepped meanwhile is looked at again. */
export function moveInStore(
  { store, flow, now }: MigrationParts,
  by: string,
): (found: CallState) => Promise<MigrationPlan> {
  return async (found) => {
    let record: CallRecord | undefined = found;
    for (let conflicts = 0; conflicts <= mostConflicts; conflicts++) {
      if (record === undefined) return { ok: false, why: 'it is gone' };
      // Whether the processes that will serve it have a hook is not known here: they find out that nobody waits for it.
      const { plan, moved } = moveCall(record, { to: flow, by, at: now(), hasHook: true });
      if (moved === undefined) return plan;
      const [result] = await store.commit([moved.commit]);
      if (result !== 'conflict') return plan;
      record = (await store.load([found.callId])).get(found.callId);
    }
    return { ok: false, why: 'another process keeps stepping it' };
  };
}

/** A call of a {@link MigrationPage} as operators see it: no context, no timers. */
export interface MigrationReport {
  readonly callId: string;
  /** The version that it was on. */
  readonly from: string;
  readonly state: CallState['machine']['value'];
  readonly moved: boolean;
  /** The state that it is in there, or would be; undefined when it stays where it is. */
  readonly to?: CallState['machine']['value'];
  /** What becomes of its timers and tasks. */
  readonly notes?: readonly string[];
  /** Why it stays. */
  readonly why?: string;
}

/** What is told of a call. */
export const reportOf = ({ callId, from, state, moved, plan }: MigratedCall): MigrationReport => ({
  callId,
  from,
  state,
  moved,
  ...(plan.ok ? { to: plan.migrated.value, notes: plan.notes } : { why: plan.why }),
});
