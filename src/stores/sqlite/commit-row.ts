/**
 * A commit as it is sent to the thread that writes: flat, text already made of what is JSON, names as the file holds
 * them. It shares nothing with what the caller gave. It knows no table.
 */
import { isOfCall, type PreparedCommit, type PreparedEntry } from '../prepared-commit.ts';
import { toStoredText } from '../stored-text.ts';

/** What belongs to no call. */
export interface LooseRow {
  readonly callId: undefined;
  readonly keys: readonly string[];
  readonly entries: readonly PreparedEntry[];
}

/** One step of one call. */
export interface CallRow {
  readonly callId: string;
  readonly keys: readonly string[];
  readonly entries: readonly PreparedEntry[];
  readonly expectedStep: number;
  readonly step: number;
  readonly wakeAt: number | null;
  readonly updatedAt: number;
  readonly record: string;
  readonly legs: readonly string[];
  readonly sessions: readonly string[];
  readonly described: Described;
}

/** What most steps leave alone, in the order of `describedColumns`. */
export type Described = readonly [
  open: 0 | 1,
  phase: string,
  flow: string,
  version: string,
  from: string | null,
  to: string | null,
  createdAt: number,
];

/** The columns of {@link Described}. */
export const describedColumns = 'open, phase, flow, version, from_number, to_number, created_at';

/** A commit, as it is sent. */
export type CommitRow = CallRow | LooseRow;

/** Flattens a prepared commit. */
export function rowOf(prepared: PreparedCommit): CommitRow {
  const { entries } = prepared;
  const keys = [...prepared.keys].map(toStoredText);
  if (!isOfCall(prepared)) return { callId: undefined, keys, entries };
  const { commit, record } = prepared;
  const { summary } = commit;
  return {
    callId: toStoredText(commit.callId),
    keys,
    entries,
    expectedStep: commit.expectedStep,
    step: commit.record.step,
    wakeAt: commit.wakeAt ?? null,
    updatedAt: summary.updatedAt,
    record,
    legs: commit.legs.map(toStoredText),
    sessions: commit.sessions.map(toStoredText),
    described: [
      commit.open ? 1 : 0,
      summary.phase,
      toStoredText(summary.flow),
      toStoredText(summary.version),
      textOf(summary.from),
      textOf(summary.to),
      summary.createdAt,
    ],
  };
}

/** How much text a commit carries, in UTF-16 units: nearly all of what it takes in memory. */
export function textUnitsOf(row: CommitRow): number {
  let units = row.callId === undefined ? 0 : row.record.length;
  for (const { json } of row.entries) units += json.length;
  return units;
}

const textOf = (value: string | undefined): string | null => (value === undefined ? null : toStoredText(value));
