/** Signed webhooks over HTTP, from the request to the 200: this package, its ceiling, and what others write. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PostgresServer } from '../../test/stores/postgres/postgres-server.ts';
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
  const postgres = await PostgresServer.start('-c', 'max_connections=200');
  const env = {
    TELNYX_PUBLIC_KEY: raw,
    TELNYX_API_KEY: 'KEY',
    TELNYX_BASE_URL: carrier.url,
    CALLCHART_DIST: benchFile('../dist/index.js'),
    DATABASE_URL: postgres.url,
  };
  const all = peers();
  const results = new Map<string, LoadResult[]>(all.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const peer of all) {
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
    await postgres.stop();
  }
  return report(results);
}

async function play({ url }: Server, privateKey: string, rest: Pick<Load, 'callsEach' | 'name'>): Promise<LoadResult> {
  const load: Load = { url, privateKey, callers, keys, pauseMs: 0, ...rest };
  return JSON.parse(
    await runScript(benchFile('servers/load-generator.ts'), { LOAD: JSON.stringify(load) }),
  ) as LoadResult;
}

const usName = 'callchart, SQLite';
const naiveName = 'express, SDK, actor, SQLite';
const platformNames = ['Restate, virtual object', 'Restate, @restatedev/xstate', 'DBOS, PostgreSQL'] as const;

function peers(): readonly Peer[] {
  const home = installPeers();
  const ofPeer = (script: string, more: Readonly<Record<string, string>> = {}): Peer['start'] => {
    return (env, folder) =>
      startServerProcess(join(home, script), { ...env, DATABASE_FILE: join(folder, 'data'), ...more }, home);
  };
  const [object, integration, dbos] = platformNames;
  return [
    { name: 'ceiling', callsEach: 20, start: (env) => startServerProcess(benchFile('servers/ceiling-server.ts'), env) },
    {
      name: usName,
      callsEach: 20,
      start: (env, folder) =>
        startServerProcess(benchFile('servers/callchart-server.ts'), {
          ...env,
          CALLCHART_STORE: `sqlite:${join(folder, 'calls.db')}`,
        }),
    },
    {
      name: 'callchart, PostgreSQL',
      callsEach: 10,
      start: (env, folder) =>
        startServerProcess(benchFile('servers/callchart-server.ts'), {
          ...env,
          // Empty tables each time, as the others have them.
          CALLCHART_STORE: `${env['DATABASE_URL']}?schema=${basename(folder).toLowerCase().replaceAll('-', '_')}`,
        }),
    },
    { name: naiveName, callsEach: 6, start: ofPeer('naive-server.mjs') },
    { name: object, callsEach: 2, start: ofPeer('restate-peer.mjs', { MODE: 'object' }) },
    { name: integration, callsEach: 2, start: ofPeer('restate-peer.mjs', { MODE: 'xstate' }) },
    { name: dbos, callsEach: 2, start: ofPeer('dbos-peer.mjs') },
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
  const ours = best.find((it) => it.name === usName);
  const ofCeiling = rate(usName) / rate('ceiling');
  const ofNaive = rate(usName) / rate(naiveName);
  const ofPlatforms = Math.min(...platformNames.map((name) => rate(usName) / rate(name)));
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
      {
        what: 'against Restate and DBOS',
        wanted: 'at least 10 ×',
        measured: times(ofPlatforms),
        isMet: ofPlatforms >= 10,
      },
    ],
  };
}

const rateOf = ({ events, seconds }: LoadResult): number => events / seconds;
