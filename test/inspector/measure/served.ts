/** `callchart serve` as it is installed, in a process of its own, with the flow of the benchmark. */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const rawKey = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');

/** With what the webhooks are signed. */
export const signingKey = privateKey;

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

/** A server that runs. */
export interface Served {
  readonly url: string;
  /** Undefined without `--inspect`. */
  readonly inspectorUrl: string | undefined;
  /** Processor time that it has used, in microseconds. */
  cpuMicros(): number;
  stop(): Promise<void>;
}

/** Starts one. */
export async function serve(carrierUrl: string, options: readonly string[]): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'callchart-measure-'));
  const argv = ['serve', path('bench/servers/bench-flow.ts'), '--store', `sqlite:${join(folder, 'calls.db')}`];
  const child = spawn(process.execPath, [path('dist/cli/main.js'), ...argv, '--port', '0', ...options], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      TELNYX_PUBLIC_KEY: rawKey,
      TELNYX_API_KEY: 'KEY',
      TELNYX_CONNECTION_ID: '2811212257810187875',
      TELNYX_BASE_URL: carrierUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = await printedUntil(child, options.includes('--inspect') ? /Watch the calls at/ : /http:\/\//);
  return {
    url: /(http:\/\/[\d.]+:\d+)\/webhooks/.exec(printed)?.[1] ?? '',
    inspectorUrl: /Watch the calls at (\S+)/.exec(printed)?.[1],
    cpuMicros: () => cpuMicrosOf(child.pid ?? 0),
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function printedUntil(child: ChildProcess, wanted: RegExp): Promise<string> {
  let printed = '';
  let wrote = '';
  child.stderr?.on('data', (data: Buffer) => (wrote = (wrote + data.toString()).slice(-4_000)));
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`callchart serve ended: ${wrote}`)));
    child.stdout?.on('data', (data: Buffer) => {
      printed += data.toString();
      if (wanted.test(printed)) resolve(printed);
    });
  });
}

// Linux counts in hundredths of a second, all threads together: user and system time are fields 14 and 15.
function cpuMicrosOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
