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
CREATE INDEX keys_by_call ON keys (call) WHERE call IS NOT NULL;
CREATE INDEX keys_of_none ON keys (at) WHERE call IS NULL;
CREATE INDEX legs_by_call ON legs (call);
CREATE INDEX sessions_by_call ON sessions (call);
