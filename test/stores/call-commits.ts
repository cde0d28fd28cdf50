/**
 * Commits for tests of stores: a whole, valid commit of which a test says only what it is about. It knows no store.
 */
import type { CallCommit, CallRecord, CallSummary, LooseCommit } from 'callchart';

type Entry = CallCommit['entries'][number];

/** Some moment; the calls of these tests begin then unless they say otherwise. */
export const noon = Date.UTC(2026, 0, 1, 12);

/** What a test may say about a commit. */
export interface CommitWish extends Partial<Omit<CallCommit, 'callId' | 'record' | 'summary'>> {
  /** The record's step; default 1. It builds on the step before, unless `expectedStep` says otherwise. */
  readonly step?: number;
  readonly summary?: Partial<CallSummary>;
  /** Goes into the record, for tests of what is kept. */
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** A commit of a call. */
export function commitOf(callId: string, wish: CommitWish = {}): CallCommit {
  const { step = 1, summary = {}, payload = {}, ...rest } = wish;
  const createdAt = summary.createdAt ?? noon;
  return {
    callId,
    expectedStep: step - 1,
    record: recordOf(callId, step, createdAt, payload),
    summary: {
      callId,
      flow: 'front-desk',
      version: '1',
      phase: 'active',
      from: '+15550001',
      to: '+15550100',
      createdAt,
      updatedAt: createdAt + step,
      ...summary,
    },
    wakeAt: undefined,
    open: true,
    keys: [],
    legs: [],
    sessions: [],
    entries: [entryOf(callId, step)],
    ...rest,
  };
}

/** Something that belongs to no call. */
export function looseOf(id: string, wish: Partial<LooseCommit> = {}): LooseCommit {
  return { callId: undefined, keys: [id], entries: [entryOf('', 1, id)], ...wish };
}

/** An entry of a journal. */
export function entryOf(callId: string, seq: number, id = `${callId}:${seq}`): Entry {
  return {
    callId,
    seq,
    at: noon + seq,
    input: { kind: 'webhook', name: 'call.answered', id, payload: { digits: '12', nested: [1, null, { a: true }] } },
    outcome: 'applied',
    from: 'answering',
    to: { menu: 'listening' },
    events: [{ type: 'call.answered', handled: true }],
    effects: [{ type: 'phase', to: 'active', why: 'begun' }],
  };
}

/** The step that a commit leads to. */
export const stepOf = (record: CallRecord | undefined): number => record?.step ?? 0;

function recordOf(
  callId: string,
  step: number,
  createdAt: number,
  payload: Readonly<Record<string, unknown>>,
): CallRecord {
  const webhook = {
    type: 'webhook',
    at: createdAt,
    id: `${callId}:first`,
    event_type: 'call.initiated',
    occurred_at: '2026-01-01T12:00:00Z',
    payload,
  } as const;
  return { callId, phase: 'routing', step, at: createdAt + step, createdAt, account: 'default', webhook, queued: [] };
}
