/** Signed webhooks over HTTP, from the request to the 200: this package, its ceiling, and what others write. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFile, runScript, type Server, startServerProcess } from '../child.ts';
import { installPeers } from '../peers/install.ts';
import { figure, type PartReport, times } from '../report.ts';
import type { Load, LoadResult } from '../servers/load-generator.ts';

interface Peer {
  readonly name: string;
  /** Calls of each of the 64 callers: enough for some seconds. */
  readonly callsEach: number;
  start(env: Readonly<Record<string, string>>, folder: string): Promise<Server>;
}

const callers = 64;
const keys = 8;
const rounds = 3;

/** Runs the part. */
export async function endToEndPart(): Promise<PartReport> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  const carrier = await startServerProcess(benchFile('servers/carrier-server.ts'), {});
  const env = { TELNYX_PUBLIC_KEY: raw, TELNYX_API_KEY: 'KEY', TELNYX_BASE_URL: carrier.url };
  const results = new Map<string, LoadResult[]>(peers().map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const peer of peers()) {
        const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'));
        const server = await peer.start(env, folder);
        try {
          // The first load warms up.
          await play(server, pem, { callsEach: Math.ceil(peer.callsEach / 4), name: 'warm' });
          results.get(peer.name)?.push(await play(server, pem, { callsEach: peer.callsEach, name: `round${round}` }));
        } finally {
          await server.stop();
          rmSync(folder, { recursive: true, force: true });
        }
      }
    }
  } finally {
    await carrier.stop();
  }
  return report(results);
}

async function play({ url }: Server, privateKey: string, rest: Pick<Load, 'callsEach' | 'name'>): Promise<LoadResult> {
  const load: Load = { url, privateKey, callers, keys, pauseMs: 0, ...rest };
  return JSON.parse(
    await runScript(benchFile('servers/load-generator.ts'), { LOAD: JSON.stringify(load) }),
  ) as LoadResult;
}

function peers(): readonly Peer[] {
  const folderOfPeers = installPeers();
  return [
    { name: 'ceiling', callsEach: 20, start: (env) => startServerProcess(benchFile('servers/ceiling-server.ts'), env) },
    {
      name: 'callchart, SQLite',
      callsEach: 20,
      start: (env, folder) =>
        startServerProcess(benchFile('servers/callchart-server.ts'), {
          ...env,
          CALLCHART_STORE: `sqlite:${join(folder, 'calls.db')}`,
        }),
    },
    {
      name: 'express, SDK, actor, SQLite',
      callsEach: 6,
      start: (env, folder) =>
        startServerProcess(
          join(folderOfPeers, 'naive-server.mjs'),
          { ...env, DATABASE_FILE: join(folder, 'naive.db') },
          folderOfPeers,
        ),
    },
  ];
}

/** The best round of each: what it can do when nobody else is at the processor. */
function report(results: ReadonlyMap<string, readonly LoadResult[]>): PartReport {
  const best = [...results].map(([name, rounds]) => {
    const [first] = rounds.toSorted((a, b) => rateOf(b) - rateOf(a));
    if (first === undefined) throw new Error(`${name} was not measured.`);
    return { name, ...first, rate: rateOf(first) };
  });
  const rate = (name: string): number => best.find((it) => it.name === name)?.rate ?? Number.NaN;
  const ours = best.find((it) => it.name === 'callchart, SQLite');
  const ofCeiling = rate('callchart, SQLite') / rate('ceiling');
  const ofNaive = rate('callchart, SQLite') / rate('express, SDK, actor, SQLite');
  return {
    title: 'End to end',
    about: `Signed webhooks over HTTP, ${callers} callers in a closed loop, each call ${keys + 3} webhooks, the load generator and a recording carrier on the same two cores; best of ${rounds} rounds that take turns. Everything is durable (one fsync per commit) but the ceiling, which verifies, parses and answers 200.`,
    tables: [
      {
        head: ['server', 'webhooks/s', 'p50 ms', 'p99 ms', 'of the ceiling', 'refused'],
        rows: best.map((it) => [
          it.name,
          figure(it.rate),
          figure(it.p50Ms),
          figure(it.p99Ms),
          (it.rate / rate('ceiling')).toFixed(2),
          `${Object.values(it.refused).reduce((sum, count) => sum + count, 0)}`,
        ]),
      },
    ],
    targets: [
      { what: 'of the ceiling', wanted: 'at least 0.7', measured: ofCeiling.toFixed(2), isMet: ofCeiling >= 0.7 },
      {
        what: 'p99 at 64 concurrent',
        wanted: 'under 50 ms',
        measured: `${figure(ours?.p99Ms ?? Number.NaN)} ms`,
        isMet: (ours?.p99Ms ?? Infinity) < 50,
      },
      { what: 'against the handler', wanted: 'at least 4 ×', measured: times(ofNaive), isMet: ofNaive >= 4 },
    ],
  };
}

const rateOf = ({ events, seconds }: LoadResult): number => events / seconds;
