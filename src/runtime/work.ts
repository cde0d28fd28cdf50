/**
 * Things under way that belong to committed steps: each runs once at a time under its own name, waits on the clock, and
 * is given up when the process stops (the next process takes it up from the store).
 */
import type { Clock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { CallRecord } from '../stores/store.ts';
import type { CallWriter } from './call-writer.ts';
import type { Log } from './log.ts';
import type { RuntimeLimits } from './runtime-options.ts';

// While it is not certain that the calls are this process's.
const leasePauseMs = 100;

// A result that cannot be stored is brought again after this time: it is all there is of what was done.
const firstPauseMs = 250;
const longestPauseMs = 10_000;
const retryPauseMs = (attempt: number): number => Math.min(firstPauseMs * 2 ** attempt, longestPauseMs);

/** The things under way of one kind. */
export class Work {
  readonly #writer: CallWriter;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #stopMs: number;
  /** Whether the calls are this process's to work on, for a while yet. */
  readonly mayAct: () => boolean;
  readonly #running = new Map<string, Promise<void>>();
  readonly #pauses = new Set<() => void>();
  #stopping = false;

  constructor(parts: {
    readonly writer: CallWriter;
    readonly clock: Clock;
    readonly log: Log;
    readonly limits: RuntimeLimits;
    readonly mayAct: () => boolean;
  }) {
    this.mayAct = parts.mayAct;
    this.#writer = parts.writer;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#stopMs = parts.limits.stopMs;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  has(name: string): boolean {
    return this.#running.has(name);
  }

  /** Runs something unless it runs already. @returns when it is done, whether it worked or not */
  run(name: string, task: () => Promise<void>): Promise<void> {
    const under = this.#running.get(name);
    if (this.#stopping || under !== undefined) return under ?? Promise.resolve();
    const running = Promise.resolve()
      .then(task)
      .catch((error: unknown) => this.#log({ level: 'error', message: 'work on a call failed', work: name, error }))
      .finally(() => this.#running.delete(name));
    this.#running.set(name, running);
    return running;
  }

  /** Waits. @returns false when the process stops meanwhile */
  pause(ms: number): Promise<boolean> {
    if (this.#stopping) return Promise.resolve(false);
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#pauses.delete(wake);
        resolve(!this.#stopping);
      };
      const cancel = this.#clock.schedule(Math.ceil(ms), wake);
      this.#pauses.add(wake);
    });
  }

  /** Waits until work may be done. @returns false when the process stops meanwhile */
  async allowed(): Promise<boolean> {
    while (!this.mayAct()) if (!(await this.pause(leasePauseMs))) return false;
    return !this.#stopping;
  }

  /** The call's record, asked for again and again while the store cannot be read; undefined when the process stops. */
  async read(callId: string): Promise<CallRecord | undefined> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#writer.read(callId);
      } catch (error) {
        this.#log({ level: 'warn', message: 'a call could not be read', callId, error });
        if (!(await this.pause(retryPauseMs(attempt)))) return undefined;
      }
    }
  }

  /** Brings a result into its call, again and again while the store cannot take it. */
  async persist(callId: string, write: () => Promise<void>): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await write();
        return;
      } catch (error) {
        const again = error instanceof CallchartError && error.retryable && error.code !== 'runtime.stopped';
        if (!again) {
          this.#log({ level: 'error', message: 'a result could not be stored', callId, error });
          return;
        }
        if (!(await this.pause(retryPauseMs(attempt)))) return;
      }
    }
  }

  /** Ends pauses and waits for what is under way, a bounded time. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const wake of this.#pauses) wake();
    let cancel = (): void => {};
    const enough = new Promise<void>((resolve) => {
      cancel = this.#clock.schedule(this.#stopMs, resolve);
    });
    await Promise.race([Promise.all(this.#running.values()), enough]);
    cancel();
  }
}
