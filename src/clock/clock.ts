/**
 * Time as a port: whatever waits, waits on a `Clock`, so that tests and simulations can turn it by hand. It knows
 * nothing of calls.
 */

/**
 * A source of time and the only way to wait.
 *
 * @example
 * ```ts
 * import { systemClock } from 'callchart';
 *
 * const cancel = systemClock.schedule(1_000, () => console.log('a second later'));
 * cancel();
 * ```
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds since some moment, never set back or forward by hand; `now` where there is none. */
  monotonic?(): number;
  /** Runs `run` once after `delayMs` milliseconds (0 or more); the answer cancels it. */
  schedule(delayMs: number, run: () => void): () => void;
}

// Node fires a longer timeout at once (TimeoutOverflowWarning): wait in pieces instead.
const longestTimeoutMs = 2_147_483_647;

/** The machine's own clock. Its timers do not keep a process alive that has nothing else to do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(delayMs, run) {
    let timer: NodeJS.Timeout;
    const arm = (remainingMs: number): void => {
      const pieceMs = Math.min(Math.max(remainingMs, 0), longestTimeoutMs);
      timer = setTimeout(() => (remainingMs > pieceMs ? arm(remainingMs - pieceMs) : run()), pieceMs);
      timer.unref();
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
};
