/**
 * A call as a record that needs nothing else: which flow it ran on, what it began with, its journal and how it stands.
 * Plain JSON, the same from every store and over HTTP. It knows where records come from, and not what is done with them.
 */
import { z } from 'zod';
import type { CallState, FlowIdentity } from '../engine/call-state.ts';
import type { JournalEntry, JournalOpening } from '../engine/journal.ts';
import { mayKnowPrivate } from '../engine/leg.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { CallRecord } from '../stores/store.ts';

/** The format's number: it grows when an older reader could no longer understand a record. */
export const recordFormat = 1;

/** An exported call. */
export interface RecordedCall {
  readonly callchart: typeof recordFormat;
  readonly callId: string;
  /** The flow that the call began on. */
  readonly flow: FlowIdentity;
  /** Name of the Telnyx account. */
  readonly account: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Numbers and names were replaced. */
  readonly masked?: true;
  /** Every input with its time, what became of it and what it made the call do. */
  readonly journal: readonly JournalEntry[];
  /** The call as it stood when it was exported: legs, timers, what was pending. No context if private digits may be in it. */
  readonly state?: CallState;
}

/** What can be asked for the calls that are kept: a store, a runtime, a server over HTTP. */
export interface CallSource {
  readonly call: (callId: string) => Promise<CallRecord | undefined>;
  readonly journal: (callId: string, afterSeq?: number, limit?: number) => Promise<readonly JournalEntry[]>;
}

const entriesAtOnce = 1_000;
// A call of four hours with an event a second; longer journals are no calls.
const mostEntries = 100_000;

/**
 * Reads a call out of a store or a runtime.
 *
 * @throws CallchartError `call.unknown`, `record.incomplete` for calls of which the journal does not hold the beginning
 * @example
 * ```ts
 * import { MemoryStore, recordCall } from 'callchart';
 *
 * const store = new MemoryStore();
 * const source = {
 *   call: async (callId: string) => (await store.load([callId])).get(callId),
 *   journal: store.journal.bind(store),
 * };
 * await recordCall(source, 'a-call').catch(() => console.log('there is no such call'));
 * ```
 */
export async function recordCall(source: CallSource, callId: string): Promise<RecordedCall> {
  const found = await source.call(callId);
  if (found === undefined)
    throw new CallchartError(
      'call.unknown',
      `There is no call ${callId} in this store. callchart calls lists them; the id is wanted as a whole.`,
      { details: { callId } },
    );
  const journal: JournalEntry[] = [];
  for (let page; (page = await source.journal(callId, journal.at(-1)?.seq, entriesAtOnce)).length > 0;) {
    journal.push(...page);
    if (page.length < entriesAtOnce || journal.length >= mostEntries) break;
  }
  return recordOf(found, journal);
}

/** The record of a call whose journal is at hand. @throws CallchartError `record.incomplete` */
export function recordOf(found: CallRecord, journal: readonly JournalEntry[]): RecordedCall {
  const opening = openingOf(found.callId, journal);
  return {
    callchart: recordFormat,
    callId: found.callId,
    flow: opening.flow,
    account: opening.account,
    createdAt: found.createdAt,
    journal,
    ...(found.phase !== 'routing' && { state: withoutPrivate(found) }),
  };
}

/**
 * What the call began with.
 * @throws CallchartError `record.incomplete`
 */
export function openingOf(callId: string, journal: readonly JournalEntry[]): JournalOpening {
  const found = journal.find((entry) => entry.opening !== undefined)?.opening;
  if (found !== undefined) return found;
  throw new CallchartError(
    'record.incomplete',
    `The journal of call ${callId} does not say what the call began with: its flow is still being looked up, or it was ` +
      'written by a version of Callchart before 0.2. Only calls begun since can be exported and replayed.',
    { details: { callId } },
  );
}

/** A flow may have kept private digits in its context. */
function withoutPrivate(state: CallState): CallState {
  return mayKnowPrivate(state.legs) ? { ...state, machine: { ...state.machine, context: {} } } : state;
}

const entryShape = z.looseObject({
  callId: z.string(),
  seq: z.int().min(1),
  at: z.int(),
  input: z.looseObject({ kind: z.string(), name: z.string() }),
  outcome: z.string(),
  events: z.array(z.looseObject({ type: z.string(), handled: z.boolean() })),
  effects: z.array(z.looseObject({ type: z.string() })),
});

const recordShape = z.looseObject({
  callchart: z.literal(recordFormat),
  callId: z.string().min(1),
  flow: z.object({ id: z.string(), version: z.string(), hash: z.string() }),
  account: z.string(),
  createdAt: z.int(),
  journal: z.array(entryShape).min(1).max(mostEntries),
});

/**
 * A record out of JSON text, such as `callchart export` writes.
 *
 * @param source where the text is from, for messages
 * @throws CallchartError `record.invalid`, `record.incomplete`
 */
export function parseRecordedCall(text: string, source = 'The text'): RecordedCall {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(source, 'it is no JSON', cause);
  }
  const parsed = recordShape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(source, `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'it does not fit'}`);
  }
  // The shape says what is read blindly; the rest was written by the engine and is taken as it stands.
  const record = value as RecordedCall;
  openingOf(record.callId, record.journal);
  return record;
}

const invalid = (source: string, why: string, cause?: unknown): CallchartError =>
  new CallchartError('record.invalid', `${source} is no record of a call: ${why}. Write one with callchart export.`, {
    details: { source },
    ...(cause !== undefined && { cause }),
  });
