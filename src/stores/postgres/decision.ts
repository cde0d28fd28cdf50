/**
 * What becomes of each commit of a batch, one after the other, given where calls stand and which keys are known; and
 * what the written ones come down to. Pure: it knows no database. Where it is given no facts it hopes for the best, and
 * the database checks.
 */
import { isOfCall, type PreparedCall, type PreparedCommit, type PreparedEntry } from '../prepared-commit.ts';
import type { CommitResult } from '../store.ts';

/** Where a call stands: 0 and 0 for one that is not there. */
export interface Standing {
  readonly step: number;
  readonly seq: number;
}

/** What was read, under lock, of everything that a batch names. */
export interface Facts {
  readonly keys: ReadonlySet<string>;
  readonly calls: ReadonlyMap<string, Standing>;
}

/** A call, as the batch finds it and as it leaves it. */
export interface CallChange {
  /** The call's place among the batch's calls, from 1 on. */
  readonly no: number;
  readonly expectedStep: number;
  /** Nothing was under way in the state that the batch finds. */
  readonly isIdle: boolean;
  /** The last commit of the call that is written. */
  last: PreparedCall;
  readonly entries: PreparedEntry[];
}

/** A key that is written, with the place of its call. */
export interface NewKey {
  readonly key: string;
  readonly no: number | undefined;
  readonly at: number;
}

/** What a batch comes down to. */
export interface Decision {
  readonly results: readonly CommitResult[];
  readonly calls: readonly CallChange[];
  readonly keys: readonly NewKey[];
  /** The calls that names lead to. */
  readonly legs: ReadonlyMap<string, CallChange>;
  readonly sessions: ReadonlyMap<string, CallChange>;
  readonly loose: readonly PreparedEntry[];
}

/** Decides on a batch; `now` is the time of what carries none, in milliseconds since the epoch. */
export function decide(batch: readonly PreparedCommit[], now: number, facts?: Facts): Decision {
  const calls = new Map<string, CallChange>();
  const keys = new Map<string, NewKey>();
  const legs = new Map<string, CallChange>();
  const sessions = new Map<string, CallChange>();
  const loose: PreparedEntry[] = [];

  const write = (prepared: PreparedCommit): CommitResult => {
    if ([...prepared.keys].some((key) => keys.has(key) || facts?.keys.has(key))) return 'duplicate';
    let change: CallChange | undefined;
    if (isOfCall(prepared)) {
      const { callId, expectedStep, idle = false } = prepared.commit;
      change = calls.get(callId);
      if (!continues(prepared, standingOf(callId, change, facts))) return 'conflict';
      if (change === undefined) {
        change = { no: calls.size + 1, expectedStep, isIdle: idle, last: prepared, entries: [] };
        calls.set(callId, change);
      }
      change.last = prepared;
      change.entries.push(...prepared.entries);
      for (const leg of prepared.commit.legs) legs.set(leg, change);
      for (const session of prepared.commit.sessions) {
        const holder = sessions.get(session);
        if (holder === undefined || isOlder(holder.last, prepared)) sessions.set(session, change);
      }
    } else {
      loose.push(...prepared.entries);
    }
    const at = prepared.entries.at(-1)?.at ?? now;
    for (const key of prepared.keys) keys.set(key, { key, no: change?.no, at });
    return 'written';
  };

  const results = batch.map(write);
  return { results, calls: [...calls.values()], keys: [...keys.values()], legs, sessions, loose };
}

function standingOf(callId: string, change: CallChange | undefined, facts: Facts | undefined): Standing | undefined {
  const stands = facts === undefined ? undefined : (facts.calls.get(callId) ?? { step: 0, seq: 0 });
  if (change === undefined) return stands;
  return { step: change.last.commit.record.step, seq: change.entries.at(-1)?.seq ?? stands?.seq ?? 0 };
}

/** The call stands where the commit thinks it does, and the new entries continue its journal. */
function continues({ commit, entries }: PreparedCall, standing: Standing | undefined): boolean {
  if (standing !== undefined && standing.step !== commit.expectedStep) return false;
  let last = standing?.seq ?? 0;
  return entries.every(({ seq }) => {
    const isNext = seq > last;
    last = seq;
    return isNext;
  });
}

/** By birth; of the same millisecond, in the order of the ids' bytes, as databases compare text. */
function isOlder(a: PreparedCall, b: PreparedCall): boolean {
  const earlier = a.commit.summary.createdAt - b.commit.summary.createdAt;
  return (earlier || Buffer.compare(Buffer.from(a.commit.callId), Buffer.from(b.commit.callId))) < 0;
}
