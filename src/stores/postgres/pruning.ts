/**
 * The statement that forgets calls which are over, and what belonged to no call. It knows the tables and runs nothing.
 */
import type { Statement } from './connection.ts';

/** Deletes at most `limit` of each that have not changed since `before`; its one row says how many, as `deleted`. */
export function pruning(schema: string, before: number, limit: number): Statement {
  const s = schema;
  const gone = (table: string): string =>
    `gone_${table} AS (DELETE FROM ${s}.${table} USING old WHERE ${s}.${table}.call = old.id)`;
  return {
    // Whoever writes a call locks its row in states: a call that is being written is left for another time.
    text: `WITH old AS (
        SELECT id FROM ${s}.calls JOIN ${s}.states ON call = id
        WHERE created_at < $1 AND updated_at < $1 AND phase = 'closed' AND NOT open AND wake_at IS NULL
        ORDER BY created_at, call_id LIMIT $2 FOR UPDATE OF states SKIP LOCKED
      ),
      ${['keys', 'legs', 'sessions', 'journal', 'states'].map(gone).join(', ')},
      gone_calls AS (DELETE FROM ${s}.calls USING old WHERE ${s}.calls.id = old.id),
      loose_keys AS (DELETE FROM ${s}.keys WHERE key IN (
        SELECT key FROM ${s}.keys WHERE call IS NULL AND at < $1 ORDER BY at LIMIT $2) RETURNING 1),
      loose_entries AS (DELETE FROM ${s}.unrouted WHERE id IN (
        SELECT id FROM (SELECT id, at FROM ${s}.unrouted ORDER BY id LIMIT $2) AS oldest WHERE at < $1) RETURNING 1)
      SELECT (SELECT count(*) FROM old)
        + greatest((SELECT count(*) FROM loose_keys), (SELECT count(*) FROM loose_entries)) AS deleted`,
    values: [before, limit],
  };
}
