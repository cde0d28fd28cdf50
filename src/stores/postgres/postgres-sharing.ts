/**
 * A process's part in a schema that several share: its lease, by the server's clock, and the messages to it. It knows
 * no step.
 */
import { hostname } from 'node:os';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import type { Handover, Sharing } from '../sharing.ts';
import type { CallRecord } from '../store.ts';
import type { Connections, Statement } from './connection.ts';
import { storeFailure } from './failure.ts';
import { everybody, type Notices } from './notices.ts';

/** What it is made of. */
export interface SharingParts {
  readonly connections: Connections;
  readonly notices: Notices;
  /** The schema's name, for messages, and as SQL. */
  readonly name: string;
  readonly schema: string;
}

/** Nobody's number: a process that has not enrolled writes under it. */
const nobody = '0';

/** What is done within a lease is late when it takes longer. */
const promptMs = 2_000;

/** The sharing of one store. */
export class PostgresSharing implements Sharing {
  readonly #parts: SharingParts;
  readonly #listening = new Set<() => void>();
  #id = nobody;

  constructor(parts: SharingParts) {
    this.#parts = parts;
  }

  /** The number under which this process writes. */
  get id(): string {
    return this.#id;
  }

  async enrol(leaseMs: number): Promise<void> {
    const { schema } = this.#parts;
    // Rows of those who are gone, and whose calls others do: nothing needs them.
    await this.#ask({
      text: `DELETE FROM ${schema}.replicas r WHERE ended AND until < clock_timestamp() - interval '1 hour'
        AND NOT EXISTS (SELECT FROM ${schema}.states WHERE owner = r.id)`,
    });
    const [row] = await this.#ask<{ readonly id: string }>({
      text: `INSERT INTO ${schema}.replicas (name, until)
        VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond') RETURNING id`,
      values: [`${hostname()}:${process.pid}`, leaseMs],
    });
    this.#id = row?.id ?? nobody;
  }

  async renew(leaseMs: number): Promise<boolean> {
    const rows = await this.#ask({
      text: `UPDATE ${this.#parts.schema}.replicas SET until = clock_timestamp() + $2 * interval '1 millisecond'
        WHERE id = $1 AND NOT ended RETURNING id`,
      values: [this.#id, leaseMs],
    });
    // Others do its calls: what is still being written under that number is not for this process to go on with.
    if (rows.length === 0) this.#id = nobody;
    return rows.length > 0;
  }

  async claim(limit: number): Promise<number> {
    const [row] = await this.#ask<{ readonly claimed: number }>({
      text: `SELECT ${this.#parts.schema}.claim($1::bigint, $2::integer) AS claimed`,
      values: [this.#id, limit],
    });
    return Math.max(0, row?.claimed ?? 0);
  }

  async handovers(done: readonly string[], limit: number): Promise<readonly Handover[]> {
    const { schema } = this.#parts;
    if (done.length > 0)
      await this.#ask({ text: `DELETE FROM ${schema}.handovers WHERE id = ANY ($1::bigint[])`, values: [done] });
    // A call that has moved on to another owner meanwhile is told to him.
    const rows = await this.#ask<HandoverRow>({
      text: `SELECT h.id, h.taken, c.call_id, CASE WHEN s.owner = h.replica THEN s.record END AS record
        FROM ${schema}.handovers h JOIN ${schema}.calls c ON c.id = h.call JOIN ${schema}.states s ON s.call = h.call
        WHERE h.replica = $1 ORDER BY h.id LIMIT $2`,
      values: [this.#id, limit],
    });
    const moved = rows.filter(({ record }) => record === null).map(({ id }) => id);
    if (moved.length > 0) return this.handovers(moved, limit);
    return rows.map(({ id, call_id, taken, record }) => ({
      id,
      callId: fromStoredText(call_id),
      taken,
      record: JSON.parse(record ?? '') as CallRecord,
    }));
  }

  async newer(known: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, CallRecord>> {
    const { schema } = this.#parts;
    const rows = await this.#ask<{ readonly call_id: string; readonly record: string }>({
      text: `SELECT c.call_id, s.record FROM unnest($1::text[], $2::bigint[]) AS w (call_id, step)
        JOIN ${schema}.calls c ON c.call_id = w.call_id JOIN ${schema}.states s ON s.call = c.id WHERE s.step <> w.step`,
      values: [[...known.keys()].map(toStoredText), [...known.values()]],
    });
    return new Map(rows.map((row) => [fromStoredText(row.call_id), JSON.parse(row.record) as CallRecord]));
  }

  async owned(callIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { schema } = this.#parts;
    if (this.#id === nobody) return new Set();
    const rows = await this.#ask<{ readonly call_id: string }>({
      text: `SELECT call_id FROM ${schema}.calls JOIN ${schema}.states ON call = id
        WHERE call_id = ANY ($1) AND owner = $2`,
      values: [callIds.map(toStoredText), this.#id],
    });
    return new Set(rows.map((row) => fromStoredText(row.call_id)));
  }

  async members(): Promise<number> {
    const [row] = await this.#ask<{ readonly members: number }>({
      text: `SELECT count(*)::integer AS members FROM ${this.#parts.schema}.replicas
        WHERE NOT ended AND until > clock_timestamp()`,
    });
    return row?.members ?? 0;
  }

  async leave(): Promise<void> {
    const id = this.#id;
    this.#id = nobody;
    if (id === nobody) return;
    await this.#ask({ text: `UPDATE ${this.#parts.schema}.replicas SET ended = true WHERE id = $1`, values: [id] });
    this.#parts.notices.tell([everybody]);
  }

  listen(wake: () => void): () => void {
    const hear = this.#parts.notices.hear(() => this.#id, wake);
    const stop = (): void => {
      hear();
      this.#listening.delete(stop);
    };
    this.#listening.add(stop);
    return stop;
  }

  /** Whoever still listens hears nothing any more. */
  close(): void {
    for (const stop of this.#listening) stop();
  }

  async #ask<Row>(statement: Statement): Promise<Row[]> {
    try {
      return await this.#parts.connections.run<Row>(statement, promptMs);
    } catch (error) {
      throw storeFailure(error, 'write', this.#parts.name);
    }
  }
}

interface HandoverRow {
  readonly id: string;
  readonly taken: boolean;
  readonly call_id: string;
  /** None when the call is another's by now. */
  readonly record: string | null;
}
