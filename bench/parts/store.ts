/** Stores alone: steps a second at several concurrencies, against one transaction per step on the same engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from 'callchart';
import { openSqliteStore } from 'callchart/sqlite';
import { openOnThisThread } from '../../test/stores/sqlite/same-thread.ts';
import { stepCommit } from '../made-commits.ts';
import { figure, type PartReport, times } from '../report.ts';

const concurrencies = [1, 16, 64, 256] as const;
const rounds = 8;
const roundMs = 400;

/** Who is timed: it commits one step of each of these calls and resolves when all are durable. */
interface Way {
  readonly name: string;
  commit(callIds: readonly string[], step: number): Promise<unknown>;
}

/** What waits goes together, as the runtime's writer has it. */
const together = (store: Store): Way => ({
  name: 'all that waits in one transaction',
  commit: (callIds, step) => store.commit(callIds.map((callId) => stepCommit(callId, step))),
});

/** The loop that most write: a transaction for each event. */
const oneByOne = (store: Store): Way => ({
  name: 'a transaction per step',
  async commit(callIds, step) {
    for (const callId of callIds) await store.commit([stepCommit(callId, step)]);
  },
});

/** Runs the part. */
export function storePart(): Promise<PartReport> {
  return withWays(async (ways) => {
    const rows: string[][] = [];
    const best = { rate: 0, ratio: 0 };
    for (const concurrency of concurrencies) {
      const [ours = Number.NaN, naive = Number.NaN] = await raceWays(ways, concurrency);
      best.rate = Math.max(best.rate, ours);
      if (concurrency === 64) best.ratio = ours / naive;
      rows.push([`${concurrency}`, figure(ours), figure(naive), times(ours / naive)]);
    }
    return {
      title: 'Embedded store',
      about:
        'SQLite in WAL mode with synchronous=FULL, steps a second: record 1.5 KB, one journal entry, one dedupe key, one timer. Both ways take turns; best of eight rounds. The naive way is the same engine and schema on the caller’s own thread, with one transaction per step.',
      tables: [{ head: ['concurrent', ...ways.map(({ name }) => name), 'ratio'], rows }],
      targets: [
        {
          what: 'steps a second, at best',
          wanted: 'at least 25,000',
          measured: figure(best.rate),
          isMet: best.rate >= 25_000,
        },
        { what: 'against naive at 64', wanted: 'at least 6 ×', measured: times(best.ratio), isMet: best.ratio >= 6 },
      ],
    };
  });
}

/** How many times the steps a second of the loop that most write, at a concurrency. */
export function ratioToNaive(concurrency: number): Promise<number> {
  return withWays(async (ways) => {
    const [ours = Number.NaN, naive = Number.NaN] = await raceWays(ways, concurrency);
    return ours / naive;
  });
}

/** Ours, and the loop without the thread, which would only cost it time. */
async function withWays<Answer>(use: (ways: readonly Way[]) => Promise<Answer>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'));
  const store = await openSqliteStore({ file: join(folder, 'calls.db') });
  const naive = await openOnThisThread(join(folder, 'naive.db'));
  try {
    return await use([together(store), oneByOne(naive)]);
  } finally {
    await store.close();
    await naive.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Steps a second of each way, taking turns. */
async function raceWays(ways: readonly Way[], concurrency: number): Promise<number[]> {
  const best = ways.map(() => 0);
  const lanes = ways.map((way) => ({
    way,
    step: 0,
    callIds: Array.from({ length: concurrency }, (_, at) => `${way.name}-${concurrency}-${at}`),
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, lane] of lanes.entries()) {
      const begin = performance.now();
      let steps = 0;
      while (performance.now() - begin < roundMs) {
        lane.step += 1;
        await lane.way.commit(lane.callIds, lane.step);
        steps += concurrency;
      }
      best[at] = Math.max(best[at] ?? 0, steps / ((performance.now() - begin) / 1_000));
    }
  }
  return best;
}
