/**
 * A clock that stands still until it is turned. Timers fire in the order of their deadlines (ties: in the order they
 * were set), and between two of them everything that they started in the process is left to finish, so that a whole
 * system of promises runs deterministically. It knows nothing of calls.
 */
import type { Clock } from './clock.ts';

interface Entry {
  readonly dueAt: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * A clock for tests and simulations.
 *
 * @example
 * ```ts
 * import { VirtualClock } from 'callchart/simulator';
 *
 * const clock = new VirtualClock({ startAt: Date.parse('2026-01-01T00:00:00Z') });
 * clock.schedule(5_000, () => console.log('five seconds later, at once'));
 * await clock.advance(10_000);
 * ```
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #entries: Entry[] = [];
  readonly #settle: () => Promise<void>;

  /**
   * @param options.startAt milliseconds since the Unix epoch; default 2026-01-01T00:00:00Z
   * @param options.settle waits until everything that a timer started is done; default: ten turns of the event loop
   */
  constructor(options: { startAt?: number; settle?: () => Promise<void> } = {}) {
    this.#now = options.startAt ?? Date.UTC(2026, 0, 1);
    this.#settle = options.settle ?? settleEventLoop;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, run: () => void): () => void {
    const entry: Entry = { dueAt: this.#now + Math.max(0, Math.ceil(delayMs)), order: this.#order++, run };
    this.#entries.push(entry);
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  /** Turns the clock on by `ms` milliseconds and runs all that falls due, in order. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await this.#settle();
    for (let entry = this.#next(); entry !== undefined && entry.dueAt <= until; entry = this.#next()) {
      await this.#fire(entry);
    }
    this.#now = until;
  }

  /**
   * Turns the clock on, one timer after the other, until the condition holds: it is asked before the first and after
   * each. @returns whether it holds within `limitMs` milliseconds; if not, they have passed
   */
  async advanceUntil(holds: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
    const until = this.#now + limitMs;
    await this.#settle();
    for (;;) {
      if (await holds()) return true;
      const entry = this.#next();
      if (entry === undefined || entry.dueAt > until) break;
      await this.#fire(entry);
    }
    this.#now = until;
    return false;
  }

  /**
   * Turns the clock on until nothing waits any more, or until `limitMs` milliseconds have passed.
   * @returns whether it came to rest within the limit
   */
  async runToRest(limitMs: number): Promise<boolean> {
    const until = this.#now + limitMs;
    await this.#settle();
    for (let entry = this.#next(); entry !== undefined; entry = this.#next()) {
      if (entry.dueAt > until) {
        this.#now = until;
        return false;
      }
      await this.#fire(entry);
    }
    return true;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#entries.length;
  }

  #next(): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#entries) {
      if (
        first === undefined ||
        entry.dueAt < first.dueAt ||
        (entry.dueAt === first.dueAt && entry.order < first.order)
      )
        first = entry;
    }
    return first;
  }

  async #fire(entry: Entry): Promise<void> {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#now = Math.max(this.#now, entry.dueAt);
    entry.run();
    await this.#settle();
  }
}

async function settleEventLoop(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
