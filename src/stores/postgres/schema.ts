/**
 * The database's schema and how an older one becomes the newest: numbered migrations, appended and never changed, run
 * by one process at a time. It knows no call.
 */
import { CallchartError } from '../../errors/callchart-error.ts';
import type { Connections, Session } from './connection.ts';
import { calls } from './migrations/001-calls.ts';
import { writeBatch } from './migrations/002-write-batch.ts';
import { replicas } from './migrations/003-replicas.ts';
import { prune } from './migrations/004-prune.ts';

/** A migration, for a schema's name as SQL. */
export type Migration = (schema: string) => string;

/** Every migration; the first makes version 1 of nothing. */
export const migrations: readonly Migration[] = [calls, writeBatch, replicas, prune];

/** Migrations take as long as they take, minutes at most. */
const migrationTimeoutMs = 600_000;

/** A schema's name as SQL; only plain names are taken. */
export function quoteSchema(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name) && !name.startsWith('pg_')) return `"${name}"`;
  throw new CallchartError(
    'store.invalid',
    `"${name}" is no name for the store's schema: small letters, digits and _, 1 to 63 of them, not beginning with a digit or pg_.`,
  );
}

/** Brings the schema to the newest version in one transaction; several processes may try it at once. */
export async function migrate(connections: Connections, name: string, steps = migrations): Promise<void> {
  const schema = quoteSchema(name);
  await connections.use(async (session) => {
    // Without a lock first: a user who may not create anything can use what is there.
    if ((await versionOf(session, name, steps.length)) === steps.length) return;
    await session.run({ text: `BEGIN; SET LOCAL statement_timeout = ${migrationTimeoutMs}` });
    await session.run({ text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', values: [`callchart:${name}`] });
    const version = await versionOf(session, name, steps.length);
    const missing = steps.slice(version).map((step) => step(schema));
    const first = `CREATE SCHEMA IF NOT EXISTS ${schema};
      CREATE TABLE ${schema}.migrations (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());`;
    if (version === 0) await session.run({ text: first });
    for (const text of missing) await session.run({ text });
    await session.run({
      text: `INSERT INTO ${schema}.migrations (version) SELECT generate_series($1::integer, $2::integer)`,
      values: [version + 1, steps.length],
    });
    await session.run({ text: 'COMMIT' });
  }, migrationTimeoutMs);
}

/** The version of a schema, 0 for one that is not there; refuses what is newer than `known`. */
export async function versionOf(session: Session, name: string, known = migrations.length): Promise<number> {
  // The catalogue first: a question to a table that is not there would end the transaction. And its tables, since what
  // a session knows by name (to_regclass) may be older than the lock that it waited for.
  const [table] = await session.run({
    text: `SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = 'migrations'`,
    values: [name],
  });
  if (table === undefined) return 0;
  const [newest] = await session.run<{ readonly version: number | null }>({
    text: `SELECT max(version) AS version FROM ${quoteSchema(name)}.migrations`,
  });
  const version = newest?.version ?? 0;
  if (version <= known) return version;
  throw new CallchartError(
    'store.version',
    `The PostgreSQL store (schema ${name}) has schema version ${version}, and this callchart knows versions up to ${known}: a newer one wrote it. Use that one, or another schema.`,
    { details: { schema: name, version, known } },
  );
}
