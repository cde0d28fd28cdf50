/**
 * What a failing PostgreSQL means to a store's user: which of our codes, whether to try again, and what to do. It knows
 * SQLSTATEs (postgresql.org/docs/current/errcodes-appendix.html) and no table.
 */
import { CallchartError } from '../../errors/callchart-error.ts';

/** The database could not be reached: nothing was asked of it. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The SQLSTATE with which our function refuses a batch that was given up meanwhile, or whose writer is not known. */
export const fenced = 'CC002';

/** The SQLSTATE of an error that PostgreSQL sent. */
export function sqlStateOf(error: unknown): string | undefined {
  // The server may have refused the connection: too many of them, a wrong password.
  if (error instanceof Unreachable) return sqlStateOf(error.cause);
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  // Node's own codes (ECONNRESET) are longer.
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code) ? code : undefined;
}

/** Whether the server was asked and may have done it, though the answer did not come. */
export function isInDoubt(error: unknown): boolean {
  if (error instanceof Unreachable || error instanceof CallchartError) return false;
  const state = sqlStateOf(error);
  return state === undefined || lost.test(state);
}

/**
 * Whether the server undid it for the sake of another transaction, as do our functions with codes of the class CC: at
 * once again is right.
 */
export const isRace = (error: unknown): boolean => /^(?:40|CC)/.test(sqlStateOf(error) ?? '');

/** The connection is gone, at the server's or the network's wish. */
const lost = /^(?:08|57P0)/;

const again = 'The store recovers by itself when the server does.';

/** What can pass: the same operation may succeed later. By the beginning of the SQLSTATE, first match. */
const passing: readonly (readonly [states: RegExp, remedy: string])[] = [
  [lost, `The connection was lost or refused. ${again}`],
  [/^25006/, `The server takes no writes: it is a standby, or a failover is under way. ${again}`],
  [/^57014/, 'The statement took too long: look for locks and load on the server, or raise statementTimeoutMs.'],
  [/^(?:40|55P03|CC)/, 'Other transactions were in the way: try again.'],
  [/^53100/, "The server's disk is full: free some space."],
  [/^53300/, 'The server has no connection left: lower poolSize, or raise max_connections.'],
  [/^53/, 'The server is short of memory or of what its configuration allows.'],
  [/^58/, "The server's disk or operating system fails: look into its log."],
];

/** What somebody has to change first. */
const standing: readonly (readonly [states: RegExp, remedy: string])[] = [
  [/^28/, 'The server refuses the user: check the name, the password and pg_hba.conf.'],
  [/^3D/, 'Create the database, or name another.'],
  [/^42501/, 'The user lacks a privilege: it has to own the schema.'],
  [/^(?:3F|42)/, 'The schema is not what it should be: was it dropped or restored? Open the store again.'],
  [/^XX/, 'The server reports an internal error or corrupt data: look into its log.'],
];

/** The error of a store whose read or write PostgreSQL refused. */
export function storeFailure(error: unknown, doing: 'read' | 'write', schema: string): CallchartError {
  if (error instanceof CallchartError) return error;
  const state = sqlStateOf(error);
  const why = error instanceof Error ? error.message : String(error);
  const remedy = state === undefined ? `The server does not answer. ${again}` : remedyFor(state, passing);
  const advice = remedy ?? remedyFor(state ?? '', standing) ?? 'This should not happen: report it with this message.';
  const nothing = doing === 'write' ? ' Nothing of it was written.' : '';
  return new CallchartError(
    `store.${doing}`,
    `The PostgreSQL store (schema ${schema}) could not be ${doing === 'write' ? 'written' : 'read'}: ${why}.${nothing} ${advice}`,
    { retryable: remedy !== undefined, cause: error, details: { schema, sqlstate: state } },
  );
}

/** The error of commits of which nobody knows yet whether they are written. */
export function unknownOutcome(schema: string, waitedMs: number, cause: unknown): CallchartError {
  return new CallchartError(
    'store.unknown_outcome',
    `The PostgreSQL store (schema ${schema}) lost its connection while it committed, and the server could not be asked for ${waitedMs} ms what became of it: all of it is written, or nothing. Try again: what is written will be a duplicate or a conflict.`,
    { retryable: true, cause, details: { schema } },
  );
}

const remedyFor = (state: string, table: typeof passing): string | undefined =>
  table.find(([states]) => states.test(state))?.[1];
