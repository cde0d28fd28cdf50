/**
 * Requests that come while a server starts wait for it, a little while: what an earlier process left is taken up before
 * anything new is taken in.
 */
import type { Clock } from '../clock/clock.ts';
import { waitBefore } from './direct-webhooks.ts';
import type { Handler } from './handlers.ts';

// Less than Telnyx waits for an answer; a request that waited in vain is told to come again.
const longestWaitMs = 1_000;

/** The doors of a server, closed at first. */
export class Doors {
  readonly #clock: Clock;
  readonly #opened: Promise<void>;
  #open: () => void = () => {};
  #isOpen = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** The handler, for requests that have come through. */
  before(handler: Handler): Handler {
    return waitBefore(handler, async () => {
      if (!this.#isOpen) await this.#within(this.#opened);
    });
  }

  /** Opens when that is done, but soon in any case. */
  async openAfter(done: Promise<void>): Promise<void> {
    await this.#within(done);
    this.#isOpen = true;
    this.#open();
  }

  async #within(done: Promise<void>): Promise<void> {
    let cancel = (): void => {};
    const enough = new Promise<void>((resolve) => {
      cancel = this.#clock.schedule(longestWaitMs, resolve);
    });
    await Promise.race([done, enough]);
    cancel();
  }
}
