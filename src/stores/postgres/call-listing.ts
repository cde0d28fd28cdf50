/**
 * Lists of calls as SQL: every filter reads along an index and stops at its limit. It knows the tables and runs nothing.
 */
import { fromStoredText, toStoredText } from '../stored-text.ts';
import type { CallFilter, CallSummary } from '../store.ts';
import type { Statement } from './connection.ts';

/** A row of a listing. `pg` gives 64-bit integers as text. */
export interface ListedCall {
  readonly call_id: string;
  readonly flow: string;
  readonly version: string;
  readonly phase: string;
  readonly from_number: string | null;
  readonly to_number: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

const columns = 'id, call_id, flow, version, phase, from_number, to_number, created_at';
const newestFirst = 'ORDER BY created_at DESC, call_id DESC';

/** The condition of the index `calls_unfinished`, word for word: a query that holds it may use that index. */
export const unfinished = `(open OR phase <> 'closed')`;

/** The statement for a filter. */
export function listing(schema: string, filter: CallFilter, limit: number): Statement {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const most = bind(limit);
  const select = (numbered?: string): string =>
    `SELECT ${columns} FROM ${schema}.calls ${conditionOf(filter, bind, numbered)}${newestFirst} LIMIT ${most}`;
  // Each number's own index, up to the limit, and the newest of both: one query over both would sort all their calls.
  const page = filter.number === undefined ? select() : `(${select('from_number')}) UNION (${select('to_number')})`;
  return {
    text: `SELECT page.*, updated_at FROM (${page}) AS page JOIN ${schema}.states ON call = page.id
      ${newestFirst} LIMIT ${most}`,
    values,
  };
}

function conditionOf(filter: CallFilter, bind: (value: unknown) => string, numbered: string | undefined): string {
  const { flow, phase, open, number, since, before } = filter;
  const terms: string[] = [];
  if (numbered !== undefined && number !== undefined) terms.push(`${numbered} = ${bind(toStoredText(number))}`);
  if (flow !== undefined) terms.push(`flow = ${bind(toStoredText(flow))}`);
  if (phase !== undefined) terms.push(`phase = ${bind(phase)}`);
  if (open !== undefined) terms.push(open ? `phase <> 'closed'` : `phase = 'closed'`);
  if (since !== undefined) terms.push(`created_at >= ${bind(since)}`);
  if (before !== undefined) {
    const callId = bind(toStoredText(before.callId));
    terms.push(`(created_at, call_id) < (${bind(before.createdAt)}, ${callId})`);
  }
  // Calls that are not over are few, whatever else is asked of them.
  if (open === true || (phase !== undefined && phase !== 'closed')) terms.push(unfinished);
  return terms.length === 0 ? '' : `WHERE ${terms.join(' AND ')} `;
}

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
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}
