/**
 * Opens a schema of a PostgreSQL database as a store that several processes may share: durable, and on a server that
 * takes writes, or not at all. It knows no call.
 */
import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../../clock/clock.ts';
import { CallchartError } from '../../errors/callchart-error.ts';
import type { Store } from '../store.ts';
import { Connections, type PostgresPool } from './connection.ts';
import { loadDriver } from './driver.ts';
import { storeFailure } from './failure.ts';
import { Notices } from './notices.ts';
import { PostgresSharing } from './postgres-sharing.ts';
import { PostgresStore } from './postgres-store.ts';
import { migrate, quoteSchema } from './schema.ts';

/** Where a PostgreSQL store is and how it is reached. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`. Default: the variables PGHOST, PGUSER and so on. */
  readonly connectionString?: string;
  /** A `pg.Pool` of yours, instead, with a listener for its errors; closing the store leaves it open. */
  readonly pool?: PostgresPool;
  /** The schema that holds the tables; it is made when it is not there. Small letters, digits, _. Default `callchart`. */
  readonly schema?: string;
  /** How many connections at most, 1 to 100; one writes, one listens, the others read. Default 5. Not for a pool of yours. */
  readonly poolSize?: number;
  /** How long making a connection may take, milliseconds, 1 to 60000. Default 5000. Not for a pool of yours. */
  readonly connectTimeoutMs?: number;
  /** How long one statement may take, milliseconds, 100 to 600000. Default 10000. */
  readonly statementTimeoutMs?: number;
  /**
   * When the connection is lost in the middle of a commit: how long to keep asking the server what became of it,
   * milliseconds, 0 to 600000. Default 10000.
   */
  readonly settleTimeoutMs?: number;
  /** Time for what carries none of its own. Default the machine's. */
  readonly clock?: Clock;
}

/** The server's own timeout ends a statement first, and says so. */
const deadlineAfterServersMs = 1_000;

/**
 * Opens a store in a PostgreSQL database (13 or newer, the primary), by the package `pg`. Missing tables are made, and
 * older ones brought up to date, under a lock. Several processes may open the same schema: of two commits that build on
 * the same step of a call, one is written and the other a conflict.
 *
 * @throws CallchartError `store.driver` when `pg` is not installed; `store.open` when the server cannot be reached or
 * used (`retryable` tells whether it may pass); `store.version` when a newer Callchart made the schema;
 * `store.durability` when the server runs with `fsync` off; `store.invalid` for options out of bounds.
 *
 * @example
 * ```ts
 * import { openPostgresStore } from 'callchart/postgres';
 *
 * const store = await openPostgresStore({ connectionString: process.env['DATABASE_URL'] ?? '' });
 * console.log(await store.list({ open: true }));
 * await store.close();
 * ```
 */
export async function openPostgresStore(options: PostgresStoreOptions = {}): Promise<Store> {
  const {
    schema: name = 'callchart',
    clock = systemClock,
    statementTimeoutMs = 10_000,
    settleTimeoutMs = 10_000,
  } = options;
  const schema = quoteSchema(name);
  check('poolSize', options.poolSize ?? 5, 1, 100);
  check('connectTimeoutMs', options.connectTimeoutMs ?? 5_000, 1, 60_000);
  check('statementTimeoutMs', statementTimeoutMs, 100, 600_000);
  check('settleTimeoutMs', settleTimeoutMs, 0, 600_000);
  const { pool, end } = options.pool === undefined ? await ownPool(options, statementTimeoutMs) : lent(options.pool);
  const connections = new Connections(pool, statementTimeoutMs + deadlineAfterServersMs);
  const letGo = async (): Promise<void> => {
    await end();
    // A pool of our own says that it has ended before its connections are closed, and one that the server ends meanwhile
    // is an error of the pool: without a listener it would end the process.
    if (options.pool !== undefined) connections.detach();
  };
  try {
    await mustBeDurable(connections, name);
    await migrate(connections, name);
    const id = randomUUID();
    await enrol(connections, schema, id);
    const notices = new Notices(connections, clock, name);
    const sharing = new PostgresSharing({ connections, notices, name, schema });
    return new PostgresStore({ connections, clock, name, schema, id, sharing, notices, settleTimeoutMs, end: letGo });
  } catch (error) {
    await letGo();
    throw openFailure(error, name);
  }
}

interface OpenedPool {
  readonly pool: PostgresPool;
  readonly end: () => Promise<void>;
}

const lent = (pool: PostgresPool): OpenedPool => ({ pool, end: () => Promise.resolve() });

async function ownPool(options: PostgresStoreOptions, statementTimeoutMs: number): Promise<OpenedPool> {
  const { Pool } = await loadDriver();
  const pool = new Pool({
    ...(options.connectionString !== undefined && { connectionString: options.connectionString }),
    max: options.poolSize ?? 5,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    statement_timeout: statementTimeoutMs,
    keepAlive: true,
    application_name: 'callchart',
  });
  return { pool, end: () => pool.end() };
}

/** A server that may forget what it acknowledged, or takes no writes, is refused now and not at the first call. */
async function mustBeDurable(connections: Connections, name: string): Promise<void> {
  const [row] = await connections.run<{ readonly fsync: string; readonly standby: boolean }>({
    text: `SELECT current_setting('fsync') AS fsync, pg_is_in_recovery() AS standby`,
  });
  if (row?.standby) {
    throw new CallchartError(
      'store.open',
      `The PostgreSQL store (schema ${name}) is on a standby, which takes no writes. Name the primary, or wait for the failover to end.`,
      { retryable: true, details: { schema: name } },
    );
  }
  if (row?.fsync === 'on') return;
  throw new CallchartError(
    'store.durability',
    `The PostgreSQL store (schema ${name}) cannot hold data durably: the server runs with fsync off. Set fsync = on in postgresql.conf; for a store that forgets, use MemoryStore.`,
    { details: { schema: name } },
  );
}

/** Gives the store a row of its own, and sweeps up those of processes that ended without closing theirs. */
async function enrol(connections: Connections, schema: string, id: string): Promise<void> {
  await connections.run({ text: `DELETE FROM ${schema}.writers WHERE seen_at < now() - interval '7 days'` });
  await connections.run({ text: `INSERT INTO ${schema}.writers (id) VALUES ($1)`, values: [id] });
}

function openFailure(error: unknown, name: string): CallchartError {
  if (error instanceof CallchartError) return error;
  const { message, retryable, details } = storeFailure(error, 'read', name);
  return new CallchartError('store.open', message.replace('could not be read', 'could not be opened'), {
    retryable,
    cause: error,
    details,
  });
}

function check(option: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new CallchartError('store.invalid', `${option} is ${value}; it must be a whole number, ${least} to ${most}.`);
}
