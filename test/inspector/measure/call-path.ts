/** What watching costs the calls: servers take turns under the same load, with nobody looking on and with somebody. */
import { benchFile, runScript, startServerProcess } from '../../../bench/child.ts';
import { quantile } from '../../../bench/measure.ts';
import type { Load, LoadResult } from '../../../bench/servers/load-generator.ts';
import { serve, type Served, signingKey } from './served.ts';

/** What one way of serving takes for a webhook. */
export interface Cost {
  readonly name: string;
  readonly micros: number;
  readonly perSecond: number;
}

interface Contestant {
  readonly name: string;
  readonly options: readonly string[];
  /** Streams that somebody has open. */
  readonly watched: readonly string[];
}

const contestants: readonly Contestant[] = [
  { name: 'without --inspect', options: [], watched: [] },
  { name: 'with --inspect, nobody looks on', options: ['--inspect'], watched: [] },
  { name: 'with --inspect and an open page', options: ['--inspect'], watched: ['api/events'] },
  {
    name: 'with --inspect, a page and the Stately bridge',
    options: ['--inspect'],
    watched: ['api/events', 'api/stately'],
  },
];
const callers = 32;
const keys = 8;

/** Measures it. */
export async function measureCost(rounds: number, callsEach: number): Promise<readonly Cost[]> {
  const carrier = await startServerProcess(benchFile('servers/carrier-server.ts'), {});
  const seen = contestants.map(({ name }) => ({ name, micros: [] as number[], perSecond: [] as number[] }));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [at, one] of contestants.entries()) {
        const served = await serve(carrier.url, one.options);
        const looking = await look(served, one.watched);
        try {
          // The first load warms up.
          await play(served, Math.ceil(callsEach / 3), 'warm');
          const before = served.cpuMicros();
          const { events, seconds } = await play(served, callsEach, `round${round}`);
          seen[at]?.micros.push((served.cpuMicros() - before) / events);
          seen[at]?.perSecond.push(events / seconds);
        } finally {
          looking.abort();
          await served.stop();
        }
      }
    }
  } finally {
    await carrier.stop();
  }
  return seen.map(({ name, micros, perSecond }) => ({ name, micros: median(micros), perSecond: median(perSecond) }));
}

const median = (values: readonly number[]): number =>
  quantile(
    values.toSorted((one, other) => one - other),
    0.5,
  );

/** Reads streams, as a page does. */
async function look({ inspectorUrl }: Served, paths: readonly string[]): Promise<AbortController> {
  const control = new AbortController();
  for (const path of paths) {
    const response = await fetch(new URL(path, inspectorUrl), { signal: control.signal });
    void response.body?.pipeTo(new WritableStream(), { signal: control.signal }).catch(() => {});
  }
  return control;
}

async function play({ url }: Served, callsEach: number, name: string): Promise<LoadResult> {
  const privateKey = signingKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const load: Load = { url, privateKey, callers, callsEach, keys, name, pauseMs: 0 };
  return JSON.parse(
    await runScript(benchFile('servers/load-generator.ts'), { LOAD: JSON.stringify(load) }),
  ) as LoadResult;
}
