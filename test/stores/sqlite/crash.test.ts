/** A process that is killed while it commits: whatever it acknowledged is there, and every batch whole or not at all. */
import { openSqliteStore } from 'callchart/sqlite';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { StoreProcess } from './child-process.ts';
import { crashBatch } from './crash-batch.ts';
import { StoreFolder } from './store-folder.ts';

const folder = new StoreFolder();
let running: StoreProcess | undefined;
afterEach(() => running?.kill());
afterAll(() => folder.remove());

/** How many rounds each process is seen to finish before it is killed. */
const points = [1, 23, 7, 40, 12].map((rounds, seed) => ({ seed: seed + 1, rounds }));

describe('kill -9 while committing', () => {
  test.each(points)('process $seed, after $rounds acknowledged batches', async ({ seed, rounds }) => {
    running = new StoreProcess('commit', folder.file, String(seed));
    await running.until(1 + rounds);
    await running.kill();
    const acknowledged = running.said.filter((line) => line.startsWith('acknowledged')).length;
    expect(acknowledged).toBeGreaterThanOrEqual(rounds);

    const store = await openSqliteStore({ file: folder.file });
    try {
      // One more batch may have been written that there was no time to acknowledge, and none after it.
      const written: boolean[] = [];
      for (let round = 0; round < acknowledged + 2; round++) {
        const keys = crashBatch.keysOf(seed, round);
        const found = (await store.find({ keys })).keys.size;
        expect([0, keys.length]).toContain(found);
        written.push(found > 0);
      }
      expect(written.slice(0, acknowledged)).toEqual(Array.from({ length: acknowledged }, () => true));
      expect(written.at(-1)).toBe(false);

      // What belongs together says the same: record, journal, keys and leg of every call.
      const records = await store.load(crashBatch.calls);
      for (const [callId, { step }] of records) {
        const seqs = (await store.journal(callId)).map(({ seq }) => seq);
        expect(seqs).toEqual(Array.from({ length: step }, (_, at) => at + 1));
        const keys = seqs.map((seq) => `${callId}@${seq}`);
        expect((await store.find({ keys: [...keys, `${callId}@${step + 1}`] })).keys.size).toBe(step);
        expect((await store.find({ legs: [`leg of ${callId}`] })).legs.size).toBe(1);
      }
    } finally {
      await store.close();
    }
  });
});
