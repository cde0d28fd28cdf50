/**
 * The carrier's side of a simulation: its legs, its time and chance, its way to the application. Everything that is
 * shared by legs and decided by none. It does not know what commands do.
 */
import type { Clock } from '../clock/clock.ts';
import { FarEnds } from './far-end.ts';
import { Faults } from './faults.ts';
import { callControlId, timeUuid } from './identifiers.ts';
import { Ladder } from './ladder.ts';
import { Leg, type LegIdentity, type LegSurroundings } from './leg.ts';
import type { Cancel } from './line.ts';
import { legPayload } from './payload-shape.ts';
import { Random } from './random.ts';
import { recordingUrlSecs, type RecordingStorage } from './recording.ts';
import type { Timing } from './timing.ts';
import type { Variants } from './variants.ts';
import { type DeliverySettings, WebhookChannel } from './webhook-channel.ts';

/** What becomes of an audio file: its length in milliseconds, or why it does not play. */
export type MediaFate = number | 'not found' | 'failed' | 'unreachable';

/** What a simulation is made of. */
export interface WorldSettings {
  readonly clock: Clock;
  readonly seed: number | string;
  readonly timing: Timing;
  readonly variants: Variants;
  readonly webhookUrl: string;
  readonly failoverUrl: string | undefined;
  readonly connectionId: string;
  readonly callCost: boolean;
  readonly media: Readonly<Record<string, MediaFate>>;
  readonly post: (url: string, body: string) => Promise<number | undefined>;
}

/** A new leg. */
export interface NewLeg {
  readonly direction: 'incoming' | 'outgoing';
  readonly from: string;
  readonly to: string;
  readonly callSessionId?: string | undefined;
  readonly callControlId?: string | undefined;
  readonly customHeaders?: LegIdentity['customHeaders'] | undefined;
  readonly clientState?: string | undefined;
  readonly delivery?: DeliverySettings | undefined;
}

/** The carrier's side of one simulation. */
export class World {
  readonly timing: Timing;
  readonly variants: Variants;
  readonly random: Random;
  readonly ladder = new Ladder();
  readonly farEnds = new FarEnds();
  readonly faults: Faults;
  readonly connectionId: string;
  /** What recordings' URLs begin with. */
  recordingsUrl = 'https://recordings.simulated.example';
  readonly #settings: WorldSettings;
  readonly #channel: WebhookChannel;
  readonly #legs = new Map<string, Leg>();
  readonly #recordings = new Map<string, number>();
  readonly #timers = new Set<Cancel>();
  readonly #webhookCounts = new Map<Leg, number>();
  #postsUnderWay = 0;
  #closed = false;

