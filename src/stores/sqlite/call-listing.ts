/**
 * Lists of calls as SQL: every filter and combination of filters reads along an index and stops at its limit. It knows
 * the table `calls` and runs nothing.
 */
import type { CallFilter, CallSummary } from '../store.ts';
import type { SqliteValue } from './driver.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';

/** A statement with its values, in order. */
export interface Listing {
  readonly sql: string;
  readonly values: readonly SqliteValue[];
}

/** A row of a listing. */
export interface ListedCall {
  readonly call_id: string;
  readonly flow: string;
  readonly version: string;
  readonly phase: string;
  readonly from_number: string | null;
  readonly to_number: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

const columns = 'call_id, flow, version, phase, from_number, to_number, created_at, updated_at';
const newestFirst = 'ORDER BY created_at DESC, call_id DESC';

/** The condition of the index `calls_unfinished`, word for word: a query that holds it may use that index. */
const unfinished = `(open OR phase <> 'closed')`;

/** The statement for a filter. */
export function listing(filter: CallFilter, limit: number): Listing {
  const { number } = filter;
  if (number === undefined) return select(filter, limit);
  // Each number's own index, up to the limit, and the newest of both: one query over both would sort all their calls.
  const from = select(filter, limit, 'from_number');
  const to = select(filter, limit, 'to_number');
  return {
    sql: `SELECT * FROM (${from.sql}) UNION SELECT * FROM (${to.sql}) ${newestFirst} LIMIT ?`,
    values: [...from.values, ...to.values, limit],
  };
}

function select(filter: CallFilter, limit: number, numbered?: 'from_number' | 'to_number'): Listing {
  const { flow, phase, open, number, since, before } = filter;
  const terms: string[] = [];
  const values: SqliteValue[] = [];
  const where = (term: string, ...bound: SqliteValue[]): void => {
    terms.push(term);
    values.push(...bound);
  };
  if (numbered !== undefined && number !== undefined) where(`${numbered} = ?`, toStoredText(number));
  if (flow !== undefined) where('flow = ?', toStoredText(flow));
  if (phase !== undefined) where('phase = ?', phase);
  if (open !== undefined) where(open ? `phase <> 'closed'` : `phase = 'closed'`);
  if (since !== undefined) where('created_at >= ?', since);
  if (before !== undefined) where('(created_at, call_id) < (?, ?)', before.createdAt, toStoredText(before.callId));
  // Said outright: without statistics SQLite may take a condition that most calls meet for a rare one, and sort them all.
  let index = flow === undefined ? 'calls_by_age' : 'calls_by_flow';
  if (numbered !== undefined) index = numbered === 'from_number' ? 'calls_by_from' : 'calls_by_to';
  else if (open === true || (phase !== undefined && phase !== 'closed')) {
    // Calls that are not over are few, whatever else is asked of them.
    index = 'calls_unfinished';
    where(unfinished);
  }
  const condition = terms.length === 0 ? '' : `WHERE ${terms.join(' AND ')} `;
  return {
    sql: `SELECT ${columns} FROM calls INDEXED BY ${index} ${condition}${newestFirst} LIMIT ?`,
    values: [...values, limit],
  };
}

/** Ids of unfinished calls, oldest first, after a call's age: `created_at`, `call_id`, limit. */
export const openSql = `SELECT call_id FROM calls INDEXED BY calls_unfinished
  WHERE open AND ${unfinished} AND (created_at, call_id) > (?, ?) ORDER BY created_at, call_id LIMIT ?`;

/** A row as the port shows it. */
export function toSummary(row: ListedCall): CallSummary {
  const text = (stored: string | null): string | undefined => (stored === null ? undefined : fromStoredText(stored));
  return {
    callId: fromStoredText(row.call_id),
    flow: fromStoredText(row.flow),
    version: fromStoredText(row.version),
    phase: row.phase as CallSummary['phase'],
    from: text(row.from_number),
    to: text(row.to_number),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
