/**
 * `npm run bench:guard`: whether what was fast has become slow. It compares ratios of contestants that take turns in
 * this run, never seconds, with floors well below what docs/benchmarks.md has; and because a shared machine disturbs one
 * run, only a ratio that misses its floor three times is a regression.
 */
import { raceSteps } from './parts/step.ts';
import { ratioToNaive } from './parts/store.ts';
import { times } from './report.ts';

const attempts = 3;

/** What may not become worse. */
interface Floor {
  readonly what: string;
  readonly least: number;
  readonly ratio: () => Promise<number>;
}

const floors: readonly Floor[] = [
  {
    what: 'a step of a machine of 30 states, against createActor, transition and persist',
    least: 2.4,
    ratio: () => stepRatio(30),
  },
  {
    what: 'a step of a machine of 300 states, against createActor, transition and persist',
    least: 1.9,
    ratio: () => stepRatio(300),
  },
  {
    what: 'steps a second of the embedded store with 64 calls at once, against a transaction per step',
    // How much grouping saves depends on what the disk takes for an fsync.
    least: 1.5,
    ratio: () => ratioToNaive(64),
  },
];

let isSlower = false;
for (const { what, least, ratio } of floors) {
  const seen: number[] = [];
  do seen.push(await ratio());
  while (!isReached(seen, least) && seen.length < attempts);
  const isMet = isReached(seen, least);
  isSlower ||= !isMet;
  console.log(`${isMet ? 'ok' : 'SLOWER'}: ${what}: ${seen.map(times).join(', ')} (floor ${times(least)})`);
}
process.exitCode = isSlower ? 1 : 0;

function isReached(seen: readonly number[], least: number): boolean {
  return Math.max(...seen) >= least;
}

async function stepRatio(states: number): Promise<number> {
  const { ours, theirs } = await raceSteps(states, 100);
  return theirs.leastMicros / ours.leastMicros;
}
