/**
 * Those who watch steps: inspectors, logs, tests. They are told after the commit and off its path; one that is slow
 * loses the oldest steps, one that throws is logged.
 */
import type { JournalEntry } from '../engine/journal.ts';
import type { CallRecord } from '../stores/store.ts';
import type { Log } from './log.ts';

/** A committed step. */
export interface CommittedStep {
  readonly record: CallRecord;
  readonly entries: readonly JournalEntry[];
}

/** Watches steps. */
export type StepListener = (step: CommittedStep) => void | Promise<void>;

interface Subscription {
  readonly listener: StepListener;
  readonly waiting: CommittedStep[];
  busy: boolean;
}

// A watcher that falls further behind than this is not watching any more.
const longestQueue = 10_000;

/** The list of watchers. */
export class Subscribers {
  readonly #subscriptions = new Set<Subscription>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  add(listener: StepListener): () => void {
    const subscription: Subscription = { listener, waiting: [], busy: false };
    this.#subscriptions.add(subscription);
    return () => {
      this.#subscriptions.delete(subscription);
      subscription.waiting.length = 0;
    };
  }

  publish(step: CommittedStep): void {
    for (const subscription of this.#subscriptions) {
      subscription.waiting.push(step);
      if (subscription.waiting.length > longestQueue) subscription.waiting.shift();
      if (!subscription.busy) void this.#drain(subscription);
    }
  }

  close(): void {
    this.#subscriptions.clear();
  }

  async #drain(subscription: Subscription): Promise<void> {
    subscription.busy = true;
    await Promise.resolve();
    for (let step = subscription.waiting.shift(); step !== undefined; step = subscription.waiting.shift()) {
      try {
        await subscription.listener(step);
      } catch (error) {
        this.#log({ level: 'error', message: 'a subscriber failed', callId: step.record.callId, error });
      }
    }
    subscription.busy = false;
  }
}
