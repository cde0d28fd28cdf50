/** One process at a time has a store's file, as long as it lives and no longer. */
import { openSqliteStore } from 'callchart/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commitOf } from '../call-commits.ts';
import { StoreProcess } from './child-process.ts';
import { StoreFolder } from './store-folder.ts';

let folder: StoreFolder;
beforeEach(() => {
  folder = new StoreFolder();
});
afterEach(() => folder.remove());

describe('one process at a time', () => {
  const locked = { code: 'store.locked', retryable: false };

  test('a second process is refused by name of file and process, until the first is gone, kill -9 included', async () => {
    const first = new StoreProcess('hold', folder.file);
    try {
      await first.until(1);
      const error: unknown = await openSqliteStore({ file: folder.file, lockTimeoutMs: 0 }).catch((it: unknown) => it);
      expect(error).toMatchObject({ ...locked, message: expect.stringContaining(folder.file) as unknown });
      expect(error).toMatchObject({ message: expect.stringContaining('stop the other one') as unknown });
      // Only Linux tells which process it is.
      const known = process.platform === 'linux' ? { pid: first.pid } : {};
      expect(error).toMatchObject({ details: known });
    } finally {
      await first.kill();
    }
    const store = await openSqliteStore({ file: folder.file });
    expect(await store.commit([commitOf('a')])).toEqual(['written']);
    await store.close();
  });

  test('the same process twice is refused too, and being refused does not break the lock', async () => {
    const store = await openSqliteStore({ file: folder.file });
    const again = openSqliteStore({ file: folder.file, lockTimeoutMs: 0 });
    await expect(again).rejects.toMatchObject(locked);
    const other = new StoreProcess('hold', folder.file);
    await expect(other.until(1)).rejects.toThrow(/store\.locked|is in use by/);
    await other.kill();
    expect(await store.commit([commitOf('a')])).toEqual(['written']);
    await store.close();
    await (await openSqliteStore({ file: folder.file })).close();
  });
});
