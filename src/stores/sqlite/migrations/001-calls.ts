/** The first schema: calls, the names that lead to them, their journals. Never changed once released: add another. */

/**
 * A call's own number stands for it in every other table: shorter than its id, and neighbours in time are neighbours
 * on disk. `seq` is the last of its journal. The record comes last, so that lists do not read through it.
 *
 * What steps rarely change (flow, numbers, times of birth) is indexed for lists; of the two indices that steps move,
 * one holds only calls that wait for a time and one only calls that are not over.
 */
export const calls = `
CREATE TABLE calls (
  id INTEGER PRIMARY KEY,
  call_id TEXT NOT NULL UNIQUE,
  step INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  wake_at INTEGER,
  updated_at INTEGER NOT NULL,
  open INTEGER NOT NULL,
  phase TEXT NOT NULL,
  flow TEXT NOT NULL,
  version TEXT NOT NULL,
  from_number TEXT,
  to_number TEXT,
  created_at INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX calls_by_wake ON calls (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX calls_unfinished ON calls (created_at, call_id) WHERE open OR phase <> 'closed';
CREATE INDEX calls_by_age ON calls (created_at, call_id);
CREATE INDEX calls_by_flow ON calls (flow, created_at, call_id);
CREATE INDEX calls_by_from ON calls (from_number, created_at, call_id) WHERE from_number IS NOT NULL;
CREATE INDEX calls_by_to ON calls (to_number, created_at, call_id) WHERE to_number IS NOT NULL;

-- Dedupe keys; call is null for what belonged to no call. The time is for pruning.
CREATE TABLE keys (
  key TEXT PRIMARY KEY,
  call INTEGER,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE legs (
  name TEXT PRIMARY KEY,
  call INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  name TEXT PRIMARY KEY,
  call INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows are appended; only the small index is written all over.
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  call INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  entry TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX journal_by_call ON journal (call, seq);

CREATE TABLE unrouted (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  entry TEXT NOT NULL
) STRICT;
`;
