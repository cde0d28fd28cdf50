/**
 * One call moved to another version of its flow, as a commit that nobody has written yet; or why it cannot be moved.
 */
import { advance } from '../engine/advance.ts';
import type { CallState } from '../engine/call-state.ts';
import { type MigrationPlan, planMigration } from '../engine/migration.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallCommit, CallRecord } from '../stores/store.ts';
import { callCommit } from './call-commit.ts';

/** Where to, and on whose word. */
export interface Move {
  readonly to: Flow;
  /** Who moves it, for the journal. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether somebody is to be told when the call is over. */
  readonly hasHook: boolean;
}

/** The call on the other version. */
export interface MovedCall {
  readonly plan: MigrationPlan;
  /** Undefined when it stays where it is. */
  readonly moved?: { readonly state: CallState; readonly commit: CallCommit };
}

/** Moves a call, if that can be done with it as it stands. */
export function moveCall(record: CallRecord, { to, by, at: now, hasHook }: Move): MovedCall {
  const at = Math.max(now, record.at);
  const plan = planFor(record, to, at);
  if (!plan.ok || record.phase === 'routing') return { plan };
  const id = `${record.callId}-${record.step}`;
  const { state, entry } = advance(to, record, { type: 'migrate', at, id, by, migrated: plan.migrated });
  return { plan, moved: { state, commit: callCommit(to, record, state, entry, [], hasHook) } };
}

function planFor(record: CallRecord, to: Flow, at: number): MigrationPlan {
  if (record.phase === 'routing') return { ok: false, why: 'its flow is still being looked up' };
  if (record.flow.id !== to.id) return { ok: false, why: `it runs on flow ${record.flow.id} by now` };
  if (record.flow.hash === to.hash) return { ok: false, why: 'it was moved meanwhile' };
  return planMigration(to, record, at);
}
