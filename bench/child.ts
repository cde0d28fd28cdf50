/** Processes of the benchmark: servers that print their address, and loads that print what they saw. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server that runs. */
export interface Server {
  /** The address that it printed. */
  readonly url: string;
  readonly child: ChildProcess;
  /** The next line that it prints. */
  line(): Promise<string>;
  stop(): Promise<void>;
}

const jiti = fileURLToPath(new URL('../node_modules/jiti/lib/jiti-register.mjs', import.meta.url));

/** Node's arguments for a script here: TypeScript goes through jiti. */
const argumentsFor = (script: string): string[] => (script.endsWith('.ts') ? ['--import', jiti, script] : [script]);

/** The path of a file of the benchmark. */
export const benchFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Starts a server. Rejects, with what it wrote, when it ends before it said where it listens. */
export async function startServerProcess(
  script: string,
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<Server> {
  const child = spawn(process.execPath, argumentsFor(script), {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  let wrote = '';
  child.stderr.on('data', (data: Buffer) => (wrote = (wrote + data.toString()).slice(-4_000)));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done === true) throw new Error(`${script} ended: ${wrote}`);
    return next.value;
  };
  const gone = once(child, 'exit');
  let url: string;
  // What it says beside its address is its own affair.
  do url = await line();
  while (!url.startsWith('http://'));
  return {
    url,
    child,
    line,
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(late);
    },
  };
}

/** Runs a script to its end and gives what it printed. */
export async function runScript(script: string, env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, argumentsFor(script), {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${script} ended with code ${code}.`);
  return printed;
}
