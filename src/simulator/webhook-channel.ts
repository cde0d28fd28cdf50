/**
 * The way of a webhook to the application: delay, order, repeats, retries with back-off, failover. What it carries is
 * given; it knows nothing of legs but a name, a stream of chance, and where their webhooks go.
 * Source: Telnyx docs, Webhook fundamentals and Voice API webhooks.
 */
import type { Faults } from './faults.ts';
import { isoTime, randomUuid } from './identifiers.ts';
import { gist, type Ladder, type LadderEntry } from './ladder.ts';
import type { Cancel } from './line.ts';
import type { Random } from './random.ts';
import { drawWebhookDelayMs, type Timing } from './timing.ts';

/** What a command may change about a leg's webhooks (Telnyx OpenAPI: answer, dial, transfer). */
export interface DeliverySettings {
  readonly url?: string | undefined;
  /** Event type to URL. */
  readonly urls?: Readonly<Record<string, string>> | undefined;
  /** Event type to the gaps between its attempts, milliseconds. */
  readonly retriesMs?: Readonly<Record<string, readonly number[]>> | undefined;
}

/** A webhook to be sent. */
export interface Emission {
  readonly leg: string | undefined;
  readonly callControlId: string | undefined;
  readonly random: Random;
  readonly delivery: DeliverySettings;
  readonly eventType: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What the channel needs. */
export interface ChannelPorts {
  readonly timing: Timing;
  readonly ladder: Ladder;
  readonly faults: Faults;
  readonly webhookUrl: string;
  readonly failoverUrl: string | undefined;
  now(): number;
  schedule(delayMs: number, run: () => void): Cancel;
  /** Carries the body to the application; `undefined` = no answer within the time (refused, dropped, too late). */
  post(url: string, body: string): Promise<number | undefined>;
}

interface Envelope {
  readonly data: {
    readonly event_type: string;
    readonly id: string;
    readonly occurred_at: string;
    readonly payload: Readonly<Record<string, unknown>>;
    readonly record_type: 'event';
  };
}

/** The webhook channel of one application. */
export class WebhookChannel {
  readonly #ports: ChannelPorts;
  #lastAttempt: Promise<unknown> = Promise.resolve();
  /** Webhooks that a fault holds back until the next one is out. */
  #heldBack: (() => void)[] = [];

  constructor(ports: ChannelPorts) {
    this.#ports = ports;
  }

  /** Takes an event; what becomes of it is seen in the ladder. */
  send(emission: Emission): void {
    const { timing, faults } = this.#ports;
    const envelope = this.#envelope(emission);
    const delayMs = drawWebhookDelayMs(emission.random, timing);
    const repeated = emission.random.chance(timing.duplicateShare);
    const effect = faults.onWebhook({ leg: emission.leg, eventType: emission.eventType });
    if (effect.drop) {
      this.#note(emission, envelope, 1).note = 'dropped';
      return;
    }
    const go = (): void => this.#attempt(emission, envelope, 1);
    const goInMs = delayMs + effect.delayMs;
    if (effect.reorder) this.#holdBack(goInMs, go);
    else this.#ports.schedule(goInMs, () => this.#release(go));
    if (effect.duplicate || repeated) {
      const againInMs = goInMs + Math.max(1, drawWebhookDelayMs(emission.random.fork('duplicate'), timing));
      this.#ports.schedule(againInMs, go);
    }
  }

  /** Sent when another webhook has gone before it, or after ten seconds at the latest. */
  #holdBack(delayMs: number, go: () => void): void {
    let gone = false;
    const once = (): void => {
      if (!gone) go();
      gone = true;
    };
    this.#ports.schedule(delayMs, () => {
      this.#heldBack.push(once);
      this.#ports.schedule(10_000, once);
    });
  }

  #release(go: () => void): void {
    go();
    const heldBack = this.#heldBack;
    this.#heldBack = [];
    for (const release of heldBack) release();
  }

  #envelope(emission: Emission): Envelope {
    return {
      data: {
        event_type: emission.eventType,
        id: randomUuid(emission.random),
        occurred_at: isoTime(this.#ports.now()),
        payload: emission.payload,
        record_type: 'event',
      },
    };
  }

  #note(emission: Emission, envelope: Envelope, attempt: number): LadderEntry {
    return this.#ports.ladder.add({
      at: this.#ports.now(),
      direction: 'webhook',
      leg: emission.leg,
      callControlId: emission.callControlId,
      name: emission.eventType,
      detail: gist(emission.payload, ['to']),
      body: envelope,
      attempt,
    });
  }

  #attempt(emission: Emission, envelope: Envelope, attempt: number): void {
    if (!this.#ports.timing.webhooksInOrder) {
      void this.#post(emission, envelope, attempt);
      return;
    }
    // In order: the next one leaves when the one before it has been answered or given up.
    this.#lastAttempt = this.#lastAttempt.then(() => this.#post(emission, envelope, attempt));
  }

  async #post(emission: Emission, envelope: Envelope, attempt: number): Promise<void> {
    const { faults } = this.#ports;
    const url = this.#url(emission, attempt);
    const entry = this.#note(emission, envelope, attempt);
    const body = JSON.stringify({ ...envelope, meta: { attempt, delivered_to: url } });
    const status = faults.isNetworkDown(this.#ports.now()) ? undefined : await this.#ports.post(url, body);
    entry.status = status;
    if (status === undefined) entry.note = 'no answer';
    if (isRetried(status)) this.#retry(emission, envelope, attempt);
  }

  /** Two failures in a row at the primary URL, then the failover URL (Telnyx docs: getting started with Voice API). */
  #url(emission: Emission, attempt: number): string {
    const { delivery, eventType } = emission;
    const primary = delivery.urls?.[eventType] ?? delivery.url ?? this.#ports.webhookUrl;
    return attempt > 2 ? (this.#ports.failoverUrl ?? primary) : primary;
  }

  #retry(emission: Emission, envelope: Envelope, attempt: number): void {
    const gapsMs = emission.delivery.retriesMs?.[emission.eventType] ?? this.#ports.timing.webhookRetriesMs;
    const gapMs = gapsMs[attempt - 1];
    if (gapMs === undefined) return;
    this.#ports.schedule(gapMs, () => this.#attempt(emission, envelope, attempt + 1));
  }
}

/** 408, 429 and 5xx are tried again, other answers are final (Telnyx docs: Voice API webhooks, response codes). */
function isRetried(status: number | undefined): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}
