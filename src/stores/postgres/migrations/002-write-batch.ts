/** The functions that write: a whole batch in one call. Never changed once released: a later one gets another name. */

/**
 * `write_batch` writes what a batch comes down to, or nothing: false when a call does not stand where the batch thinks
 * it does or a key is known already; an error `CC001` when another process was faster in the middle of it, `CC002` when
 * the batch was given up. Rows are given as arrays, one element per row; where a row belongs to a call, the call's place
 * among `call_ids` stands for it.
 *
 * Plans are made when a session runs the function first, maybe on empty tables: only plans along an index are allowed,
 * so that none becomes slow as the tables grow.
 *
 * `give_up` makes sure that a batch whose answer was lost is not written later, and says whether it was written.
 */
export const writeBatch = (schema: string): string => `
CREATE FUNCTION ${schema}.write_batch(
  writer uuid, this_batch bigint,
  call_ids text[], steps_from bigint[], first_seqs bigint[], steps bigint[], seqs bigint[], wake_ats bigint[],
  updated_ats bigint[], opens boolean[], phases text[], flows text[], versions text[], from_numbers text[],
  to_numbers text[], created_ats bigint[], records text[],
  key_names text[], key_calls integer[], key_ats bigint[],
  leg_names text[], leg_calls integer[],
  session_names text[], session_calls integer[],
  entry_calls integer[], entry_seqs bigint[], entry_ats bigint[], entry_texts text[],
  loose_ats bigint[], loose_texts text[]
) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $body$
DECLARE
  stood bigint[];
  ids bigint[];
  fits boolean;
  expected bigint;
  actual bigint;
BEGIN
  -- An acknowledged commit survives a crash, whatever the server's default is.
  IF current_setting('synchronous_commit') = 'off' THEN PERFORM set_config('synchronous_commit', 'on', true); END IF;

  PERFORM 1 FROM ${schema}.keys WHERE key = ANY (key_names) LIMIT 1;
  IF FOUND THEN RETURN false; END IF;

  IF cardinality(call_ids) > 0 THEN
    SELECT array_agg(c.id ORDER BY w.no), count(c.id),
      bool_and(coalesce(s.step, 0) = w.step_from AND (w.first_seq IS NULL OR w.first_seq > coalesce(s.seq, 0)))
    INTO stood, expected, fits
    FROM unnest(call_ids, steps_from, first_seqs) WITH ORDINALITY AS w (call_id, step_from, first_seq, no)
    LEFT JOIN ${schema}.calls c ON c.call_id = w.call_id
    LEFT JOIN ${schema}.states s ON s.call = c.id;
    IF NOT fits THEN RETURN false; END IF;
    ids := stood;

    IF expected > 0 THEN
      UPDATE ${schema}.states s
      SET step = w.step, seq = coalesce(w.seq, s.seq), wake_at = w.wake_at, updated_at = w.updated_at, record = w.record
      FROM unnest(stood, steps_from, first_seqs, steps, seqs, wake_ats, updated_ats, records)
        AS w (id, step_from, first_seq, step, seq, wake_at, updated_at, record)
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
      INSERT INTO ${schema}.states (call, step, seq, wake_at, updated_at, record)
      SELECT ids[w.no], w.step, coalesce(w.seq, 0), w.wake_at, w.updated_at, w.record
      FROM unnest(steps, seqs, wake_ats, updated_ats, records) WITH ORDINALITY
        AS w (step, seq, wake_at, updated_at, record, no)
      WHERE stood[w.no] IS NULL;
    END IF;
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
  RETURN true;
END
$body$;

CREATE FUNCTION ${schema}.give_up(writer uuid, this_batch bigint) RETURNS boolean LANGUAGE plpgsql AS $body$
DECLARE
  last_written bigint;
BEGIN
  INSERT INTO ${schema}.writers AS w (id, given_up) VALUES (writer, this_batch)
  ON CONFLICT (id) DO UPDATE SET given_up = greatest(w.given_up, excluded.given_up)
  RETURNING w.written INTO last_written;
  RETURN last_written = this_batch;
END
$body$;
`;
