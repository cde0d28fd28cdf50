/**
 * How things are timed here: contestants take turns in one run, round after round, so that whatever else the machine does
 * meanwhile meets all of them. Ratios between them carry over to other machines; the times themselves do not.
 */

/** What one contestant did, in microseconds an operation. */
export interface Timing {
  readonly name: string;
  /** Of its best round: what the work itself takes, when nobody else is at the processor. */
  readonly leastMicros: number;
  readonly medianMicros: number;
}

/** Something timed: it runs `count` operations. */
export interface Contestant {
  readonly name: string;
  run(count: number): void | Promise<void>;
}

// By then the compiler has seen what matters.
const warmUpMs = 400;

/**
 * Times contestants in turns.
 *
 * @param roundMs about how long a round of each takes, in milliseconds
 */
export async function race(contestants: readonly Contestant[], rounds = 60, roundMs = 15): Promise<Timing[]> {
  const counts: number[] = [];
  for (const one of contestants) counts.push(await countFor(one, roundMs));
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, contestant] of contestants.entries()) {
      const count = counts[at] ?? 1;
      times[at]?.push((await millisOf(contestant, count)) * (1_000 / count));
    }
  }
  return contestants.map(({ name }, at) => ({ name, ...spread(times[at] ?? []) }));
}

/** How many operations fill a round, once the contestant is warm. */
async function countFor(contestant: Contestant, roundMs: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const millis = await millisOf(contestant, count);
    if (millis > warmUpMs) return Math.max(1, Math.round((count * roundMs) / millis));
  }
}

async function millisOf(contestant: Contestant, count: number): Promise<number> {
  const begin = performance.now();
  await contestant.run(count);
  return performance.now() - begin;
}

function spread(times: readonly number[]): Omit<Timing, 'name'> {
  const sorted = times.toSorted((a, b) => a - b);
  return { leastMicros: sorted[0] ?? Number.NaN, medianMicros: quantile(sorted, 0.5) };
}

/** The value below which that share of sorted numbers lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
