/**
 * A leg: one connection between the carrier and a far end. Two axes, signalling and attachment, and what runs on it. A
 * leg ends by itself only what is its own; whoever attached it to something else registers with `whenEnded`.
 */
import type { Conversation } from './conversation.ts';
import type { AnsweredBy, Detection } from './detection.ts';
import type { Gather } from './gather.ts';
import { type Heard, SilenceMeter, whatIsHeard } from './hearing.ts';
import { isoTime } from './identifiers.ts';
import type { Cancel, Line } from './line.ts';
import { MediaQueue } from './media-queue.ts';
import { MediaStreams } from './media-stream.ts';
import type { Random } from './random.ts';
import { Recorder, type RecordingStorage } from './recording.ts';
import { drawMs, type Timing } from './timing.ts';
import type { Variants } from './variants.ts';
import type { DeliverySettings } from './webhook-channel.ts';

/** What a leg is joined to. */
export type Attachment =
  | { readonly kind: 'none' }
  | { readonly kind: 'bridged'; readonly peer: Leg }
  | { readonly kind: 'queued'; readonly queue: string; readonly music: boolean }
  | { readonly kind: 'conference'; readonly conference: string }
  | { readonly kind: 'supervising'; readonly supervised: Leg };

/** How a leg ended (Telnyx OpenAPI: call.hangup). */
export interface HangupFacts {
  readonly cause: string;
  readonly source: 'caller' | 'callee' | 'unknown';
  readonly sip: string;
}

/** What a leg asks of the carrier around it. */
export interface LegSurroundings {
  readonly timing: Timing;
  readonly variants: Variants;
  readonly storage: RecordingStorage;
  readonly sendsCost: boolean;
  now(): number;
  schedule(delayMs: number, run: () => void): Cancel;
  send(leg: Leg, eventType: string, payload: Readonly<Record<string, unknown>>): void;
}

/** Who the leg is; never changes. */
export interface LegIdentity {
  /** `A`, `B`, `C` … in the order of creation. */
  readonly name: string;
  readonly callControlId: string;
  readonly callLegId: string;
  readonly callSessionId: string;
  readonly connectionId: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly from: string;
  readonly to: string;
  readonly customHeaders: readonly { readonly name: string; readonly value: string }[];
}

/** A leg. */
export class Leg implements Line {
  readonly identity: LegIdentity;
  readonly random: Random;
  readonly timing: Timing;
  readonly variants: Variants;
  readonly media: MediaQueue;
  readonly recorder: Recorder;
  readonly streams: MediaStreams;
  readonly initiatedAt: number;
  readonly commandIds = new Map<string, { readonly at: number; readonly body: unknown }>();
  signalling: 'requested' | 'alerting' | 'answered' | 'ended' = 'requested';
  gather: Gather | undefined;
  detection: Detection | undefined;
  conversation: Conversation | undefined;
  /** How an outgoing leg is picked up at the far end. */
  onPickUp: ((by: AnsweredBy) => void) | undefined;
  clientState: string | null = null;
  /** An answer is on its way. */
  answering = false;
  /** The recording that starts when it is picked up. */
  recordingId: string | undefined;
  delivery: DeliverySettings = {};
  parksAfterUnbridge = false;
  holdsAfterUnbridge = false;
  answeredAt: number | undefined;
  /** From when on there is audio to record. */
  audioSince: number | undefined;
  endedAt: number | undefined;
  hangup: HangupFacts | undefined;
  readonly #surroundings: LegSurroundings;
  readonly #silence = new SilenceMeter();
  readonly #timers = new Set<Cancel>();
  #whenEnded: (() => void)[] = [];
  #whenAnswered: (() => void)[] = [];
  #attachment: Attachment = { kind: 'none' };
  #held = false;
  #ringing: { readonly media: string | undefined }[] = [];

  constructor(identity: LegIdentity, random: Random, surroundings: LegSurroundings) {
    this.identity = identity;
    this.random = random;
    this.#surroundings = surroundings;
    this.timing = surroundings.timing;
    this.variants = surroundings.variants;
    this.initiatedAt = surroundings.now();
    this.media = new MediaQueue(this);
    this.recorder = new Recorder(this, surroundings.storage);
    this.streams = new MediaStreams(this);
  }

  get name(): string {
    return this.identity.name;
  }
  get direction(): 'incoming' | 'outgoing' {
    return this.identity.direction;
  }
  get alive(): boolean {
    return this.signalling !== 'ended';
  }
  get attachment(): Attachment {
    return this.#attachment;
  }
  get held(): boolean {
    return this.#held;
  }
  get ringing(): readonly { readonly media: string | undefined }[] {
    return this.#ringing;
  }
  get hears(): Heard {
    return whatIsHeard(this);
  }
  get silence(): SilenceMeter {
    return this.#silence;
  }

  now(): number {
    return this.#surroundings.now();
  }

