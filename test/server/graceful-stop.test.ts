/** A stop under load: whatever was acknowledged is in the store, and what was not is told to come again. */
import { afterEach, expect, test } from 'vitest';
import { openSqliteStore } from 'callchart/sqlite';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';
import { incoming, postWebhook, serve, type Served } from './served.ts';

const folder = new StoreFolder();
afterEach(() => folder.remove());

const senders = 8;
const before = 150;

test('every acknowledged webhook is there', async () => {
  const server: Served = await serve({ store: `sqlite:${folder.file}` });
  const acknowledged: string[] = [];
  const refused: number[] = [];
  let count = 0;
  const send = async (): Promise<void> => {
    for (;;) {
      const id = `e${++count}`;
      try {
        const { status } = await postWebhook(server.url, incoming({ id, leg: `v3:leg-${id}` }));
        if (status === 200) acknowledged.push(id);
        else refused.push(status);
      } catch {
        return; // the port is closed
      }
    }
  };
  const sending = Promise.all(Array.from({ length: senders }, send));
  await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(before);
  await server.close();
  await sending;
  expect(refused.filter((status) => status !== 503)).toEqual([]);
  const store = await openSqliteStore({ file: folder.file });
  const { keys } = await store.find({ keys: acknowledged.map((id) => `webhook:${id}`) });
  await store.close();
  expect(acknowledged.filter((id) => !keys.has(`webhook:${id}`))).toEqual([]);
});
