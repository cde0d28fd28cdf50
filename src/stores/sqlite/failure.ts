/**
 * What a failing SQLite means to a store's user: which of our codes, whether to try again, and what to do. It knows
 * result codes (sqlite.org/rescode.html) and no table.
 */
import { CallchartError } from '../../errors/callchart-error.ts';

/** SQLite's primary result codes that are told apart. */
export const sqliteCode = {
  busy: 5,
  locked: 6,
  outOfMemory: 7,
  readonly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** SQLite's primary result code, if the error is one of SQLite's. */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  // Drivers give extended codes; the primary one is the lowest byte.
  return error.errcode & 0xff;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the environment can mend: the same operation may succeed when it has. */
const remedies: ReadonlyMap<number, string> = new Map([
  [sqliteCode.busy, 'Something else holds the file: find out what (fuser, lsof) and stop it.'],
  [sqliteCode.locked, 'Something else holds the file: find out what (fuser, lsof) and stop it.'],
  [sqliteCode.outOfMemory, 'The machine is out of memory: free some.'],
  [sqliteCode.readonly, 'The file or its directory cannot be written: check its permissions and its mount.'],
  [sqliteCode.ioError, 'The disk fails, or is full: check it (dmesg, df).'],
  [sqliteCode.full, 'The disk is full, or a quota is used up: free some space (df).'],
  [sqliteCode.cannotOpen, 'The file is gone or cannot be opened: check it and its directory.'],
]);

/** The error of a store whose read or write SQLite refused. */
export function storeFailure(error: unknown, doing: 'read' | 'write', file: string): CallchartError {
  if (error instanceof CallchartError) return error;
  const code = sqliteCodeOf(error);
  if (code === sqliteCode.corrupt || code === sqliteCode.notADatabase) return corrupt(file, messageOf(error), error);
  const remedy = code === undefined ? undefined : remedies.get(code);
  const nothing = doing === 'write' ? ' Nothing of it was written.' : '';
  return new CallchartError(
    `store.${doing}`,
    `The store ${file} could not be ${doing === 'write' ? 'written' : 'read'}: ${messageOf(error)}.${nothing} ${remedy ?? 'This should not happen: report it with this message.'}`,
    { retryable: remedy !== undefined, cause: error, details: { file, sqlite: code } },
  );
}

/** The file holds something that no store of ours may touch. */
export function corrupt(file: string, why: string, cause?: unknown): CallchartError {
  return new CallchartError(
    'store.corrupt',
    `The store ${file} cannot be used: ${why}. It was left as it is. Name another file, or put a backup in its place.`,
    { details: { file }, ...(cause !== undefined && { cause }) },
  );
}
