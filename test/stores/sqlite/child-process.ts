/** Starts `fixtures/store-process.ts` and reads what it says. It knows no store. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ROOT } from '../../architecture/repository-files.ts';

/** A process that has a store's file open. */
export class StoreProcess {
  /** Everything that it said, line by line. */
  readonly said: string[] = [];
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<unknown>;
  #complaints = '';
  #waiting: (() => void) | undefined;

  constructor(...args: string[]) {
    const script = join(ROOT, 'test/stores/sqlite/fixtures/store-process.ts');
    // What the suite was started with must not reach the child.
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#child = spawn(process.execPath, ['--import', 'jiti/register', script, ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stderr.on('data', (data: Buffer) => (this.#complaints += data.toString()));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.said.push(line);
      this.#waiting?.();
    });
    this.#ended = once(this.#child, 'close').then(() => this.#waiting?.());
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Waits until it has said so many lines. */
  async until(lines: number): Promise<void> {
    while (this.said.length < lines) {
      if (this.#child.exitCode !== null) throw new Error(`it ended with ${this.#child.exitCode}: ${this.#complaints}`);
      await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
  }

  /** SIGKILL; waits until it is gone and everything that it said is read. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
