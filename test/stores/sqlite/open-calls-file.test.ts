/** Opening a SQLite file: durable or not at all, and nothing of anybody else's is touched. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from 'callchart/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadDriver, type SqliteConnection, type SqliteDriver } from '../../../src/stores/sqlite/driver.ts';
import { migrations, pragma } from '../../../src/stores/sqlite/schema.ts';
import { commitOf } from '../call-commits.ts';
import { openWith } from './same-thread.ts';
import { StoreFolder } from './store-folder.ts';

const driver = await loadDriver();
let folder: StoreFolder;
beforeEach(() => {
  folder = new StoreFolder();
});
afterEach(() => folder.remove());

/** A driver whose statements are rewritten before they reach the file. */
function rewriting(rewrite: (sql: string) => string, seen?: (connection: SqliteConnection) => void): SqliteDriver {
  return {
    name: driver.name,
    open(file) {
      const connection = driver.open(file);
      seen?.(connection);
      return {
        exec: (sql) => connection.exec(rewrite(sql)),
        prepare: (sql) => connection.prepare(rewrite(sql)),
        close: () => connection.close(),
      };
    },
  };
}

/** Writes a database with the driver alone. */
function writeDatabase(file: string, ...statements: string[]): void {
  const connection = driver.open(file);
  for (const sql of statements) connection.exec(sql);
  connection.close();
}

describe('durability', () => {
  test('what was set is read back from the open file', async () => {
    const connections: SqliteConnection[] = [];
    const store = openWith(
      rewriting(
        (sql) => sql,
        (connection) => connections.push(connection),
      ),
      { file: folder.file },
    );
    const [connection] = connections;
    if (connection === undefined) throw new Error('nothing was opened');
    const names = ['journal_mode', 'synchronous', 'locking_mode', 'busy_timeout', 'wal_autocheckpoint', 'fullfsync'];
    expect(Object.fromEntries(names.map((name) => [name, pragma(connection, name)]))).toEqual({
      journal_mode: 'wal',
      synchronous: 2,
      locking_mode: 'exclusive',
      busy_timeout: 1000,
      wal_autocheckpoint: 4000,
      fullfsync: 1,
    });
    await store.close();
  });

  test.each([
    ['synchronous = FULL', 'synchronous = NORMAL', 'synchronous is 1 where 2 was set'],
    ['journal_mode = WAL', 'journal_mode = TRUNCATE', 'journal_mode is truncate where wal was set'],
    ['locking_mode = EXCLUSIVE', 'locking_mode = NORMAL', 'locking_mode is normal where exclusive was set'],
  ])('a place that does not take %s is refused', (wanted, instead, message) => {
    const weak = rewriting((sql) => sql.replace(wanted, instead));
    expect(() => openWith(weak, { file: folder.file })).toThrow(
      expect.objectContaining({ code: 'store.durability', message: expect.stringContaining(message) as unknown }),
    );
    // The refusal lets go of the file.
    return openWith(driver, { file: folder.file }).close();
  });

  test.each(['', ':memory:'])('no file, no durability: "%s"', async (file) => {
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'store.durability' });
  });

  test('closing brings everything into one file and leaves nothing beside it', async () => {
    const store = await openSqliteStore({ file: folder.file });
    await store.commit([commitOf('a')]);
    expect(folder.files()).toContain('calls.db-wal');
    await store.close();
    expect(folder.files()).toEqual(['calls.db']);
    expect(readFileSync(folder.file).subarray(0, 15).toString()).toBe('SQLite format 3');
  });
});

