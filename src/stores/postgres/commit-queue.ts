/**
 * Puts commits that wait together into one batch: while one is on its way to the database, whatever is committed
 * meanwhile makes the next. The order in which they came is kept. It knows no database.
 */
import { CallchartError } from '../../errors/callchart-error.ts';
import type { PreparedCommit } from '../prepared-commit.ts';
import type { CommitResult } from '../store.ts';

/** Writes a batch as a whole, or nothing of it. */
export type WriteBatch = (batch: readonly PreparedCommit[]) => Promise<readonly CommitResult[]>;

/** How much goes into one batch; what was committed in one call stays together however much it is. */
export const batchLimits = { commits: 1_000, textUnits: 8 * 1024 * 1024 };

/** How many commits may wait. */
const mostWaiting = 20_000;

interface Waiting {
  readonly commits: readonly PreparedCommit[];
  resolve(results: readonly CommitResult[]): void;
  reject(error: unknown): void;
}

/** The queue of one store. */
export class CommitQueue {
  readonly #write: WriteBatch;
  readonly #waiting: Waiting[] = [];
  #waitingCommits = 0;
  #running: Promise<void> | undefined;

  constructor(write: WriteBatch) {
    this.#write = write;
  }

  /** Has its commits written, after everything that was added before. */
  add(commits: readonly PreparedCommit[]): Promise<readonly CommitResult[]> {
    if (this.#waitingCommits > 0 && this.#waitingCommits + commits.length > mostWaiting) {
      return Promise.reject(full(this.#waitingCommits));
    }
    const done = new Promise<readonly CommitResult[]>((resolve, reject) => {
      this.#waiting.push({ commits, resolve, reject });
    });
    this.#waitingCommits += commits.length;
    // Not at once: what is committed in the same turn of the event loop goes together.
    this.#running ??= Promise.resolve().then(() => this.#run());
    return done;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#take();
      const failure = await this.#settle(group);
      // What the database finds wrong with one must not be the others' failure.
      if (failure !== undefined) {
        for (const one of group) {
          const own = group.length === 1 ? failure : await this.#settle([one]);
          if (own !== undefined) one.reject(own.error);
        }
      }
    }
    this.#running = undefined;
  }

  /** Writes a group; a failure that its parts may not share is given back, every other outcome is told. */
  async #settle(group: readonly Waiting[]): Promise<{ readonly error: unknown } | undefined> {
    try {
      const results = await this.#write(group.flatMap(({ commits }) => commits));
      let from = 0;
      for (const one of group) one.resolve(results.slice(from, (from += one.commits.length)));
    } catch (error) {
      if (!(error instanceof CallchartError && error.retryable)) return { error };
      for (const one of group) one.reject(error);
    }
    return undefined;
  }

  #take(): Waiting[] {
    let commits = 0;
    let textUnits = 0;
    const beyond = this.#waiting.findIndex((one, at) => {
      commits += one.commits.length;
      textUnits += sizeOf(one.commits);
      return at > 0 && (commits > batchLimits.commits || textUnits > batchLimits.textUnits);
    });
    const group = this.#waiting.splice(0, beyond === -1 ? this.#waiting.length : beyond);
    for (const one of group) this.#waitingCommits -= one.commits.length;
    return group;
  }
}

function sizeOf(commits: readonly PreparedCommit[]): number {
  let size = 0;
  for (const prepared of commits) {
    if ('record' in prepared) size += prepared.record.length;
    for (const { json } of prepared.entries) size += json.length;
  }
  return size;
}

const full = (waiting: number): CallchartError =>
  new CallchartError('store.busy', `${waiting} commits wait for the database already. Try again in a second.`, {
    retryable: true,
    details: { waiting },
  });
