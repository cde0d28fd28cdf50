/** The first schema: calls, the names that lead to them, their journals. Never changed once released: add another. */

/**
 * What steps rarely change of a call (flow, numbers, time of birth) is in `calls`, indexed for lists; what every step
 * changes is in `states`, whose pages leave room, so that most steps write no index at all. Names compare by their
 * bytes (collation C), as in every store.
 *
 * Records and entries are text, not jsonb: the order of a state value's keys is kept, and nothing has to parse them.
 */
export const calls = (schema: string): string => `
CREATE TABLE ${schema}.calls (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_id text COLLATE "C" NOT NULL UNIQUE,
  open boolean NOT NULL,
  phase text COLLATE "C" NOT NULL,
  flow text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  from_number text COLLATE "C",
  to_number text COLLATE "C",
  created_at bigint NOT NULL
);
CREATE INDEX calls_unfinished ON ${schema}.calls (created_at, call_id) WHERE open OR phase <> 'closed';
CREATE INDEX calls_by_age ON ${schema}.calls (created_at, call_id);
CREATE INDEX calls_by_flow ON ${schema}.calls (flow, created_at, call_id);
CREATE INDEX calls_by_from ON ${schema}.calls (from_number, created_at, call_id) WHERE from_number IS NOT NULL;
CREATE INDEX calls_by_to ON ${schema}.calls (to_number, created_at, call_id) WHERE to_number IS NOT NULL;

-- seq is the last of the call's journal.
CREATE TABLE ${schema}.states (
  call bigint PRIMARY KEY,
  step bigint NOT NULL,
  seq bigint NOT NULL,
  wake_at bigint,
  updated_at bigint NOT NULL,
  record text NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX states_by_wake ON ${schema}.states (wake_at, call) WHERE wake_at IS NOT NULL;

-- Dedupe keys; call is null for what belonged to no call. The time is for pruning.
CREATE TABLE ${schema}.keys (
  key text COLLATE "C" PRIMARY KEY,
  call bigint,
  at bigint NOT NULL
);

CREATE TABLE ${schema}.legs (
  name text COLLATE "C" PRIMARY KEY,
  call bigint NOT NULL
);

CREATE TABLE ${schema}.sessions (
  name text COLLATE "C" PRIMARY KEY,
  call bigint NOT NULL
);

CREATE TABLE ${schema}.journal (
  call bigint NOT NULL,
  seq bigint NOT NULL,
  at bigint NOT NULL,
  entry text NOT NULL,
  PRIMARY KEY (call, seq)
);

CREATE TABLE ${schema}.unrouted (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL,
  entry text NOT NULL
);

-- One row per open store: the numbers of the last batch that it wrote and of the last that it gave up. Whoever lost a
-- connection in the middle of a batch learns from it what became of the batch.
CREATE TABLE ${schema}.writers (
  id uuid PRIMARY KEY,
  written bigint NOT NULL DEFAULT 0,
  given_up bigint NOT NULL DEFAULT 0,
  seen_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 10);
`;
