/** What goes into the file in one transaction: everybody's commits, each with its own answer. */
import type { CallCommit, LooseCommit } from 'callchart';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareCommits } from '../../../src/stores/prepared-commit.ts';
import type { CallsFile, CommitGroup } from '../../../src/stores/sqlite/calls-file.ts';
import { rowOf } from '../../../src/stores/sqlite/commit-row.ts';
import { loadDriver, type SqliteDriver } from '../../../src/stores/sqlite/driver.ts';
import { openCallsFile } from '../../../src/stores/sqlite/open-calls-file.ts';
import { commitOf, looseOf, noon } from '../call-commits.ts';
import { StoreFolder } from './store-folder.ts';

const driver = await loadDriver();
let folder: StoreFolder;
let file: CallsFile;
let transactions: number;

/** A driver that fails, by a result code, when it is to write text that bears the word. */
const failing: SqliteDriver = {
  name: 'failing',
  open(name) {
    const connection = driver.open(name);
    return {
      ...connection,
      prepare(sql) {
        const statement = connection.prepare(sql);
        const run: typeof statement.run = (...values) => {
          if (sql === 'COMMIT') transactions += 1;
          const code = /errcode (\d+)/.exec(values.join())?.[1];
          if (code !== undefined) throw Object.assign(new Error(`result code ${code}`), { errcode: Number(code) });
          return statement.run(...values);
        };
        return { run, get: (...values) => statement.get(...values), all: (...values) => statement.all(...values) };
      },
    };
  },
};

beforeEach(() => {
  folder = new StoreFolder();
  file = openCallsFile(failing, { file: folder.file, lockTimeoutMs: 0 });
  transactions = 0;
});
afterEach(() => {
  file.close();
  folder.remove();
});

const group = (...commits: (CallCommit | LooseCommit)[]): CommitGroup => ({
  rows: prepareCommits(commits).map(rowOf),
  now: noon,
  isRepeat: false,
});
const repeated = (it: CommitGroup): CommitGroup => ({ ...it, isRepeat: true });

describe('groups', () => {
  test('are one transaction, in order: later ones build on earlier ones', () => {
    const outcomes = file.commit([
      group(commitOf('a', { keys: ['k'] })),
      group(commitOf('a', { step: 2 }), looseOf('k')),
    ]);
    expect(outcomes).toEqual([{ results: ['written'] }, { results: ['written', 'duplicate'] }]);
    expect(transactions).toBe(1);
  });

  test('that SQLite will never take fail alone: the others are written', () => {
    const bad = group(commitOf('b'), commitOf('c', { payload: { text: 'errcode 20' } }));
    const [first, second, third] = file.commit([group(commitOf('a')), bad, group(commitOf('d'))]);
    expect([first, third]).toEqual([{ results: ['written'] }, { results: ['written'] }]);
    expect(second).toMatchObject({ error: { code: 'store.write', retryable: false } });
    expect([...file.load(['a', 'b', 'c', 'd']).keys()]).toEqual(['a', 'd']);
  });

  test('fail together when the disk does', () => {
    const outcomes = file.commit([group(commitOf('a')), group(commitOf('b', { payload: { text: 'errcode 13' } }))]);
    const full = {
      error: { code: 'store.write', retryable: true, message: expect.stringMatching(/disk is full/) as unknown },
    };
    expect(outcomes).toMatchObject([full, full]);
    expect(file.load(['a', 'b']).size).toBe(0);
  });
});

describe('what a thread before this one may have written', () => {
  const step = group(
    commitOf('a', { keys: ['k1'], legs: ['l'] }),
    commitOf('a', { step: 2, entries: [], keys: ['k2'] }),
  );

  test('is written once, and its answer is as it would have been', () => {
    expect(file.commit([step, repeated(step)])).toEqual([
      { results: ['written', 'written'] },
      { results: ['written', 'written'] },
    ]);
    expect(file.journal('a', 0, 10)).toHaveLength(1);
    // Later steps do not hide it.
    const later = group(commitOf('a', { step: 3 }));
    expect(file.commit([later, repeated(later)])).toEqual([{ results: ['written'] }, { results: ['written'] }]);
    expect(file.commit([repeated(group(commitOf('a', { keys: ['k1'], legs: ['l'] })))])).toEqual([
      { results: ['written'] },
    ]);
  });

  test('is written now if it was not', () => {
    expect(file.commit([repeated(step), repeated(group(looseOf('x')))])).toEqual([
      { results: ['written', 'written'] },
      { results: ['written'] },
    ]);
    expect(file.journal('a', 0, 10)).toHaveLength(1);
  });

  test('is a duplicate or a conflict where somebody else wrote it, or it belongs to no call', () => {
    file.commit([group(commitOf('a', { keys: ['k1'], payload: { by: 'another' } })), group(looseOf('x'))]);
    const entry = { ...commitOf('a').entries[0], note: 'mine' } as CallCommit['entries'][number];
    const mine = (keys: string[]) => repeated(group(commitOf('a', { keys, entries: [entry] })));
    expect(file.commit([mine(['k1']), mine(['k9']), repeated(group(looseOf('x')))])).toEqual([
      { results: ['duplicate'] },
      { results: ['conflict'] },
      { results: ['duplicate'] },
    ]);
  });
});
