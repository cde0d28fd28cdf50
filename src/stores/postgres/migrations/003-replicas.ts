/** Who does a call's work, when several processes share the schema. Never changed once released: add another. */

/**
 * `replicas` has a row for each process that takes part, with the end of its lease by this server's clock. A lease that
 * was ended stays ended: the process enrols anew, under another number. `states.owner` is the process that does a
 * call's work; 0 for nobody, NULL when there is none. `handovers` are messages to an owner: a call of yours was stepped
 * by another, or was another's and is yours now. They are deleted when they were taken in, by their ids.
 *
 * `write_batch_2` writes as `write_batch` did, and says who owns each call then, NULL when it has written nothing. The
 * owner changes with a step only when the state that the step builds on had nothing under way (`idles`); else the owner
 * gets a message. A process whose lease was ended becomes nobody's owner: its steps count, and their work is for others.
 *
 * The older function is gone: a process that still runs it would do the work of calls that others own.
 */
export const replicas = (schema: string): string => `
CREATE TABLE ${schema}.replicas (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  until timestamptz NOT NULL,
  ended boolean NOT NULL DEFAULT false
) WITH (fillfactor = 10);

ALTER TABLE ${schema}.states ADD COLUMN owner bigint DEFAULT 0;
UPDATE ${schema}.states s SET owner = NULL FROM ${schema}.calls c WHERE c.id = s.call AND NOT c.open AND s.wake_at IS NULL;
DROP INDEX ${schema}.states_by_wake;
CREATE INDEX states_owned ON ${schema}.states (owner, wake_at, call) WHERE owner IS NOT NULL;

CREATE TABLE ${schema}.handovers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  replica bigint NOT NULL,
  call bigint NOT NULL,
  taken boolean NOT NULL
);
CREATE INDEX handovers_by_replica ON ${schema}.handovers (replica, id);

DROP FUNCTION ${schema}.write_batch;
CREATE FUNCTION ${schema}.write_batch_2(
  writer uuid, this_batch bigint, replica bigint,
  call_ids text[], steps_from bigint[], first_seqs bigint[], steps bigint[], seqs bigint[], wake_ats bigint[],
  updated_ats bigint[], opens boolean[], idles boolean[], phases text[], flows text[], versions text[],
  from_numbers text[], to_numbers text[], created_ats bigint[], records text[],
  key_names text[], key_calls integer[], key_ats bigint[],
  leg_names text[], leg_calls integer[],
  session_names text[], session_calls integer[],
  entry_calls integer[], entry_seqs bigint[], entry_ats bigint[], entry_texts text[],
  loose_ats bigint[], loose_texts text[]
) RETURNS bigint[] LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $body$
DECLARE
  stood bigint[];
  ids bigint[];
  owners bigint[] := '{}';
  me bigint := 0;
  fits boolean;
  expected bigint;
  actual bigint;
BEGIN
  -- An acknowledged commit survives a crash, whatever the server's default is.
  IF current_setting('synchronous_commit') = 'off' THEN PERFORM set_config('synchronous_commit', 'on', true); END IF;

  PERFORM 1 FROM ${schema}.keys WHERE key = ANY (key_names) LIMIT 1;
  IF FOUND THEN RETURN NULL; END IF;

  IF replica <> 0 THEN
    SELECT id INTO me FROM ${schema}.replicas WHERE id = replica AND NOT ended;
    me := coalesce(me, 0);
  END IF;

  IF cardinality(call_ids) > 0 THEN
    SELECT array_agg(c.id ORDER BY w.no), count(c.id),
      bool_and(coalesce(s.step, 0) = w.step_from AND (w.first_seq IS NULL OR w.first_seq > coalesce(s.seq, 0)))
    INTO stood, expected, fits
    FROM unnest(call_ids, steps_from, first_seqs) WITH ORDINALITY AS w (call_id, step_from, first_seq, no)
    LEFT JOIN ${schema}.calls c ON c.call_id = w.call_id
    LEFT JOIN ${schema}.states s ON s.call = c.id;
    IF NOT fits THEN RETURN NULL; END IF;
    ids := stood;

    IF expected > 0 THEN
      UPDATE ${schema}.states s
      SET step = w.step, seq = coalesce(w.seq, s.seq), wake_at = w.wake_at, updated_at = w.updated_at,
        record = w.record, owner = CASE
          WHEN NOT w.open AND w.wake_at IS NULL THEN NULL
          WHEN me <> 0 AND w.idle THEN me
          ELSE coalesce(s.owner, 0)
        END
      FROM unnest(stood, steps_from, first_seqs, steps, seqs, wake_ats, updated_ats, opens, idles, records)
        AS w (id, step_from, first_seq, step, seq, wake_at, updated_at, open, idle, record)
      WHERE s.call = w.id AND s.step = w.step_from AND (w.first_seq IS NULL OR w.first_seq > s.seq);
      GET DIAGNOSTICS actual = ROW_COUNT;
      IF actual <> expected THEN RAISE EXCEPTION 'a call has moved on' USING ERRCODE = 'CC001'; END IF;

      UPDATE ${schema}.calls c
      SET open = w.open, phase = w.phase, flow = w.flow, version = w.version, from_number = w.from_number,
        to_number = w.to_number, created_at = w.created_at
      FROM unnest(stood, opens, phases, flows, versions, from_numbers, to_numbers, created_ats)
        AS w (id, open, phase, flow, version, from_number, to_number, created_at)
      WHERE c.id = w.id AND (c.open, c.phase, c.flow, c.version, c.from_number, c.to_number, c.created_at)
        IS DISTINCT FROM (w.open, w.phase, w.flow, w.version, w.from_number, w.to_number, w.created_at);
    END IF;

    IF expected < cardinality(call_ids) THEN
      INSERT INTO ${schema}.calls (call_id, open, phase, flow, version, from_number, to_number, created_at)
      SELECT w.call_id, w.open, w.phase, w.flow, w.version, w.from_number, w.to_number, w.created_at
      FROM unnest(call_ids, opens, phases, flows, versions, from_numbers, to_numbers, created_ats) WITH ORDINALITY
        AS w (call_id, open, phase, flow, version, from_number, to_number, created_at, no)
      WHERE stood[w.no] IS NULL ORDER BY w.no
      ON CONFLICT (call_id) DO NOTHING;
      GET DIAGNOSTICS actual = ROW_COUNT;
      IF actual <> cardinality(call_ids) - expected THEN
        RAISE EXCEPTION 'a call was begun elsewhere' USING ERRCODE = 'CC001';
      END IF;
      SELECT array_agg(c.id ORDER BY w.no) INTO ids
      FROM unnest(call_ids) WITH ORDINALITY AS w (call_id, no) JOIN ${schema}.calls c ON c.call_id = w.call_id;
      INSERT INTO ${schema}.states (call, step, seq, wake_at, updated_at, record, owner)
      SELECT ids[w.no], w.step, coalesce(w.seq, 0), w.wake_at, w.updated_at, w.record,
        CASE WHEN NOT w.open AND w.wake_at IS NULL THEN NULL ELSE me END
      FROM unnest(steps, seqs, wake_ats, updated_ats, opens, records) WITH ORDINALITY
        AS w (step, seq, wake_at, updated_at, open, record, no)
      WHERE stood[w.no] IS NULL;
    END IF;

    -- What needs nobody is nobody else's.
    SELECT array_agg(coalesce(s.owner, replica) ORDER BY w.no) INTO owners
    FROM unnest(ids) WITH ORDINALITY AS w (id, no) JOIN ${schema}.states s ON s.call = w.id;
    INSERT INTO ${schema}.handovers (replica, call, taken)
    SELECT w.owner, w.id, false FROM unnest(owners, ids) AS w (owner, id) WHERE w.owner <> replica AND w.owner <> 0;
  END IF;

  IF cardinality(key_names) > 0 THEN
    INSERT INTO ${schema}.keys (key, call, at)
    SELECT w.key, ids[w.no], w.at FROM unnest(key_names, key_calls, key_ats) AS w (key, no, at)
    ORDER BY w.key COLLATE "C"
    ON CONFLICT (key) DO NOTHING;
    GET DIAGNOSTICS actual = ROW_COUNT;
    IF actual <> cardinality(key_names) THEN
      RAISE EXCEPTION 'a key was taken in elsewhere' USING ERRCODE = 'CC001';
    END IF;
  END IF;

  IF cardinality(leg_names) > 0 THEN
    INSERT INTO ${schema}.legs AS l (name, call)
    SELECT w.name, ids[w.no] FROM unnest(leg_names, leg_calls) AS w (name, no) ORDER BY w.name COLLATE "C"
    ON CONFLICT (name) DO UPDATE SET call = excluded.call WHERE l.call <> excluded.call;
  END IF;

  -- The newest call keeps a session, whoever names it last; ids settle ties, as in lists.
  IF cardinality(session_names) > 0 THEN
    INSERT INTO ${schema}.sessions AS l (name, call)
    SELECT w.name, ids[w.no] FROM unnest(session_names, session_calls) AS w (name, no) ORDER BY w.name COLLATE "C"
    ON CONFLICT (name) DO UPDATE SET call = excluded.call WHERE l.call <> excluded.call AND (
      SELECT (holder.created_at, holder.call_id) < (newer.created_at, newer.call_id)
      FROM ${schema}.calls holder, ${schema}.calls newer WHERE holder.id = l.call AND newer.id = excluded.call
    );
  END IF;

  INSERT INTO ${schema}.journal (call, seq, at, entry)
  SELECT ids[w.no], w.seq, w.at, w.entry
  FROM unnest(entry_calls, entry_seqs, entry_ats, entry_texts) AS w (no, seq, at, entry);

  IF cardinality(loose_ats) > 0 THEN
    INSERT INTO ${schema}.unrouted (at, entry)
    SELECT w.at, w.entry FROM unnest(loose_ats, loose_texts) WITH ORDINALITY AS w (at, entry, no) ORDER BY w.no;
  END IF;

  UPDATE ${schema}.writers SET written = this_batch, seen_at = now()
  WHERE id = writer AND written < this_batch AND given_up < this_batch;
  IF NOT FOUND THEN RAISE EXCEPTION 'the batch was given up' USING ERRCODE = 'CC002'; END IF;
  RETURN owners;
END
$body$;

-- Ends what has run out, and makes calls that are nobody's the claimant's. Calls that another process is just claiming,
-- or stepping, are left to it. -1: the claimant's own lease has run out.
CREATE FUNCTION ${schema}.claim(claimant bigint, most integer) RETURNS integer LANGUAGE plpgsql AS $body$
DECLARE
  gone bigint;
  found_now integer;
  claimed integer := 0;
BEGIN
  PERFORM FROM ${schema}.replicas WHERE id = claimant AND NOT ended AND until > clock_timestamp();
  IF NOT FOUND THEN RETURN -1; END IF;
  UPDATE ${schema}.replicas SET ended = true WHERE NOT ended AND until < clock_timestamp();
  FOR gone IN SELECT 0 UNION ALL SELECT id FROM ${schema}.replicas WHERE ended LOOP
    EXIT WHEN claimed >= most;
    WITH free AS (
      SELECT call FROM ${schema}.states WHERE owner = gone LIMIT most - claimed FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE ${schema}.states s SET owner = claimant FROM free WHERE s.call = free.call RETURNING s.call
    )
    INSERT INTO ${schema}.handovers (replica, call, taken) SELECT claimant, call, true FROM taken;
    GET DIAGNOSTICS found_now = ROW_COUNT;
    claimed := claimed + found_now;
  END LOOP;
  -- What was meant for them is in the calls' states.
  DELETE FROM ${schema}.handovers h USING ${schema}.replicas r WHERE r.ended AND h.replica = r.id;
  RETURN claimed;
END
$body$;
`;
