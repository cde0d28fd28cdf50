/**
 * The part of `pg` that the store uses, as interfaces: a pool of connections and one statement on one of them, with a
 * deadline. It knows no table.
 */
import { isRace, Unreachable } from './failure.ts';

/** A connection, as `pg`'s pool lends it. */
export interface PostgresConnection {
  query(statement: {
    readonly text: string;
    readonly values?: unknown[];
    /** After so many milliseconds without an answer the statement has failed. */
    readonly query_timeout?: number;
  }): Promise<{ readonly rows: unknown[] }>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
  /** Gives the connection back; `true` closes it. */
  release(destroy?: boolean): void;
}

/** A pool of connections: `pg.Pool` is one. */
export interface PostgresPool {
  connect(): Promise<PostgresConnection>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

/** A statement with its values. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** A connection while it is lent. */
export interface Session {
  run<Row>(statement: Statement): Promise<Row[]>;
}

/** Lends connections of one pool. */
export class Connections {
  readonly #pool: PostgresPool;
  readonly #timeoutMs: number;

  /** `timeoutMs`: how long one statement may take, as seen from here, milliseconds. */
  constructor(pool: PostgresPool, timeoutMs: number) {
    this.#pool = pool;
    this.#timeoutMs = timeoutMs;
    // A connection that breaks while nobody uses it: the pool drops it, and the next one is new.
    pool.on('error', ignore);
  }

  /** Runs on a connection; one on which something failed is closed and not used again. */
  async use<Answer>(work: (session: Session) => Promise<Answer>, timeoutMs = this.#timeoutMs): Promise<Answer> {
    const connection = await this.#connect();
    // Without a listener, the loss of a lent connection would end the process.
    connection.on('error', ignore);
    let isSound = false;
    try {
      const answer = await work({
        async run<Row>({ text, values = [] }: Statement) {
          const { rows } = await connection.query({ text, values: [...values], query_timeout: timeoutMs });
          return rows as Row[];
        },
      });
      isSound = true;
      return answer;
    } catch (error) {
      // Lost a race: nothing is wrong with the connection. After anything else a new one is safer: its server may be
      // about to stop, or be a primary no longer.
      isSound = isRace(error);
      throw error;
    } finally {
      connection.removeListener('error', ignore);
      connection.release(!isSound);
      // What is being closed may still fail.
      if (!isSound) connection.on('error', ignore);
    }
  }

  /** One statement on a connection of its own. */
  run<Row>(statement: Statement, timeoutMs?: number): Promise<Row[]> {
    return this.use((session) => session.run<Row>(statement), timeoutMs);
  }

  /** Lets go of the pool, which stays as it is. */
  detach(): void {
    this.#pool.removeListener('error', ignore);
  }

  async #connect(): Promise<PostgresConnection> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw new Unreachable(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }
}

function ignore(): void {
  // Whoever waits for an answer of this connection is told by the answer.
}