  after(delayMs: number, run: () => void): Cancel {
    if (!this.alive) return () => {};
    const cancel = this.#surroundings.schedule(delayMs, () => {
      this.#timers.delete(forget);
      run();
    });
    const forget = (): void => {
      this.#timers.delete(forget);
      cancel();
    };
    this.#timers.add(forget);
    return forget;
  }

  emit(eventType: string, payload: Readonly<Record<string, unknown>> = {}): void {
    this.#surroundings.send(this, eventType, payload);
  }

  emitLater(delayMs: number, eventType: string, payload: Readonly<Record<string, unknown>> = {}): void {
    this.#surroundings.schedule(delayMs, () => this.emit(eventType, payload));
  }

  /** Joins it to something else, or to nothing. */
  attach(attachment: Attachment): void {
    this.#attachment = attachment;
    this.soundChanged();
  }

  hold(held: boolean): void {
    this.#held = held;
    this.soundChanged();
    if (this.#attachment.kind === 'bridged') this.#attachment.peer.soundChanged();
  }

  /** Another leg rings on this one's behalf; the answer ends that. */
  hearsRinging(media: string | undefined): () => void {
    const ringing = { media };
    this.#ringing.push(ringing);
    this.soundChanged();
    return () => {
      this.#ringing = this.#ringing.filter((other) => other !== ringing);
      this.soundChanged();
    };
  }

  soundChanged(): void {
    this.#noteSilence();
    if (this.#attachment.kind === 'bridged') this.#attachment.peer.#noteSilence();
  }

  #noteSilence(): void {
    const silent = this.signalling === 'answered' && this.hears.kind === 'nothing';
    const awaited = this.gather !== undefined || this.recorder.running.length > 0;
    this.#silence.note(this.now(), silent, awaited);
  }

  /** Registers what has to happen to others when this leg is over. */
  whenEnded(run: () => void): void {
    this.#whenEnded.push(run);
  }

  /** Registers what has to happen to others when this leg is picked up. */
  whenAnswered(run: () => void): void {
    this.#whenAnswered.push(run);
  }

  /** The leg is picked up. */
  answered(announce = true): void {
    if (this.signalling === 'answered' || !this.alive) return;
    this.signalling = 'answered';
    this.answeredAt = this.now();
    this.audioSince = this.now() + drawMs(this.random, this.timing.audioStart);
    this.soundChanged();
    if (announce) {
      this.emit('call.answered', {
        codec: 'PCMU',
        sampling_rate: 8_000,
        start_time: isoTime(this.initiatedAt),
        ...this.headers(),
      });
    }
    for (const run of this.#whenAnswered) run();
  }

  headers(): Record<string, unknown> {
    return this.identity.customHeaders.length > 0 ? { custom_headers: this.identity.customHeaders } : {};
  }

  /** The leg is over: what runs on it ends in no particular order, recordings are saved afterwards. */
  end(facts: HangupFacts, hangupInMs = drawMs(this.random, this.timing.endings)): void {
    if (!this.alive) return;
    const wasAnswered = this.signalling === 'answered';
    this.signalling = 'ended';
    this.endedAt = this.now();
    this.hangup = facts;
    for (const cancel of this.#timers) cancel();
    this.gather?.end('call_hangup');
    this.media.cut('call_hangup');
    this.conversation?.end('call_hangup');
    this.streams.end();
    this.detection = undefined;
    const peer = this.#attachment.kind === 'bridged' ? this.#attachment.peer : undefined;
    for (const run of this.#whenEnded) run();
    this.#whenEnded = [];
    this.#attachment = { kind: 'none' };
    this.soundChanged();
    peer?.soundChanged();
    this.emitLater(hangupInMs, 'call.hangup', this.#hangupPayload(facts, wasAnswered, hangupInMs));
    this.recorder.stop(undefined, hangupInMs);
    if (this.#surroundings.sendsCost) this.#sendCost(hangupInMs);
  }

  #hangupPayload(facts: HangupFacts, wasAnswered: boolean, hangupInMs: number): Record<string, unknown> {
    const packets = this.answeredAt === undefined ? 0 : Math.round((this.now() - this.answeredAt) / 20);
    return {
      // Captured: strings, not numbers; null for a call that nobody answered.
      call_quality_stats: wasAnswered
        ? {
            inbound: {
              jitter_max_variance: '0.00',
              jitter_packet_count: '0',
              mos: '4.50',
              packet_count: String(packets),
              skip_packet_count: '0',
            },
            outbound: { packet_count: String(packets), skip_packet_count: '0' },
          }
        : null,
      end_time: isoTime(this.now() + hangupInMs),
      hangup_cause: facts.cause,
      hangup_source: facts.source,
      sip_hangup_cause: facts.sip,
      start_time: isoTime(this.initiatedAt),
      telnyx_error: null,
      ...this.headers(),
    };
  }

  #sendCost(hangupInMs: number): void {
    const seconds = this.answeredAt === undefined ? 0 : Math.ceil((this.now() - this.answeredAt) / 1_000);
    const billed = Math.ceil(seconds / 60) * 60;
    const cost = ((billed / 60) * 0.005).toFixed(4);
    this.emitLater(hangupInMs + drawMs(this.random, this.timing.cost), 'call.cost', {
      billed_duration_secs: billed,
      billing_group_id: null,
      cost_parts: [{ billed_duration_secs: billed, call_part: 'sip-trunking', cost, currency: 'USD', rate: '0.0050' }],
      status: 'success',
      total_cost: cost,
    });
  }
}
