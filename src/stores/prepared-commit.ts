/**
 * A commit as every store takes it in: checked, and turned into JSON text before anything is written, so that nothing
 * the caller changes afterwards reaches the store. It knows no store.
 */
import type { JournalEntry } from '../engine/journal.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { CallCommit, LooseCommit } from './store.ts';

/** Longest JSON text of one record or one journal entry, in bytes of UTF-8. */
export const longestJsonBytes = 4 * 1024 * 1024;

/** Longest key, leg, session or call id, in UTF-16 units. */
const longestName = 1024;

/** A journal entry as it is written. */
export interface PreparedEntry {
  readonly seq: number;
  readonly at: number;
  readonly json: string;
}

/** One step of one call, ready to be written. */
export interface PreparedCall {
  readonly commit: CallCommit;
  readonly record: string;
  readonly keys: ReadonlySet<string>;
  readonly entries: readonly PreparedEntry[];
}

/** What belongs to no call, ready to be written. */
export interface PreparedLoose {
  readonly commit: LooseCommit;
  readonly keys: ReadonlySet<string>;
  readonly entries: readonly PreparedEntry[];
}

/** A commit, ready to be written. */
export type PreparedCommit = PreparedCall | PreparedLoose;

/** Whether a prepared commit is a call's. */
export const isOfCall = (prepared: PreparedCommit): prepared is PreparedCall => prepared.commit.callId !== undefined;

/** Where a commit is, for messages: its position in the batch, and its call. */
interface Place {
  readonly position: number;
  readonly callId: string | undefined;
}

/**
 * Checks and serialises a batch. One bad commit refuses the whole batch before anything of it is written; its
 * `position` in the error's details tells which, so that the others can be committed without it.
 */
export function prepareCommits(commits: readonly (CallCommit | LooseCommit)[]): PreparedCommit[] {
  return commits.map((commit, position) => prepare(commit, { position, callId: commit.callId }));
}

function prepare(commit: CallCommit | LooseCommit, place: Place): PreparedCommit {
  const keys = new Set(commit.keys);
  for (const key of keys) checkName('key', key, place);
  const entries = commit.entries.map((entry) => prepareEntry(entry, place));
  if (commit.callId === undefined) return { commit, keys, entries };
  checkName('callId', commit.callId, place);
  for (const leg of commit.legs) checkName('leg', leg, place);
  for (const session of commit.sessions) checkName('session', session, place);
  checkInteger('expectedStep', commit.expectedStep, place);
  checkInteger('record.step', commit.record.step, place);
  checkInteger('summary.createdAt', commit.summary.createdAt, place);
  checkInteger('summary.updatedAt', commit.summary.updatedAt, place);
  if (commit.wakeAt !== undefined) checkInteger('wakeAt', commit.wakeAt, place);
  return { commit, record: toJson('record', commit.record, place), keys, entries };
}

function prepareEntry(entry: JournalEntry, place: Place): PreparedEntry {
  checkInteger('seq of a journal entry', entry.seq, place);
  checkInteger('at of a journal entry', entry.at, place);
  return { seq: entry.seq, at: entry.at, json: toJson('journal entry', entry, place) };
}

function toJson(what: string, value: unknown, place: Place): string {
  let json: string;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    throw invalid(`its ${what} is no JSON: ${error instanceof Error ? error.message : String(error)}`, place, error);
  }
  const bytes = jsonBytes(json);
  if (bytes <= longestJsonBytes) return json;
  throw new CallchartError(
    'store.too_large',
    `${named(place)}: its ${what} has ${bytes} bytes as JSON, more than ${longestJsonBytes}. Keep large data outside the flow's context and hold a reference to it.`,
    { details: { ...place, bytes, limit: longestJsonBytes } },
  );
}

// A UTF-16 unit has at most three bytes in UTF-8, so most texts need no counting.
const jsonBytes = (json: string): number =>
  json.length * 3 <= longestJsonBytes ? json.length : Buffer.byteLength(json, 'utf8');

function checkName(what: string, name: string, place: Place): void {
  if (name.length > 0 && name.length <= longestName) return;
  throw invalid(`a ${what} has ${name.length} characters; 1 to ${longestName} are kept`, place);
}

function checkInteger(what: string, value: number, place: Place): void {
  if (!Number.isSafeInteger(value)) throw invalid(`${what} is ${value}, not a whole number`, place);
}

function invalid(what: string, place: Place, cause?: unknown): CallchartError {
  return new CallchartError('store.invalid', `${named(place)}: ${what}. Nothing of the batch was written.`, {
    details: { ...place },
    ...(cause !== undefined && { cause }),
  });
}

const named = ({ position, callId }: Place): string =>
  callId === undefined
    ? `Commit ${position} of the batch (of no call)`
    : `Commit ${position} of the batch (call "${callId}")`;
