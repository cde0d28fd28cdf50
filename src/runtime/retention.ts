/**
 * Forgets calls that have been over for long enough: now and then, a few at a time, so that calls in progress do not
 * notice. It knows no call; the store says what is over.
 */
import type { Clock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Store } from '../stores/store.ts';
import type { Log } from './log.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Longest age, in days: a hundred years, as good as for ever. */
const mostDays = 36_500;

/** Calls deleted in one transaction, and the pause after it. */
const callsAtOnce = 50;
const pauseMs = 250;

/** The sweeper of a process. */
export class Retention {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #keepMs: number | undefined;
  #cancel: (() => void) | undefined;
  #deleted = 0;
  #stopped = false;

  constructor(parts: {
    readonly store: Store;
    readonly clock: Clock;
    readonly log: Log;
    readonly keepDays: number | undefined;
  }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#keepMs = parts.keepDays === undefined ? undefined : checkDays(parts.keepDays) * dayMs;
  }

  start(): void {
    if (this.#keepMs !== undefined) this.#after(pauseMs, this.#keepMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #after(ms: number, keepMs: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#clock.schedule(ms, () => void this.#sweep(keepMs));
  }

  /** One batch; the next comes soon if this one found something, else in an hour. */
  async #sweep(keepMs: number): Promise<void> {
    let found = 0;
    try {
      found = await this.#store.prune(Math.floor(this.#clock.now() - keepMs), callsAtOnce);
      this.#deleted += found;
    } catch (error) {
      this.#log({ level: 'warn', message: 'old calls could not be deleted; it is tried again in an hour', error });
    }
    if (found === 0 && this.#deleted > 0) {
      this.#log({ level: 'info', message: 'old calls were deleted', deleted: this.#deleted });
      this.#deleted = 0;
    }
    this.#after(found > 0 ? pauseMs : hourMs, keepMs);
  }
}

function checkDays(days: number): number {
  if (Number.isFinite(days) && days > 0 && days <= mostDays) return days;
  throw new CallchartError(
    'runtime.keep_days',
    `keepDays is ${days}: it must be more than 0 and at most ${mostDays} days. Leave it out to keep calls for ever.`,
  );
}
