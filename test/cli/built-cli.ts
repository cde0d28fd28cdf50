/**
 * The command line as users run it: the built bin in a process of its own, plain or in a terminal. It knows no
 * subcommand.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { spawn as spawnTerminal, type IPty } from '@lydell/node-pty';
import { ROOT } from '../architecture/repository-files.ts';

/** The bin. */
export const BIN = join(ROOT, 'dist/cli/main.js');

/** Builds it, if sources have changed: the compiler knows. What it complains about is `check:types`' business. */
export function buildCli(): void {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (!existsSync(BIN)) throw new Error(`There is no ${BIN}:\n${stdout}`);
}

/** How a process is started. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

// Only what a shell would give: nothing of the suite's, and no keys of whoever runs it.
const cleanEnv = (env: RunOptions['env'] = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  ...env,
});

/** How it ended. */
export interface Ended {
  /** The exit code; the signal's name if one ended it. */
  readonly status: number | string;
  readonly out: string;
  readonly err: string;
}

/** A process that runs. */
export class Running {
  readonly child: ChildProcess;
  out = '';
  err = '';
  readonly ended: Promise<Ended>;
  readonly #waiting = new Set<() => void>();

  constructor(args: readonly string[], { cwd = ROOT, env }: RunOptions = {}) {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd,
      env: cleanEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.out += chunk.toString();
      for (const look of this.#waiting) look();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.err += chunk.toString();
    });
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        resolve({ status: code ?? signal ?? 'unknown', out: this.out, err: this.err });
        for (const look of this.#waiting) look();
      });
    });
  }

  /** Until it has printed something that fits. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.out);
      if (found !== null) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`It ended without printing ${pattern}:\n${this.out}${this.err}`);
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
      });
    }
  }

  /** Asks it to end. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Runs it to its end. */
export const runCli = (args: readonly string[], options?: RunOptions): Promise<Ended> =>
  new Running(args, options).ended;

/** The bin in a terminal, with somebody at the keyboard. */
export class Terminal {
  readonly #pty: IPty;
  #screen = '';
  /** What was seen before counts no more. */
  #seen = 0;
  readonly ended: Promise<number>;
  #isOver = false;
  readonly #waiting = new Set<() => void>();

  constructor(args: readonly string[], { cwd = ROOT, env }: RunOptions = {}) {
    this.#pty = spawnTerminal(process.execPath, [BIN, ...args], {
      name: 'xterm-256color',
      cols: 200,
      rows: 60,
      cwd,
      env: cleanEnv({ TERM: 'xterm-256color', ...env }),
    });
    this.#pty.onData((data) => {
      this.#screen += data;
      for (const look of this.#waiting) look();
    });
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#isOver = true;
        resolve(exitCode);
        for (const look of this.#waiting) look();
      });
    });
  }

  /** Everything so far, without colours. */
  get text(): string {
    // ECMA-48: control sequences of colours.
    // oxlint-disable-next-line no-control-regex
    return this.#screen.replaceAll(/\u001b\[[0-9;]*m/g, '').replaceAll('\r', '');
  }

  /** Everything so far, as the terminal got it. */
  get raw(): string {
    return this.#screen;
  }

  /** Until something that fits is on the screen, after all that was waited for before. */
  async sees(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.text.slice(this.#seen));
      if (found !== null) {
        this.#seen += found.index + found[0].length;
        return found[0];
      }
      if (this.#isOver) throw new Error(`It ended without showing ${pattern}:\n${this.text.slice(this.#seen)}`);
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          this.#waiting.delete(look);
          reject(new Error(`${pattern} was not to be seen:\n${this.text.slice(this.#seen)}`));
        }, 15_000);
        const look = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
      });
    }
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  /** For the end of a test that failed midway. */
  kill(): void {
    if (!this.#isOver) this.#pty.kill('SIGKILL');
  }
}
