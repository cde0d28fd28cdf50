/**
 * The port behind which calls are kept. Batch-shaped and asynchronous: one commit may carry steps of many calls, and the
 * store may be another process. A store knows rows, keys and order; what a call is, it does not know.
 */
import type { CallPhase, CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { WebhookInput } from '../engine/webhooks.ts';
import type { Sharing } from './sharing.ts';

/** An incoming call whose flow is still being looked up: its webhooks wait here, in order. */
export interface RoutingCall {
  readonly callId: string;
  readonly phase: 'routing';
  readonly step: number;
  readonly at: number;
  readonly createdAt: number;
  readonly account: string;
  readonly webhook: WebhookInput;
  readonly queued: readonly WebhookInput[];
}

/** What is kept of a call: plain JSON. */
export type CallRecord = CallState | RoutingCall;

/** What lists show of a call and filters look at. */
export interface CallSummary {
  readonly callId: string;
  readonly flow: string;
  readonly version: string;
  readonly phase: CallPhase | 'routing';
  /** The first leg's numbers. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One step of one call, to be written as a whole or not at all. */
export interface CallCommit {
  readonly callId: string;
  /** The record's `step` that this commit builds on; 0 for a new call. */
  readonly expectedStep: number;
  readonly record: CallRecord;
  readonly summary: CallSummary;
  /** When the call has to be looked at next, milliseconds since the epoch; undefined: when something comes. */
  readonly wakeAt: number | undefined;
  /** Whether the call is unfinished: it is looked at when a process starts. */
  readonly open: boolean;
  /** Dedupe keys of what this step takes in. A key that is known makes the commit a duplicate. */
  readonly keys: readonly string[];
  /** Names by which webhooks find this call from now on: `call_control_id`s and `call_leg_id`s. */
  readonly legs: readonly string[];
  /** `call_session_id`s by which legs that Telnyx added find this call. */
  readonly sessions: readonly string[];
  readonly entries: readonly JournalEntry[];
  /** Nothing was under way in the state that this builds on: whoever writes it may take the call's work over. */
  readonly idle?: boolean;
}

/** Something taken in that belongs to no call. */
export interface LooseCommit {
  readonly callId: undefined;
  readonly keys: readonly string[];
  readonly entries: readonly JournalEntry[];
}

/**
 * What became of one commit: written; written, and what it asks for is another process's to do (only in a store that is
 * shared); nothing written because a key was known; nothing written because the call has moved on from `expectedStep`.
 */
export type CommitResult = 'written' | 'delegated' | 'duplicate' | 'conflict';

/** What a writer asks before it decides. */
export interface FindRequest {
  readonly keys?: readonly string[];
  readonly legs?: readonly string[];
  readonly sessions?: readonly string[];
}

/** Answers, by what was asked; what is not there is missing. */
export interface Found {
  /** The call that took a key in; empty text for what belonged to no call. */
  readonly keys: ReadonlyMap<string, string>;
  readonly legs: ReadonlyMap<string, string>;
  /** The newest call of a session. */
  readonly sessions: ReadonlyMap<string, string>;
}

/** Which calls to list, newest first. */
export interface CallFilter {
  readonly flow?: string;
  readonly phase?: CallPhase | 'routing';
  /** Calls that are not closed. */
  readonly open?: boolean;
  /** A number of the first leg, as a whole. */
  readonly number?: string;
  /** Begun at or after, milliseconds since the epoch. */
  readonly since?: number;
  /** Begun before: to turn pages, the `createdAt` and id of the last call of the page before. */
  readonly before?: { readonly createdAt: number; readonly callId: string };
  /** 1 to 1000, default 100. */
  readonly limit?: number;
}

/**
 * A durable place for calls. Every method may reject with a CallchartError whose code begins with `store.`; whatever a
 * rejected commit carried is then not written.
 *
 * @example
 * ```ts
 * import { MemoryStore } from 'callchart';
 *
 * const store = new MemoryStore();
 * console.log(await store.list({ open: true }));
 * await store.close();
 * ```
 */
export interface Store {
  /** Writes all of it in one transaction, durably, and says for each commit, in order, what became of it. */
  commit(commits: readonly (CallCommit | LooseCommit)[]): Promise<readonly CommitResult[]>;
  /** Which of these keys, legs and sessions are known, and to which calls they lead. */
  find(request: FindRequest): Promise<Found>;
  /** The records of these calls, as last committed. */
  load(callIds: readonly string[]): Promise<ReadonlyMap<string, CallRecord>>;
  /** Ids of calls whose `wakeAt` has come, earliest first. */
  due(now: number, limit: number): Promise<readonly string[]>;
  /** The earliest `wakeAt` of all. */
  nextWake(): Promise<number | undefined>;
  /** Ids of unfinished calls, oldest first, `limit` at a time; `after` is the last id of the page before. */
  open(limit: number, after?: string): Promise<readonly string[]>;
  list(filter: CallFilter): Promise<readonly CallSummary[]>;
  /** A call's journal in order, from `afterSeq` (default the beginning), at most `limit` entries (default 1000). */
  journal(callId: string, afterSeq?: number, limit?: number): Promise<readonly JournalEntry[]>;
  /** What belonged to no call, newest first. */
  unrouted(limit: number): Promise<readonly JournalEntry[]>;
  /**
   * Deletes at most `limit` calls (1 to 10000) that are over and have not changed since `before`, oldest first, with
   * their journals, keys, legs and sessions; and as many things that belonged to no call and are older.
   * @returns how many: 0 when nothing that old is left
   */
  prune(before: number, limit: number): Promise<number>;
  /** Whether the store can be written to now. */
  ready(): Promise<boolean>;
  /** Finishes what is under way and lets go of files and locks. */
  close(): Promise<void>;
  /** Who does which call's work, where several processes share the store. A store of one process has none of it. */
  readonly sharing?: Sharing | undefined;
}
