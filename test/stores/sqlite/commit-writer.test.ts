/** A batch is one transaction, however it ends; what fails in the middle undoes all of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/clock/virtual-clock.ts';
import { loadDriver, type SqliteConnection, type SqliteRow } from '../../../src/stores/sqlite/driver.ts';
import type { SqliteStore } from '../../../src/stores/sqlite/sqlite-store.ts';
import { commitOf, looseOf, noon } from '../call-commits.ts';
import { openWith } from './same-thread.ts';
import { StoreFolder } from './store-folder.ts';

const driver = await loadDriver();
const clock = new VirtualClock({ startAt: noon });
let folder: StoreFolder;
let store: SqliteStore;
let connection: SqliteConnection;
/** What reached the file, in order. */
let ran: string[];
/** Statements of this beginning fail, as they do on a failing disk. */
let failing: string | undefined;

beforeEach(() => {
  folder = new StoreFolder();
  ran = [];
  failing = undefined;
  const watch = (sql: string): void => {
    ran.push(sql);
    if (failing !== undefined && sql.startsWith(failing)) {
      throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
    }
  };
  const watched = (file: string): SqliteConnection => {
    connection = driver.open(file);
    return {
      exec(sql) {
        watch(sql);
        connection.exec(sql);
      },
      prepare(sql) {
        const statement = connection.prepare(sql);
        const run = (...values: Parameters<typeof statement.run>) => {
          watch(sql);
          return statement.run(...values);
        };
        return { run, get: (...values) => statement.get(...values), all: (...values) => statement.all(...values) };
      },
      close: () => connection.close(),
    };
  };
  store = openWith({ name: 'watched', open: watched }, { file: folder.file, clock });
});
afterEach(async () => {
  failing = undefined;
  await store.close();
  folder.remove();
});

const count = (table: string): unknown =>
  (connection.prepare(`SELECT count(*) AS n FROM ${table}`).get() as SqliteRow)['n'];
const tables = ['calls', 'keys', 'legs', 'sessions', 'journal', 'unrouted'];
const batch = [
  commitOf('a', { keys: ['k'], legs: ['l'], sessions: ['s'] }),
  commitOf('a', { step: 2 }),
  looseOf('loose'),
  commitOf('b'),
];

describe('a batch', () => {
  test('is one transaction; nothing is none', async () => {
    ran = [];
    await store.commit(batch);
    expect(ran.filter((sql) => /^(?:BEGIN|COMMIT|ROLLBACK)/.test(sql))).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
    expect(ran[0]).toBe('BEGIN IMMEDIATE');
    expect(ran.at(-1)).toBe('COMMIT');
    ran = [];
    await store.commit([]);
    expect(ran).toEqual([]);
  });

  test.each([
    'INSERT INTO calls',
    'UPDATE calls',
    'INSERT INTO keys',
    'INSERT INTO legs',
    'INSERT INTO sessions',
    'INSERT INTO journal',
    'INSERT INTO unrouted',
    'BEGIN',
    'COMMIT',
  ])('that fails at %s leaves nothing behind, and succeeds when it is tried again', async (statement) => {
    failing = statement;
    await expect(store.commit(batch)).rejects.toMatchObject({ code: 'store.write', retryable: true });
    expect(tables.map(count)).toEqual([0, 0, 0, 0, 0, 0]);
    failing = undefined;
    expect(await store.commit(batch)).toEqual(['written', 'written', 'written', 'written']);
    expect(tables.map(count)).toEqual([2, 2, 1, 1, 3, 1]);
  });

  test('that does not fit on the disk is refused, may be tried again, and harms nothing', async () => {
    await store.commit([commitOf('before')]);
    connection.exec('PRAGMA max_page_count = 40');
    const large = commitOf('large', { payload: { text: 'x'.repeat(1_000_000) } });
    await expect(store.commit([commitOf('small'), large])).rejects.toMatchObject({
      code: 'store.write',
      retryable: true,
      message: expect.stringMatching(/full.*free some space/i) as unknown,
    });
    expect([...(await store.load(['before', 'small', 'large'])).keys()]).toEqual(['before']);
    expect(await store.commit([commitOf('small')])).toEqual(['written']);
    connection.exec('PRAGMA max_page_count = 100000');
    expect(await store.commit([large])).toEqual(['written']);
  });
});

describe('what a step leaves alone', () => {
  test('is not written again: its indices stay untouched', async () => {
    await store.commit([commitOf('a')]);
    ran = [];
    await store.commit([commitOf('a', { step: 2, wakeAt: 5 })]);
    expect(ran.filter((sql) => sql.startsWith('UPDATE')).map((sql) => /SET (\w+)/.exec(sql)?.[1])).toEqual(['step']);
    ran = [];
    await store.commit([commitOf('a', { step: 3, open: false })]);
    expect(ran.filter((sql) => sql.startsWith('UPDATE')).map((sql) => /SET (\w+)/.exec(sql)?.[1])).toEqual([
      'step',
      'open',
    ]);
  });

  test("a key's time is its step's, or the clock's", async () => {
    await store.commit([commitOf('a', { step: 1, keys: ['of a'] }), looseOf('bare', { entries: [] })]);
    const rows = connection.prepare('SELECT key, at FROM keys ORDER BY key').all() as SqliteRow[];
    expect(rows.map(({ key, at }) => [key, at])).toEqual([
      ['bare', noon],
      ['of a', noon + 1],
    ]);
  });
});

describe('ready', () => {
  test('means that a write was synced just now, asked at most once a second', async () => {
    const probes = (): number => ran.filter((sql) => sql.startsWith('PRAGMA application_id')).length;
    ran = [];
    expect(await store.ready()).toBe(true);
    expect(await store.ready()).toBe(true);
    expect(probes()).toBe(1);
    await clock.advance(1_000);
    failing = 'PRAGMA application_id';
    expect(await store.ready()).toBe(false);
    failing = undefined;
    expect(await store.ready()).toBe(false);
    await clock.advance(1_000);
    expect(await store.ready()).toBe(true);
    expect(probes()).toBe(3);
  });

  test('is found out anew after a commit that failed', async () => {
    expect(await store.ready()).toBe(true);
    failing = 'COMMIT';
    await expect(store.commit(batch)).rejects.toMatchObject({ code: 'store.write' });
    failing = 'PRAGMA application_id';
    expect(await store.ready()).toBe(false);
  });
});
