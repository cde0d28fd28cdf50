/**
 * A stranger's project: an empty folder outside the repository with the packed package installed as npm would install
 * it from the registry. It knows the package by its tarball only.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../architecture/repository-files.ts';

/** How a command ended. */
export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs a command to its end; a failing one is an outcome, not an error. */
export function run(cwd: string, command: string, ...args: string[]): Promise<Outcome> {
  // The suite's own settings must not reach the child: NODE_OPTIONS and npm_* say how the suite was started.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name !== 'NODE_OPTIONS' && !/^(?:npm_(?!config_cache)|VITEST)/.test(name),
    ),
  );
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, timeout: 120_000 }, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ status, output: `${stdout}${stderr}` });
    });
  });
}

/** The stranger's project. */
export class Consumer {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'callchart-consumer-')));
  readonly #version: string;

  constructor(version: string) {
    this.#version = version;
  }

  /** Builds and packs the repository and installs the tarball beside these packages. */
  async install(...packages: string[]): Promise<void> {
    await this.#must(ROOT, 'npm', 'run', '--silent', 'build');
    await this.#must(ROOT, 'npm', 'pack', '--ignore-scripts', '--pack-destination', this.folder);
    this.write('package.json', '{ "name": "stranger", "private": true, "type": "module" }\n');
    const tarball = `./callchart-${this.#version}.tgz`;
    const quietly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    await this.#must(this.folder, 'npm', 'install', ...quietly, tarball, ...packages);
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  run(command: string, ...args: string[]): Promise<Outcome> {
    return run(this.folder, command, ...args);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #must(cwd: string, command: string, ...args: string[]): Promise<void> {
    const { status, output } = await run(cwd, command, ...args);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${output}`);
  }
}
