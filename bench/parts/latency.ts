/** What callers feel: from the webhook on the wire to the command that it brings about on the wire. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFile, startServerProcess } from '../child.ts';
import { figure, type PartReport } from '../report.ts';
import type { Probe, ProbeResult } from '../servers/latency-probe.ts';

/** Runs the part. BENCH_CALLS is how many calls are in progress meanwhile, default 10 000. */
export async function latencyPart(): Promise<PartReport> {
  const calls = Number(process.env['BENCH_CALLS'] ?? 10_000);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const plan: Probe = {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    calls,
    shares: [0.1, 0.8],
    secondsPerLook: 15,
    groups: 10,
  };
  const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'));
  const probe = await startServerProcess(benchFile('servers/latency-probe.ts'), { PROBE: JSON.stringify(plan) });
  const server = await startServerProcess(benchFile('servers/callchart-server.ts'), {
    TELNYX_PUBLIC_KEY: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64'),
    TELNYX_API_KEY: 'KEY',
    TELNYX_CONNECTION_ID: '2811212257810187875',
    TELNYX_BASE_URL: probe.url,
    CALLCHART_STORE: `sqlite:${join(folder, 'calls.db')}`,
  });
  try {
    probe.child.stdin?.write(`${server.url}\n`);
    return report(calls, JSON.parse(await probe.line()) as ProbeResult);
  } finally {
    await server.stop();
    await probe.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(calls: number, { mostCallsPerSecond, looks, group }: ProbeResult): PartReport {
  return {
    title: 'Command latency',
    about: `From \`call.initiated\` sent to \`answer\` received by the carrier, over HTTP both ways, with ${figure(calls)} calls in progress, which hear music; caller, carrier and server share two cores. The limit is the rate at which 64 callers in a closed loop begin calls (two webhooks and two commands each): ${figure(mostCallsPerSecond)} calls/s.`,
    tables: [
      {
        head: ['at', 'p50 ms', 'p99 ms'],
        rows: looks.map(({ share, p50Ms, p99Ms }) => [`${share * 100} % of the limit`, figure(p50Ms), figure(p99Ms)]),
      },
      {
        head: ['a ring group of ten: to the tenth dial on the wire', ''],
        rows: [
          ['median', `${figure(group.p50Ms)} ms`],
          ['slowest of ten groups', `${figure(group.mostMs)} ms`],
        ],
      },
    ],
    targets: [
      {
        what: 'a ring group of ten leaves (median)',
        wanted: 'within 50 ms',
        measured: `${figure(group.p50Ms)} ms`,
        isMet: group.p50Ms <= 50,
      },
    ],
  };
}
