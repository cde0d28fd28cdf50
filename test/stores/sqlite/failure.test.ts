/** What each of SQLite's failures becomes. */
import { CallchartError } from 'callchart';
import { describe, expect, test } from 'vitest';
import { sqliteCodeOf, storeFailure } from '../../../src/stores/sqlite/failure.ts';

const sqliteError = (errcode: number): Error => Object.assign(new Error('as SQLite says it'), { errcode });

describe('failures', () => {
  test.each([
    ['busy', 5, 'store.write', true, /Something else holds the file/],
    ['read-only', 8, 'store.write', true, /permissions/],
    ['disk I/O', 10, 'store.write', true, /disk fails/],
    ['disk I/O while syncing', 10 | (4 << 8), 'store.write', true, /disk fails/],
    ['full', 13, 'store.write', true, /free some space/],
    ['cannot open', 14, 'store.write', true, /check it and its directory/],
    ['constraint', 19, 'store.write', false, /report it/],
    ['corrupt', 11, 'store.corrupt', false, /backup/],
    ['no database', 26, 'store.corrupt', false, /backup/],
  ])('%s', (_what, errcode, code, retryable, remedy) => {
    const cause = sqliteError(errcode);
    const failure = storeFailure(cause, 'write', '/data/calls.db');
    expect(failure).toMatchObject({ code, retryable, cause, details: { file: '/data/calls.db' } });
    expect(failure.message).toMatch(/\/data\/calls\.db/);
    expect(failure.message).toMatch(/as SQLite says it/);
    expect(failure.message).toMatch(remedy);
  });

  test('a read says that it was one', () => {
    const failure = storeFailure(sqliteError(10), 'read', 'calls.db');
    expect(failure).toMatchObject({ code: 'store.read', retryable: true });
    expect(failure.message).not.toContain('written');
  });

  test('one of our own is passed on; one that is not of SQLite is no reason to try again', () => {
    const own = new CallchartError('store.cursor', 'ours');
    expect(storeFailure(own, 'read', 'calls.db')).toBe(own);
    const odd = new TypeError('a bug');
    expect(sqliteCodeOf(odd)).toBeUndefined();
    expect(storeFailure(odd, 'write', 'calls.db')).toMatchObject({ code: 'store.write', retryable: false, cause: odd });
  });
});
