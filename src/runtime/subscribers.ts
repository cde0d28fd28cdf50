/**
 * Those who watch: inspectors, logs, tests. They are told after the commit and off its path; one that is slow loses the
 * oldest news, one that throws is logged.
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

/** A webhook that came once more: it was acknowledged, and nothing else became of it. */
export interface RepeatedWebhook {
  readonly callId: string;
  /** Telnyx' `data.id`. */
  readonly id: string;
}

/** Watches repeats. */
export type RepeatListener = (repeat: RepeatedWebhook) => void | Promise<void>;

interface Subscription<News> {
  readonly listener: (news: News) => void | Promise<void>;
  readonly waiting: News[];
  busy: boolean;
}

// A watcher that falls further behind than this is not watching any more.
const longestQueue = 10_000;

/** The list of watchers. */
export class Subscribers<News extends CommittedStep | RepeatedWebhook = CommittedStep> {
  readonly #subscriptions = new Set<Subscription<News>>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  add(listener: (news: News) => void | Promise<void>): () => void {
    const subscription: Subscription<News> = { listener, waiting: [], busy: false };
    this.#subscriptions.add(subscription);
    return () => {
      this.#subscriptions.delete(subscription);
      subscription.waiting.length = 0;
    };
  }

  publish(news: News): void {
    for (const subscription of this.#subscriptions) {
      subscription.waiting.push(news);
      if (subscription.waiting.length > longestQueue) subscription.waiting.shift();
      if (!subscription.busy) void this.#drain(subscription);
    }
  }

  close(): void {
    this.#subscriptions.clear();
  }

  async #drain(subscription: Subscription<News>): Promise<void> {
    subscription.busy = true;
    await Promise.resolve();
    for (let news = subscription.waiting.shift(); news !== undefined; news = subscription.waiting.shift()) {
      try {
        await subscription.listener(news);
      } catch (error) {
        const { callId } = 'record' in news ? news.record : news;
        this.#log({ level: 'error', message: 'a subscriber failed', callId, error });
      }
    }
    subscription.busy = false;
  }
}
