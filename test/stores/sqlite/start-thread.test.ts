/** A real thread: from the source as in these tests, from the build as it is published, and killed in the middle. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { openSqliteStore } from 'callchart/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock/clock.ts';
import { SqliteStore } from '../../../src/stores/sqlite/sqlite-store.ts';
import { startThread } from '../../../src/stores/sqlite/start-thread.ts';
import { ThreadLink } from '../../../src/stores/sqlite/thread-link.ts';
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
  'killed again and again while it commits: every answer is true, and everything is there once',
  { timeout: 120_000 },
  async () => {
    const quiet = (): void => {};
    process.on('warning', quiet);
    let thread: Worker | undefined;
    const link = await ThreadLink.open({ file: folder.file, lockTimeoutMs: 5_000 }, systemClock, (options) => {
      thread = startThread(options);
      return thread;
    });
    const store = new SqliteStore(link, folder.file, systemClock);
    const calls = Array.from({ length: 20 }, (_, at) => `call-${at}`);
    for (let step = 1; step <= 4; step++) {
      const commits = calls.map((callId) => store.commit([commitOf(callId, { step, keys: [`${callId}@${step}`] })]));
      // Once before anything reaches it, then while it writes, then when it has begun to answer.
      if (step === 2) await new Promise(setImmediate);
      if (step === 3) await Promise.race(commits);
      if (step < 4) await thread?.terminate();
      expect(await Promise.all(commits)).toEqual(calls.map(() => ['written']));
    }
    for (const callId of calls) expect((await store.journal(callId)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    await store.close();
    process.off('warning', quiet);
  },
);
