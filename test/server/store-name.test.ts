/** Stores by name. */
import { expect, test } from 'vitest';
import { MemoryStore, systemClock } from 'callchart';
import { openStore } from '../../src/server/store-name.ts';
import { PostgresServer } from '../stores/postgres/postgres-server.ts';
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

test.each(['', 'calls.db', 'memory', 'sqlite:', 'postgres:calls', 'mysql://localhost/calls'])(
  '"%s" is none',
  async (name) => {
    await expect(openStore(name, systemClock)).rejects.toMatchObject({ code: 'server.store' });
  },
);

test('a name that is none is told without its password', async () => {
  const refused = openStore('mysql://user:secret@host/calls', systemClock);
  await expect(refused).rejects.toThrow('"mysql://…@host/calls" is no store.');
});

test('a PostgreSQL database by its URL, and a schema of it', { timeout: 120_000 }, async () => {
  const server = await PostgresServer.start();
  const [one, two, three] = [server.newSchema(), server.newSchema(), server.newSchema()];
  const names = [`?schema=${one}`, `?application_name=calls&schema=${two}`, `?schema=${three}&application_name=calls`];
  for (const name of names) {
    const store = await openStore(server.url + name, systemClock);
    expect(await store.ready()).toBe(true);
    await store.close();
  }
  const made = await server.ask(`SELECT FROM pg_namespace WHERE nspname IN ('${one}', '${two}', '${three}')`);
  expect(made).toHaveLength(3);
  for (const schema of [one, two, three]) await server.drop(schema);
  await server.stop();
});
