/**
 * The dials' own lane: so many a second, and so many in any five seconds (Telnyx answers 429, code 90103, beyond). In
 * order of arrival, over all calls of the process.
 */
import type { Clock } from '../clock/clock.ts';

const windowMs = 5_000;

/** Hands out turns. */
export class DialPacer {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #perWindow: number;
  /** How many processes dial: each has its part. */
  #dialling = 1;
  /** When the turns of the last five seconds were, or will be. */
  #turns: number[] = [];

  constructor(clock: Clock, limits: { readonly dialsPerSecond: number; readonly dialsPerFiveSeconds: number }) {
    this.#clock = clock;
    this.#perSecond = limits.dialsPerSecond;
    this.#perWindow = limits.dialsPerFiveSeconds;
  }

  /** So many processes share what Telnyx allows. */
  share(dialling: number): void {
    this.#dialling = Math.max(1, dialling);
  }

  /** Resolves when the caller may dial. */
  turn(): Promise<void> {
    const now = this.#clock.now();
    this.#turns = this.#turns.filter((at) => at > now - windowMs);
    const at = Math.max(now, this.#after(this.#perSecond, 1_000), this.#after(this.#perWindow, windowMs));
    this.#turns.push(at);
    if (at <= now) return Promise.resolve();
    return new Promise((resolve) => {
      this.#clock.schedule(at - now, resolve);
    });
  }

  /** The earliest time at which one more keeps to `count` turns in any `ms`. */
  #after(count: number, ms: number): number {
    const earlier = this.#turns.at(-Math.max(1, Math.floor(count / this.#dialling)));
    return earlier === undefined ? 0 : earlier + ms;
  }
}
