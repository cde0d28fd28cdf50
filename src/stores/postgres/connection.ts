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
  /** What other processes tell; a connection through a pooler may do without. */
  on(event: 'notification', listener: (notice: { readonly payload?: string | undefined }) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

/** A pool of connections: `pg.Pool` is one. */
export interface PostgresPool {
  /** Lends a connection; `release` gives it back, and with `true` closes it. */
  connect(
    callback: (
      error: Error | undefined,
      connection: PostgresConnection | undefined,
      release: (destroy?: boolean) => void,
    ) => void,
  ): void;
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
    const { connection, release } = await this.#connect();
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
      release(!isSound);
      // What is being closed may still fail.
      if (isSound) connection.removeListener('error', ignore);
    }
  }

  /** One statement on a connection of its own. */
  run<Row>(statement: Statement, timeoutMs?: number): Promise<Row[]> {
    return this.use((session) => session.run<Row>(statement), timeoutMs);
  }

  /**
   * Listens on a connection of its own, until it is told to stop or `lost` is called.
   * @returns stops it
   */
  async listen(channel: string, hears: (payload: string) => void, lost: () => void): Promise<() => void> {
    const { connection, release } = await this.#connect();
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      release(true);
    };
    connection.on('notification', ({ payload }) => (isOver ? undefined : hears(payload ?? '')));
    connection.on('error', () => {
      if (isOver) return;
      end();
      lost();
    });
    try {
      await connection.query({ text: `LISTEN "${channel}"`, query_timeout: this.#timeoutMs });
      return end;
    } catch (error) {
      end();
      throw error;
    }
  }

  /** Lets go of the pool, which stays as it is. */
  detach(): void {
    this.#pool.removeListener('error', ignore);
  }

  #connect(): Promise<Lent> {
    // Not by pg's promise: the listener has to be there before anything else happens to the connection, since the loss
    // of one without a listener ends the process.
    return new Promise((resolve, reject) => {
      this.#pool.connect((error, connection, release) => {
        if (connection === undefined) {
          const why = error === undefined ? 'The pool gave no connection.' : messageOf(error);
          reject(new Unreachable(why, { cause: error }));
          return;
        }
        connection.on('error', ignore);
        resolve({ connection, release });
      });
    });
  }
}

interface Lent {
  readonly connection: PostgresConnection;
  readonly release: (destroy?: boolean) => void;
}

// Some of Node's errors (a refused connection to two addresses) have no message, only a code.
const messageOf = (error: Error): string => error.message || ('code' in error ? String(error.code) : error.name);

function ignore(): void {
  // Whoever waits for an answer of this connection is told by the answer.
}