  constructor(settings: WorldSettings) {
    this.#settings = settings;
    this.timing = settings.timing;
    this.variants = settings.variants;
    this.connectionId = settings.connectionId;
    this.random = new Random(`seed ${settings.seed}`);
    this.faults = new Faults(
      this.random.fork('faults'),
      () => this.now(),
      (name, afterMs) => this.schedule(afterMs, () => this.hangUpParty(name)),
    );
    this.ladder.watch((entry) => this.faults.onRung(entry));
    this.#channel = new WebhookChannel({
      timing: settings.timing,
      ladder: this.ladder,
      faults: this.faults,
      webhookUrl: settings.webhookUrl,
      failoverUrl: settings.failoverUrl,
      now: () => this.now(),
      schedule: (delayMs, run) => this.schedule(delayMs, run),
      post: (url, body) => this.#post(url, body),
    });
  }

  now(): number {
    return this.#settings.clock.now();
  }

  schedule(delayMs: number, run: () => void): Cancel {
    if (this.#closed) return () => {};
    const cancelOnClock = this.#settings.clock.schedule(delayMs, () => {
      this.#timers.delete(cancel);
      run();
    });
    const cancel = (): void => {
      this.#timers.delete(cancel);
      cancelOnClock();
    };
    this.#timers.add(cancel);
    return cancel;
  }

  /** Whether nothing waits and nothing is on its way. */
  get idle(): boolean {
    return this.#timers.size === 0 && this.#postsUnderWay === 0;
  }

  /** How many webhooks wait for the application's answer. */
  get postsUnderWay(): number {
    return this.#postsUnderWay;
  }

  get legs(): readonly Leg[] {
    return [...this.#legs.values()];
  }

  get legsAlive(): number {
    let alive = 0;
    for (const leg of this.#legs.values()) if (leg.alive) alive += 1;
    return alive;
  }

  leg(id: string): Leg | undefined {
    return this.#legs.get(id);
  }

  /** By its name in the ladder. */
  legNamed(name: string): Leg | undefined {
    return this.legs.find((leg) => leg.name === name);
  }

  /** The far end of the leg of that name puts the phone down. */
  hangUpParty(name: string): void {
    const leg = this.legNamed(name);
    if (!leg?.alive) return;
    this.party(leg, 'hangs up');
    leg.end(partyHangup(leg));
  }

  createLeg(wanted: NewLeg): Leg {
    const index = this.#legs.size;
    const random = this.random.fork(`leg ${index}`);
    const identity: LegIdentity = {
      name: legName(index),
      callControlId: wanted.callControlId ?? callControlId(random),
      callLegId: timeUuid(random),
      callSessionId: wanted.callSessionId ?? timeUuid(random),
      connectionId: this.connectionId,
      direction: wanted.direction,
      from: wanted.from,
      to: wanted.to,
      customHeaders: wanted.customHeaders ?? [],
    };
    const leg = new Leg(identity, random, this.#surroundingsOf(identity.name));
    leg.clientState = wanted.clientState ?? null;
    leg.delivery = wanted.delivery ?? {};
    this.#legs.set(identity.callControlId, leg);
    return leg;
  }

  /** Notes what happens at the far end of a leg. */
  party(leg: Leg, name: string, detail = ''): void {
    this.ladder.add({
      at: this.now(),
      direction: 'party',
      leg: leg.name,
      callControlId: leg.identity.callControlId,
      name,
      detail,
      body: undefined,
    });
  }

  /** What becomes of an audio file, by its URL or name. */
  mediaFate(content: string): MediaFate {
    return this.#settings.media[content] ?? this.timing.playbackLengthMs;
  }

  /** When a stored recording's URL dies, if there is such a recording. */
  recordingExpiry(recordingId: string): number | undefined {
    return this.#recordings.get(recordingId);
  }

  /** Nothing happens any more. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
  }

  #surroundingsOf(name: string): LegSurroundings {
    return {
      timing: this.timing,
      variants: this.variants,
      sendsCost: this.#settings.callCost,
      storage: this.#storageOf(name),
      now: () => this.now(),
      schedule: (delayMs, run) => this.schedule(delayMs, run),
      send: (leg, eventType, facts) => this.#send(leg, eventType, facts),
    };
  }

  #storageOf(legName: string): RecordingStorage {
    return {
      failure: () => this.faults.onRecording(legName),
      store: (recordingId, format) => {
        this.#recordings.set(recordingId, this.now() + recordingUrlSecs * 1_000);
        return `${this.recordingsUrl}/recordings/${recordingId}.${format}?X-Amz-Expires=${recordingUrlSecs}`;
      },
    };
  }

  #send(leg: Leg, eventType: string, facts: Readonly<Record<string, unknown>>): void {
    this.#channel.send({
      leg: leg.name,
      callControlId: leg.identity.callControlId,
      random: leg.random.fork(`webhook ${this.#countWebhook(leg)}`),
      delivery: leg.delivery,
      eventType,
      payload: legPayload(leg.identity, leg.clientState, eventType, facts),
    });
  }

  #countWebhook(leg: Leg): number {
    const count = (this.#webhookCounts.get(leg) ?? 0) + 1;
    this.#webhookCounts.set(leg, count);
    return count;
  }

  async #post(url: string, body: string): Promise<number | undefined> {
    this.#postsUnderWay += 1;
    try {
      return await this.#settings.post(url, body);
    } finally {
      this.#postsUnderWay -= 1;
    }
  }
}

/** The far end puts the phone down: a caller who gives up, or somebody who has talked enough. */
function partyHangup(leg: Leg): { cause: string; source: 'caller' | 'callee'; sip: string } {
  const incoming = leg.direction === 'incoming';
  // Captured: 487 and originator_cancel before the answer, 200 and normal_clearing after it.
  if (incoming && leg.signalling !== 'answered') return { cause: 'originator_cancel', source: 'caller', sip: '487' };
  if (leg.signalling !== 'answered') return { cause: 'call_rejected', source: 'callee', sip: '603' };
  return { cause: 'normal_clearing', source: incoming ? 'caller' : 'callee', sip: '200' };
}

/** We put the phone down. Captured for an incoming leg: source callee, sip unspecified. */
export function ownHangup(leg: Leg): { cause: string; source: 'caller' | 'callee'; sip: string } {
  if (leg.direction === 'outgoing' && leg.signalling !== 'answered') {
    return { cause: 'originator_cancel', source: 'caller', sip: '487' };
  }
  return { cause: 'normal_clearing', source: leg.direction === 'incoming' ? 'callee' : 'caller', sip: 'unspecified' };
}

/** A, B … Z, AA, AB … */
function legName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : legName(Math.floor(index / 26) - 1) + letter;
}
