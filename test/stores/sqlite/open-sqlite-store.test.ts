/** Opening a store in a thread of its own: what the thread finds out, whoever opens it hears. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openSqliteStore } from 'callchart/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commitOf } from '../call-commits.ts';
import { StoreFolder } from './store-folder.ts';

let folder: StoreFolder;
beforeEach(() => {
  folder = new StoreFolder();
});
afterEach(() => folder.remove());

test('a name is relative to where the process is; messages say it in full', async () => {
  const file = relative(process.cwd(), folder.file);
  const store = await openSqliteStore({ file });
  const again = openSqliteStore({ file, lockTimeoutMs: 0 });
  await expect(again).rejects.toMatchObject({ code: 'store.locked', details: { file: folder.file } });
  expect(await store.commit([commitOf('a')])).toEqual(['written']);
  await store.close();
});

test('what is refused is told by its code, and the file is as it was', async () => {
  writeFileSync(folder.file, 'Dear diary, '.repeat(500));
  const before = readFileSync(folder.file);
  await expect(openSqliteStore({ file: folder.file })).rejects.toMatchObject({
    name: 'CallchartError',
    code: 'store.corrupt',
    retryable: false,
  });
  expect(readFileSync(folder.file).equals(before)).toBe(true);
  const missing = openSqliteStore({ file: join(folder.path, 'nowhere', 'calls.db') });
  await expect(missing).rejects.toMatchObject({ code: 'store.open', details: { sqlite: 14 } });
  await expect(openSqliteStore({ file: '' })).rejects.toMatchObject({ code: 'store.durability' });
});
