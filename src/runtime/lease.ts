/**
 * A lease as its holder may count on it: from before it was asked for, by the slower of two clocks, and less a margin
 * for what is on its way. By then the store has not ended it, whatever the clocks of the two machines show.
 */
import type { Clock } from '../clock/clock.ts';

/** The last part of a lease is not used: what is begun before it has arrived when others may begin. */
const marginShare = 0.2;

/** A moment by both clocks. */
interface Moment {
  readonly now: number;
  readonly monotonic: number;
}

/** One process's lease. */
export class Lease {
  readonly #clock: Clock;
  readonly #usableMs: number;
  #since: Moment | undefined;

  constructor(clock: Clock, leaseMs: number) {
    this.#clock = clock;
    this.#usableMs = leaseMs * (1 - marginShare);
  }

  /** Renews it by asking; what the answer is worth counts from before the question. */
  async renewBy(ask: () => Promise<boolean>): Promise<boolean> {
    const asked = this.#moment();
    const isRenewed = await ask();
    this.#since = isRenewed ? asked : undefined;
    return isRenewed;
  }

  /** Whether it holds for a while yet. */
  isHeld(): boolean {
    return this.#since !== undefined && this.#age(this.#since) < this.#usableMs;
  }

  drop(): void {
    this.#since = undefined;
  }

  #moment(): Moment {
    const now = this.#clock.now();
    return { now, monotonic: this.#clock.monotonic?.() ?? now };
  }

  /** A process that was stopped, a machine that slept: one of the clocks has gone on. */
  #age(since: Moment): number {
    const { now, monotonic } = this.#moment();
    return Math.max(now - since.now, monotonic - since.monotonic);
  }
}
