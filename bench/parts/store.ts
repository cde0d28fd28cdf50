/** Stores alone: steps a second at several concurrencies, against one transaction per step on the same engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from 'callchart';
import { openSqliteStore } from 'callchart/sqlite';
import { stepCommit } from '../made-commits.ts';
import { figure, type PartReport, times } from '../report.ts';

const concurrencies = [1, 16, 64, 256] as const;
const rounds = 8;
const roundMs = 400;

/** Who is timed: it commits one step of each of these calls and resolves when all are durable. */
interface Way {
  readonly name: string;
  commit(store: Store, callIds: readonly string[], step: number): Promise<unknown>;
}

/** What waits goes together, as the runtime's writer has it. */
const together: Way = {
  name: 'all that waits in one transaction',
  commit: (store, callIds, step) => store.commit(callIds.map((callId) => stepCommit(callId, step))),
};

/** The loop that most write: a transaction for each event. */
const oneByOne: Way = {
  name: 'a transaction per step',
  async commit(store, callIds, step) {
    for (const callId of callIds) await store.commit([stepCommit(callId, step)]);
  },
};

/** Runs the part. */
export function storePart(): Promise<PartReport> {
  return withStore(async (store) => {
    const rows: string[][] = [];
    const best = { rate: 0, ratio: 0 };
    for (const concurrency of concurrencies) {
      const rates = await raceWays(store, [together, oneByOne], concurrency);
      const [ours = Number.NaN, naive = Number.NaN] = rates;
      best.rate = Math.max(best.rate, ours);
      if (concurrency === 64) best.ratio = ours / naive;
      rows.push([`${concurrency}`, figure(ours), figure(naive), times(ours / naive)]);
    }
    return {
      title: 'Embedded store',
      about:
        'SQLite in WAL mode with synchronous=FULL, steps a second: record 1.5 KB, one journal entry, one dedupe key, one timer. Both ways on the same store, taking turns; best of eight rounds. The naive way is the same engine and schema with one transaction per step.',
      tables: [{ head: ['concurrent', together.name, oneByOne.name, 'ratio'], rows }],
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
  return withStore(async (store) => {
    const [ours = Number.NaN, naive = Number.NaN] = await raceWays(store, [together, oneByOne], concurrency);
    return ours / naive;
  });
}

async function withStore<Answer>(use: (store: Store) => Promise<Answer>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'));
  const store = await openSqliteStore({ file: join(folder, 'calls.db') });
  try {
    return await use(store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function raceWays(store: Store, ways: readonly Way[], concurrency: number): Promise<number[]> {
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
        await lane.way.commit(store, lane.callIds, lane.step);
        steps += concurrency;
      }
      best[at] = Math.max(best[at] ?? 0, steps / ((performance.now() - begin) / 1_000));
    }
  }
  return best;
}
