/** Whether an event costs the same however much is stored, and what a call costs that nothing happens to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from 'callchart';
import { openSqliteStore } from 'callchart/sqlite';
import { stepCommit } from '../made-commits.ts';
import { figure, type PartReport } from '../report.ts';

const sizes = [10_000, 100_000, 1_000_000] as const;
const longJournal = 10_000;
const measured = 64;
const rounds = 40;
// Calls in progress are those begun last: what events cost them is looked at apart.
const newest = 1_000;

/** Runs the part. BENCH_CALLS bounds how many calls are stored, for a quick look. */
export async function growthPart(): Promise<PartReport> {
  const most = Number(process.env['BENCH_CALLS'] ?? sizes.at(-1));
  const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'));
  const store = await openSqliteStore({ file: join(folder, 'calls.db') });
  try {
    const rows: string[][] = [];
    const anyCosts: number[] = [];
    const newestCosts: number[] = [];
    let stored = 0;
    for (const size of sizes.filter((one) => one <= most)) {
      const before = process.memoryUsage().rss;
      for (; stored < size; stored += 1_000) {
        const at = stored;
        await store.commit(Array.from({ length: 1_000 }, (_, index) => stepCommit(`idle-${at + index}`, 1)));
      }
      const perCall = (process.memoryUsage().rss - before) / size;
      const ofAny = await costOfStep(store, 0, size);
      const ofNewest = await costOfStep(store, size - newest, size);
      anyCosts.push(ofAny);
      newestCosts.push(ofNewest);
      const memory = `${Math.max(0, Math.round(perCall))} B`;
      rows.push([figure(size), figure(ofNewest), figure(ofAny), figure(await costOfDue(store)), memory]);
    }
    const journal = await costOfLongJournal(store);
    const anyGrown = growthOf(anyCosts);
    const newestGrown = growthOf(newestCosts);
    return {
      title: 'Growth',
      about: `Cost of a step while so many other calls, each open and with a timer, are stored in the same SQLite file; best of ${rounds} batches of ${measured} steps, either of the ${figure(newest)} newest calls, as in service, or spread over all, old and new. Memory is what the process grew by, per stored call: nothing is kept in memory for a call that nothing happens to.`,
      tables: [
        {
          head: ['stored calls', 'µs a step, newest', 'µs a step, any', 'µs to find what is due', 'memory a call'],
          rows,
        },
        {
          head: ['journal of the call', 'µs a step'],
          rows: [
            ['1 entry', figure(journal.short)],
            [`${figure(longJournal)} entries`, figure(journal.long)],
          ],
        },
      ],
      targets: [
        {
          what: 'cost of a step of the newest calls, largest against smallest',
          wanted: 'within 20 %',
          measured: newestGrown.toFixed(2),
          isMet: newestGrown <= 1.2,
        },
        {
          what: 'of any call',
          wanted: 'within 20 %',
          measured: anyGrown.toFixed(2),
          isMet: anyGrown <= 1.2,
        },
        {
          what: 'with a long journal',
          wanted: 'within 20 %',
          measured: (journal.long / journal.short).toFixed(2),
          isMet: journal.long <= journal.short * 1.2,
        },
      ],
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const steps = new Map<string, number>();

async function commitAll(store: Store, callIds: readonly string[]): Promise<number> {
  const commits = callIds.map((callId) => {
    const step = (steps.get(callId) ?? 1) + 1;
    steps.set(callId, step);
    return stepCommit(callId, step);
  });
  const begin = performance.now();
  await store.commit(commits);
  return ((performance.now() - begin) * 1_000) / commits.length;
}

const growthOf = (costs: readonly number[]): number => (costs.at(-1) ?? Number.NaN) / (costs[0] ?? Number.NaN);

/** Of calls by their number, from the first up to the last. */
async function costOfStep(store: Store, first: number, end: number): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const places = Array.from({ length: measured }, (_, at) => (at * 7_919 + round * 104_729) % (end - first));
    const callIds = places.map((place) => `idle-${first + place}`);
    best = Math.min(best, await commitAll(store, [...new Set(callIds)]));
  }
  return best;
}

async function costOfDue(store: Store): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    await store.nextWake();
    await store.due(Date.UTC(2027, 0, 1), 100);
    best = Math.min(best, (performance.now() - begin) * 1_000);
  }
  return best;
}

async function costOfLongJournal(store: Store): Promise<{ short: number; long: number }> {
  await store.commit([stepCommit('long', 1), stepCommit('short', 1)]);
  for (let step = 2; step <= longJournal; step += 1) await commitAll(store, ['long']);
  const best = { short: Infinity, long: Infinity };
  for (let round = 0; round < rounds * 5; round += 1) {
    best.short = Math.min(best.short, await commitAll(store, ['short']));
    best.long = Math.min(best.long, await commitAll(store, ['long']));
  }
  return best;
}
