/**
 * From a step to what the store writes: the record, its summary, the names by which webhooks find the call, and when
 * the call has to be looked at next.
 */
import { firstLeg } from '../engine/address.ts';
import type { CallState } from '../engine/call-state.ts';
import { nextDue } from '../engine/due.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { WebhookInput } from '../engine/webhooks.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallCommit, CallSummary, LooseCommit, RoutingCall } from '../stores/store.ts';
import { isIdle } from './idle.ts';

/** The commit of a step of a call. `before` is the state that it was taken from; none for a new call. */
export function callCommit(
  flow: Flow,
  before: CallState | undefined,
  state: CallState,
  entry: JournalEntry,
  keys: readonly string[],
  hasHook: boolean,
): CallCommit {
  return {
    callId: state.callId,
    expectedStep: state.step - 1,
    record: state,
    summary: summaryOf(state),
    wakeAt: nextDue(flow, state)?.at,
    open: state.phase !== 'closed' || (hasHook && state.reported !== true),
    keys,
    legs: fresh(namesOf(state), namesOf(before)),
    sessions: fresh(sessionsOf(state), sessionsOf(before)),
    entries: [entry],
    idle: before !== undefined && isIdle(before, hasHook),
  };
}

/**
 * Several steps of one call as one commit: all of them are written, or none. A later step is worth nothing without
 * those that it builds on, and a record that the next step replaces need not be written.
 */
export function joinCommits(commits: readonly [CallCommit, ...CallCommit[]]): CallCommit {
  const last = commits.at(-1) ?? commits[0];
  return {
    ...last,
    expectedStep: commits[0].expectedStep,
    keys: commits.flatMap((one) => one.keys),
    legs: commits.flatMap((one) => one.legs),
    sessions: commits.flatMap((one) => one.sessions),
    entries: commits.flatMap((one) => one.entries),
    ...(commits[0].idle !== undefined && { idle: commits[0].idle }),
  };
}

/** The commit of an incoming call whose flow has to be looked up. */
export function routingCommit(call: RoutingCall, entry: JournalEntry, keys: readonly string[]): CallCommit {
  const { payload } = call.webhook;
  const text = (key: string): string | undefined => (typeof payload[key] === 'string' ? payload[key] : undefined);
  const names = [text('call_control_id'), text('call_leg_id')].filter((name): name is string => name !== undefined);
  const session = text('call_session_id');
  return {
    callId: call.callId,
    expectedStep: call.step - 1,
    record: call,
    summary: {
      callId: call.callId,
      flow: '',
      version: '',
      phase: 'routing',
      from: text('from'),
      to: text('to'),
      createdAt: call.createdAt,
      updatedAt: call.at,
    },
    wakeAt: undefined,
    open: true,
    keys,
    legs: call.step === 1 ? names : [],
    sessions: call.step === 1 && session !== undefined ? [session] : [],
    entries: [entry],
  };
}

/** The commit of a webhook that belongs to no call. */
export function unroutedCommit(webhook: WebhookInput, at: number, keys: readonly string[]): LooseCommit {
  const { id, event_type: name, occurred_at, payload } = webhook;
  const input = { kind: 'webhook', name, id, ...(occurred_at !== undefined && { occurred_at }), payload } as const;
  const nowhere = { from: undefined, to: undefined, events: [], effects: [] };
  const entry = { callId: '', seq: 0, at, input, outcome: 'unrouted', ...nowhere } as const;
  return { callId: undefined, keys, entries: [entry] };
}

function summaryOf(state: CallState): CallSummary {
  const first = firstLeg(state.legs);
  return {
    callId: state.callId,
    flow: state.flow.id,
    version: state.flow.version,
    phase: state.phase,
    from: first?.from,
    to: first?.to,
    createdAt: state.createdAt,
    updatedAt: state.at,
  };
}

const namesOf = (state: CallState | undefined): readonly string[] =>
  (state?.legs ?? []).flatMap((leg) => [leg.callControlId, leg.callLegId].filter((name) => name !== undefined));

const sessionsOf = (state: CallState | undefined): readonly string[] =>
  (state?.legs ?? []).flatMap((leg) => leg.callSessionId ?? []);

const fresh = (now: readonly string[], before: readonly string[]): readonly string[] =>
  now.filter((name) => !before.includes(name));
