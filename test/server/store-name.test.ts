/** Stores by name. */
import { expect, test } from 'vitest';
import { MemoryStore, systemClock } from 'callchart';
import { openStore } from '../../src/server/store-name.ts';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';

test('a file, or memory', async () => {
  expect(await openStore('memory:', systemClock)).toBeInstanceOf(MemoryStore);
  const folder = new StoreFolder();
  const store = await openStore(`sqlite:${folder.file}`, systemClock);
  expect(await store.ready()).toBe(true);
  expect(folder.files()).toContain('calls.db');
  await store.close();
  folder.remove();
});

test.each(['', 'calls.db', 'memory', 'sqlite:', 'postgres://localhost/calls'])('"%s" is none', async (name) => {
  await expect(openStore(name, systemClock)).rejects.toMatchObject({ code: 'server.store' });
});
