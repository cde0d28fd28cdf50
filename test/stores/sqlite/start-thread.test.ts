/** A real thread: from the source as in these tests, from the build as it is published, and dead in the middle. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { openSqliteStore } from 'callchart/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock/clock.ts';
import { SqliteStore } from '../../../src/stores/sqlite/sqlite-store.ts';
import { ThreadLink } from '../../../src/stores/sqlite/thread-link.ts';
import type { ThreadOptions } from '../../../src/stores/sqlite/thread-messages.ts';
import { ROOT } from '../../architecture/repository-files.ts';
import { commitOf } from '../call-commits.ts';
import { StoreFolder } from './store-folder.ts';

let folder: StoreFolder;
beforeEach(() => {
  folder = new StoreFolder();
});
afterEach(() => folder.remove());

test('from the source: it writes, reads and closes', async () => {
  const store = await openSqliteStore({ file: folder.file });
  expect(await store.commit([commitOf('a', { payload: { text: 'grüße 😀' } })])).toEqual(['written']);
  expect((await store.load(['a'])).get('a')).toMatchObject({ callId: 'a', webhook: { payload: { text: 'grüße 😀' } } });
  await store.close();
  expect(folder.files()).toEqual(['calls.db']);
});

test('from the build; a process that has nothing else to do ends though its store is open', () => {
  const built = join(ROOT, 'dist/stores/sqlite/index.js');
  expect(existsSync(built), 'npm run build').toBe(true);
  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(built)});
    const store = await openSqliteStore({ file: ${JSON.stringify(folder.file)} });
    console.log(await store.ready(), await store.nextWake());`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  expect(said).toBe('true undefined\n');
});

test(
  'dead again and again while it commits: every answer is true, and everything is there once',
  { timeout: 120_000 },
  async () => {
    const quiet = (): void => {};
    process.on('warning', quiet);
    const threads: MortalThread[] = [];
    const link = await ThreadLink.open({ file: folder.file, lockTimeoutMs: 5_000 }, systemClock, (options) => {
      const thread = new MortalThread(options);
      threads.push(thread);
      return thread.worker;
    });
    const store = new SqliteStore(link, folder.file, systemClock);
    const calls = Array.from({ length: 20 }, (_, at) => `call-${at}`);
    for (let step = 1; step <= 4; step++) {
      const commits = calls.map((callId) => store.commit([commitOf(callId, { step, keys: [`${callId}@${step}`] })]));
      // Once before anything is written, then in the midst of it, then when it has begun to answer.
      if (step === 1) threads.at(-1)?.dieAfter(0);
      if (step === 2) threads.at(-1)?.dieAfter(7);
      if (step === 3) await Promise.race(commits);
      if (step === 3) threads.at(-1)?.dieAfter(0);
      expect(await Promise.all(commits)).toEqual(calls.map(() => ['written']));
    }
    expect(threads.length).toBe(4);
    for (const callId of calls) expect((await store.journal(callId)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    await store.close();
    process.off('warning', quiet);
  },
);

/**
 * A store's thread, from the source, that ends itself when so many more commits have been written. Ended from outside in the
 * midst of a statement, the driver for Node 20 would abort this process too.
 */
class MortalThread {
  readonly worker: Worker;
  readonly #left = new Int32Array(new SharedArrayBuffer(4)).fill(0x7fffffff);

  constructor(options: ThreadOptions) {
    const { resolve } = createRequire(import.meta.url);
    const source = JSON.stringify(join(ROOT, 'src/stores/sqlite/store-thread.ts'));
    const load = `
      const { left } = require('node:worker_threads').workerData;
      const jiti = require(${JSON.stringify(resolve('jiti'))}).createJiti(${source});
      const becomeMortal = ({ CommitWriter: { prototype } }) => {
        const { write } = prototype;
        prototype.write = function (...values) {
          if (Atomics.sub(left, 0, 1) <= 0) process.exit(1);
          return write.apply(this, values);
        };
      };
      jiti.import('./commit-writer.ts').then(becomeMortal).then(() => jiti.import(${source}));`;
    const workerData = { ...options, left: this.#left };
    this.worker = new Worker(load, { workerData, execArgv: [], eval: true });
  }

  dieAfter(commits: number): void {
    Atomics.store(this.#left, 0, commits);
  }
}
