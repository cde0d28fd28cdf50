/**
 * A process of its own on a store's file, for tests that kill it: `hold <file>` opens the store and keeps it;
 * `commit <file> <seed>` commits batch after batch and says which are acknowledged. Run by `StoreProcess`.
 */
import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../../src/stores/sqlite/index.ts';
import { crashBatch } from './crash-batch.ts';

const [mode, file = '', seed = ''] = process.argv.slice(2);
const say = (line: string): number => writeSync(1, `${line}\n`);

const store = await openSqliteStore({ file });
const records = await store.load(crashBatch.calls);
const standing = new Map([...records].map(([callId, { step }]) => [callId, step]));
say('open');

if (mode === 'hold') setInterval(() => undefined, 60_000);
else {
  for (let round = 0; ; round++) {
    const batch = crashBatch.commits(Number(seed), round, standing);
    const results = await store.commit(batch);
    if (results.some((result) => result !== 'written')) throw new Error(`${seed}:${round}: ${results.join()}`);
    for (const { callId, record } of batch) standing.set(callId, record.step);
    say(`acknowledged ${round}`);
    await new Promise(setImmediate);
  }
}
