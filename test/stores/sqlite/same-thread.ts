/**
 * A SQLite store whose file is opened on the test's own thread: for tests that look at its statements, make them fail,
 * or turn a virtual clock, which cannot see another thread's work. It knows no driver by name.
 */
import type { Clock } from '../../../src/clock/clock.ts';
import { systemClock } from '../../../src/clock/clock.ts';
import type { CallsFile } from '../../../src/stores/sqlite/calls-file.ts';
import { loadDriver, type SqliteDriver } from '../../../src/stores/sqlite/driver.ts';
import { openCallsFile } from '../../../src/stores/sqlite/open-calls-file.ts';
import { type FileLink, SqliteStore } from '../../../src/stores/sqlite/sqlite-store.ts';

/** Opens one with a given driver. */
export function openWith(
  driver: SqliteDriver,
  options: { readonly file: string; readonly clock?: Clock },
): SqliteStore {
  const { file, clock = systemClock } = options;
  return storeOver(openCallsFile(driver, { file, lockTimeoutMs: 1_000 }), file, clock);
}

/** Opens one with the driver that is there. */
export const openOnThisThread = async (file: string): Promise<SqliteStore> => openWith(await loadDriver(), { file });

/** The store over an open file. */
export function storeOver(file: CallsFile, name: string, clock: Clock): SqliteStore {
  const link: FileLink = {
    async commit(rows, now) {
      const [outcome] = file.commit([{ rows, now, isRepeat: false }]);
      if (outcome === undefined || 'error' in outcome) throw outcome?.error;
      return outcome.results;
    },
    async read(method, ...args) {
      const read = file[method] as (...given: typeof args) => ReturnType<(typeof file)[typeof method]>;
      return read.apply(file, args);
    },
    async close() {
      file.close();
    },
  };
  return new SqliteStore(link, name, clock);
}
