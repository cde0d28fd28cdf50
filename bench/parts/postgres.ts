/** The PostgreSQL store alone: steps a second at several concurrencies, against what one step per transaction can do. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresStore } from 'callchart/postgres';
import { PostgresServer } from '../../test/stores/postgres/postgres-server.ts';
import { stepCommit } from '../made-commits.ts';
import { figure, type PartReport, times } from '../report.ts';

const concurrencies = [1, 16, 64, 256] as const;
const rounds = 4;
const roundMs = 3_000;

/** One step as one statement, with the rows that a step of ours writes, made on the server: nothing is sent for it. */
const limitFunction = (schema: string): string => `
CREATE SEQUENCE ${schema}.bench_keys;
CREATE FUNCTION ${schema}.bench_step(which bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE ${schema}.states SET step = step + 1, seq = seq + 1, wake_at = wake_at + 1, updated_at = updated_at + 1,
    record = repeat('x', 1500) WHERE call = which;
  INSERT INTO ${schema}.keys VALUES ('bench:' || nextval('${schema}.bench_keys'), which, 0);
  INSERT INTO ${schema}.journal SELECT call, seq, updated_at, repeat('y', 700) FROM ${schema}.states WHERE call = which;
$$`;

/** Runs the part. */
export async function postgresPart(): Promise<PartReport> {
  const server = await PostgresServer.start('-c', 'max_connections=400');
  const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'));
  try {
    const store = await openPostgresStore({ connectionString: server.url, schema: 'callchart_bench' });
    const hasLimit = spawnSync('pgbench', ['--version']).error === undefined;
    await store.commit(Array.from({ length: 256 }, (_, at) => stepCommit(`limit-${at}`, 1)));
    await server.ask(limitFunction('callchart_bench'));
    const calls = await server.ask<{ id: string }>('SELECT min(id)::text AS id FROM callchart_bench.calls');
    const script = join(folder, 'step.sql');
    writeFileSync(
      script,
      `\\set which ${calls[0]?.id} + :client_id\nSELECT callchart_bench.bench_step(:which::bigint);\n`,
    );
    const rows: string[][] = [];
    const best = { rate: 0, ratio: 0 };
    for (const concurrency of concurrencies) {
      let ours = 0;
      let limit = 0;
      const lane = { callIds: Array.from({ length: concurrency }, (_, at) => `ours-${concurrency}-${at}`), step: 0 };
      for (let round = 0; round < rounds; round += 1) {
        ours = Math.max(ours, await rateOf(store, lane));
        if (hasLimit) limit = Math.max(limit, limitOf(server.url, script, concurrency));
      }
      best.rate = Math.max(best.rate, ours);
      if (concurrency === 64) best.ratio = ours / limit;
      rows.push([`${concurrency}`, figure(ours), ...(hasLimit ? [figure(limit), times(ours / limit)] : ['', ''])]);
    }
    await store.close();
    return report(rows, best, hasLimit);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each call of the lane commits its steps one after the other; all calls at once, as webhooks come. */
async function rateOf(
  store: Awaited<ReturnType<typeof openPostgresStore>>,
  lane: { readonly callIds: readonly string[]; step: number },
): Promise<number> {
  const first = lane.step + 1;
  const begin = performance.now();
  const ends = await Promise.all(
    lane.callIds.map(async (callId) => {
      let step = lane.step;
      while (performance.now() - begin < roundMs) await store.commit([stepCommit(callId, (step += 1))]);
      return step;
    }),
  );
  const seconds = (performance.now() - begin) / 1_000;
  // All lanes go on from the same step, so that the next round finds every call where it believes it to be.
  lane.step = Math.max(...ends);
  let steps = 0;
  await Promise.all(
    lane.callIds.map(async (callId, at) => {
      steps += (ends[at] ?? 0) - first + 1;
      for (let step = (ends[at] ?? 0) + 1; step <= lane.step; step += 1) await store.commit([stepCommit(callId, step)]);
    }),
  );
  return steps / seconds;
}

function limitOf(url: string, script: string, clients: number): number {
  const threads = `${Math.min(2, clients)}`;
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    `${clients}`,
    '-j',
    threads,
    '-T',
    `${roundMs / 1_000}`,
    '-f',
    script,
    url,
  ];
  const printed = execFileSync('pgbench', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return Number(/^tps = ([\d.]+)/m.exec(printed)?.[1] ?? Number.NaN);
}

function report(rows: string[][], best: { rate: number; ratio: number }, hasLimit: boolean): PartReport {
  return {
    title: 'PostgreSQL store',
    about:
      'Steps a second with the rows of the embedded store’s table, synchronous_commit on, server and client on the same two cores. The limit is `pgbench` with prepared statements, one step per transaction as one function call that writes the same rows, made on the server; best of four rounds that take turns.',
    tables: [{ head: ['concurrent', 'steps a second', 'limit of one per transaction', 'ratio'], rows }],
    targets: [
      {
        what: 'steps a second, at best',
        wanted: 'at least 10,000',
        measured: figure(best.rate),
        isMet: best.rate >= 10_000,
      },
      {
        what: 'against the limit at 64',
        wanted: 'at least 1.3 ×',
        measured: hasLimit ? times(best.ratio) : 'pgbench is not installed',
        isMet: best.ratio >= 1.3,
      },
    ],
  };
}
