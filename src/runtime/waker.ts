/**
 * Wakes calls at the time that their state asks for: timers of their machines, watches of the engine. One timer of the
 * clock serves all calls; the times themselves are in the store.
 */
import type { Clock } from '../clock/clock.ts';
import type { Store } from '../stores/store.ts';
import type { CallWriter } from './call-writer.ts';
import type { Log } from './log.ts';

// A look at the store now and then finds what this process does not know of.
const longestSleepMs = 60_000;
const callsPerLook = 500;
// While the store cannot be asked or written.
const troublePauseMs = 500;

/** The alarm clock of a process. */
export class Waker {
  readonly #writer: CallWriter;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  #cancel: (() => void) | undefined;
  #alarmAt = Infinity;
  /** The earliest time that steps have asked for while the store was being looked at. */
  #askedAt = Infinity;
  /** Calls that could not be stepped, and when to try again: meanwhile they stand in nobody's way. */
  readonly #troubled = new Map<string, number>();
  #looking = false;
  #again = false;
  #stopped = false;

  constructor(parts: { readonly writer: CallWriter; readonly store: Store; readonly clock: Clock; readonly log: Log }) {
    this.#writer = parts.writer;
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  async start(): Promise<void> {
    this.#arm((await this.#store.nextWake()) ?? Infinity);
  }

  /** Other processes have said when calls of this one have to be looked at, or have left theirs to it. */
  async refresh(): Promise<void> {
    try {
      this.#ask((await this.#store.nextWake()) ?? Infinity);
    } catch (error) {
      this.#log({ level: 'warn', message: 'timers could not be asked for', error });
      this.#ask(this.#clock.now() + troublePauseMs);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  /** A step says when its call has to be looked at next. */
  set(callId: string, wakeAt: number | undefined): void {
    this.#troubled.delete(callId);
    if (wakeAt !== undefined) this.#ask(wakeAt);
  }

  #ask(at: number): void {
    this.#askedAt = Math.min(this.#askedAt, at);
    if (at < this.#alarmAt) this.#arm(at);
  }

  #arm(at: number): void {
    this.#cancel?.();
    if (this.#stopped) return;
    const now = this.#clock.now();
    this.#alarmAt = Math.min(at, now + longestSleepMs);
    this.#cancel = this.#clock.schedule(Math.max(0, this.#alarmAt - now), () => void this.#look());
  }

  /** Ticks every call that is due, then sleeps until the next one. */
  async #look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    this.#alarmAt = Infinity;
    // What is asked for from here on may not be in the store's answers.
    this.#askedAt = Infinity;
    let next: number;
    try {
      const now = this.#clock.now();
      const due = await this.#store.due(now, callsPerLook + this.#troubled.size);
      await Promise.all(due.filter((callId) => (this.#troubled.get(callId) ?? 0) <= now).map((id) => this.#tick(id)));
      next = (await this.#store.nextWake()) ?? Infinity;
      if (this.#troubled.size > 0 && next <= this.#clock.now()) next = this.#clock.now() + troublePauseMs;
    } catch (error) {
      this.#log({ level: 'error', message: 'timers could not be looked after', error });
      next = this.#clock.now() + troublePauseMs;
    }
    this.#looking = false;
    if (this.#again) next = this.#clock.now();
    this.#again = false;
    this.#arm(Math.min(next, this.#askedAt));
  }

  async #tick(callId: string): Promise<void> {
    try {
      await this.#writer.apply(callId, (at) => ({ type: 'tick', at }));
    } catch (error) {
      this.#log({ level: 'error', message: 'a timer could not be fired', callId, error });
      this.#troubled.set(callId, this.#clock.now() + troublePauseMs);
    }
  }
}
