/**
 * Thousands of calls in which everything goes wrong that can, each from its seed: whatever happens, the promises hold.
 * A seed that fails is printed with the command that plays it again.
 */
import { expect, test } from 'vitest';
import { openOnThisThread } from '../../stores/sqlite/same-thread.ts';
import { StoreFolder } from '../../stores/sqlite/store-folder.ts';
import { broken, type Story } from './invariants.ts';
import { kinds, play } from './story.ts';
import { tellStory } from './tell-story.ts';

function expectPromisesKept(seed: number, story: Story): void {
  const complaints = broken(story);
  // The ladder is long: it is told only when it is needed.
  expect(complaints, complaints.length === 0 ? '' : tellStory(seed, story, complaints)).toEqual([]);
}

const seeds = Number(process.env['CALLCHART_FAULT_SEEDS'] || 2000);
const first = Number(process.env['CALLCHART_FAULT_SEED'] || 1);

test(`${seeds} seeds from ${first}`, { timeout: 60_000 + seeds * 2_000 }, async () => {
  let acknowledged = 0;
  let died = 0;
  for (let seed = first; seed < first + seeds; seed++) {
    const story = await play(seed);
    expectPromisesKept(seed, story);
    acknowledged += story.rungs.filter(({ direction, status }) => direction === 'webhook' && status === 200).length;
    died += story.outages.length;
  }
  console.log(`${seeds} seeds: ${acknowledged} acknowledged webhooks, ${died} processes that died`);
  // A simulation in which nothing happens would find nothing.
  expect(acknowledged).toBeGreaterThan(3 * seeds);
});

test('the same over SQLite', { timeout: 300_000 }, async () => {
  const folder = new StoreFolder();
  try {
    for (let seed = 1; seed <= 4 * kinds; seed++) {
      const store = await openOnThisThread(`${folder.file}-${seed}`);
      const story = await play(seed, { store });
      await store.close();
      expectPromisesKept(seed, story);
    }
  } finally {
    folder.remove();
  }
});