describe('a file that is not ours', () => {
  test.each([
    ['text', (file: string) => writeFileSync(file, 'Dear diary, '.repeat(500))],
    ['a few bytes', (file: string) => writeFileSync(file, 'hi')],
    ['a header and noise', (file: string) => writeFileSync(file, `SQLite format 3\0${'\x01'.repeat(4080)}`)],
    ["another application's database", (file: string) => writeDatabase(file, 'CREATE TABLE songs (title TEXT)')],
    ["another application's empty database", (file: string) => writeDatabase(file, 'PRAGMA application_id = 7')],
    ['an unmarked version', (file: string) => writeDatabase(file, 'PRAGMA user_version = 1')],
  ])('%s is refused and left as it is', async (_what, write) => {
    write(folder.file);
    const before = readFileSync(folder.file);
    await expect(openSqliteStore({ file: folder.file })).rejects.toMatchObject({
      code: 'store.corrupt',
      retryable: false,
      message: expect.stringContaining(folder.file) as unknown,
    });
    expect(readFileSync(folder.file).equals(before)).toBe(true);
    expect(folder.files()).toEqual(['calls.db']);
  });

  test('an empty file is taken', async () => {
    writeFileSync(folder.file, '');
    const store = await openSqliteStore({ file: folder.file });
    expect(await store.commit([commitOf('a')])).toEqual(['written']);
    await store.close();
  });

  test('what a newer version wrote is refused and left as it is', async () => {
    await (await openSqliteStore({ file: folder.file })).close();
    writeDatabase(folder.file, 'PRAGMA user_version = 99');
    const before = readFileSync(folder.file);
    await expect(openSqliteStore({ file: folder.file })).rejects.toMatchObject({
      code: 'store.version',
      details: { version: 99 },
    });
    expect(readFileSync(folder.file).equals(before)).toBe(true);
    writeDatabase(folder.file, `PRAGMA user_version = ${migrations.length}`);
    await (await openSqliteStore({ file: folder.file })).close();
  });

  test('pages that were damaged since are refused when they are read', async () => {
    const store = await openSqliteStore({ file: folder.file });
    await store.commit([commitOf('a', { payload: { text: 'x'.repeat(50_000) } })]);
    await store.close();
    const bytes = readFileSync(folder.file);
    writeFileSync(folder.file, bytes.fill(0x5a, 8192));
    const damaged = await openSqliteStore({ file: folder.file });
    await expect(damaged.load(['a'])).rejects.toMatchObject({ code: 'store.corrupt' });
    await expect(damaged.commit([commitOf('b')])).rejects.toMatchObject({ code: 'store.corrupt', retryable: false });
    await damaged.close();
  });
});

describe('options', () => {
  test.each([-1, 0.5, 60_001, Number.NaN])('a wait of %d ms is none', async (lockTimeoutMs) => {
    const opening = openSqliteStore({ file: folder.file, lockTimeoutMs });
    await expect(opening).rejects.toMatchObject({ code: 'store.invalid' });
    expect(folder.files()).toEqual([]);
  });
});

describe('a place that cannot be written', () => {
  const refused = { code: 'store.open', retryable: false };

  test('a directory that is not there, and a directory instead of a file', async () => {
    const missing = openSqliteStore({ file: join(folder.path, 'nowhere', 'calls.db') });
    await expect(missing).rejects.toMatchObject({ ...refused, message: expect.stringContaining('nowhere') as unknown });
    await expect(openSqliteStore({ file: folder.path })).rejects.toMatchObject(refused);
  });

  test('a directory, or a file, that this user may not write', async () => {
    await (await openSqliteStore({ file: folder.file })).close();
    const before = readFileSync(folder.file);
    mkdirSync(join(folder.path, 'closed'), { mode: 0o555 });
    chmodSync(folder.file, 0o444);
    chmodSync(folder.path, 0o555);
    for (const file of [folder.file, join(folder.path, 'closed', 'calls.db')]) {
      expect(() => withoutPrivileges(() => openWith(driver, { file }))).toThrow(expect.objectContaining(refused));
    }
    chmodSync(folder.path, 0o755);
    expect(readFileSync(folder.file).equals(before)).toBe(true);
  });
});

/** Runs as nobody where the suite runs as root, whom no permission stops. */
function withoutPrivileges(run: () => void): void {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    run();
  } finally {
    process.seteuid?.(0);
  }
}
