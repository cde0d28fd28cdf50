/**
 * A clock that runs faster than the machine's while nothing happens, and at its pace while something does: a scripted
 * call need not take the minutes that it would on the phone, and what takes real time counts for what it is. It knows
 * nothing of calls.
 */
import { type Clock, systemClock } from '../clock/clock.ts';

interface Timer {
  readonly dueAt: number;
  readonly run: () => void;
  cancel: () => void;
}

/** A clock with a pace. */
export class PacedClock implements Clock {
  readonly #base: Clock;
  readonly #timers = new Set<Timer>();
  #pace: number;
  #holds = 0;
  /** A moment at which both clocks' times are known: since then this one has run at its pace. */
  #since: { readonly base: number; readonly own: number };

  /**
   * @param pace how many milliseconds pass in one of the base clock's while nothing is held
   * @param base default: the machine's clock
   */
  constructor(pace: number, base: Clock = systemClock) {
    this.#base = base;
    this.#pace = pace;
    this.#since = { base: base.now(), own: base.now() };
  }

  now(): number {
    return Math.floor(this.#since.own + (this.#base.now() - this.#since.base) * this.#current);
  }

  schedule(delayMs: number, run: () => void): () => void {
    const timer: Timer = { dueAt: this.now() + Math.max(0, delayMs), run, cancel: () => {} };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => {
      timer.cancel();
      this.#timers.delete(timer);
    };
  }

  /** Changes the pace from now on; timers that wait keep their time by this clock. */
  setPace(pace: number): void {
    this.#change(() => {
      this.#pace = pace;
    });
  }

  /** Runs at the base clock's pace until the work is done. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#change(() => {
      this.#holds += 1;
    });
    try {
      return await work();
    } finally {
      this.#change(() => {
        this.#holds -= 1;
      });
    }
  }

  get #current(): number {
    return this.#holds > 0 ? 1 : this.#pace;
  }

  #change(change: () => void): void {
    const before = this.#current;
    const since = { base: this.#base.now(), own: this.now() };
    change();
    if (this.#current === before) return;
    this.#since = since;
    for (const timer of this.#timers) {
      timer.cancel();
      this.#arm(timer);
    }
  }

  #arm(timer: Timer): void {
    const restMs = Math.max(0, timer.dueAt - this.now()) / this.#current;
    timer.cancel = this.#base.schedule(Math.ceil(restMs), () => {
      // The base clock may be a little early: at a high pace that is long before the time.
      if (this.now() < timer.dueAt) return this.#arm(timer);
      this.#timers.delete(timer);
      timer.run();
    });
  }
}
