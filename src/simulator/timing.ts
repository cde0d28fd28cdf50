/**
 * How long things take at the simulated carrier, in one table. [OBS] = measured in captured webhooks, [OAS] = Telnyx
 * OpenAPI, [KB] = Telnyx docs, [X] = an assumption from experience with such platforms. It knows nothing of what waits.
 */
import type { Random } from './random.ts';

/** At least and at most, milliseconds. */
export type RangeMs = readonly [minMs: number, maxMs: number];

/** Every duration of the model; all in milliseconds. */
export interface Timing {
  /** From the event to its webhook at the application: the 50th, 95th, 99th and 100th percentile. */
  readonly webhookPercentilesMs: readonly [p50: number, p95: number, p99: number, p100: number];
  /** Whether webhooks reach the application one after the other, in the order of their events. */
  readonly webhooksInOrder: boolean;
  /** How many webhooks arrive twice without any need, 0 to 1. */
  readonly duplicateShare: number;
  /** How long an application may take to answer a webhook. */
  readonly webhookTimeoutMs: number;
  /** How long after a failed attempt the next one is made; when the list ends the webhook is lost. */
  readonly webhookRetriesMs: readonly number[];
  readonly commandAnswer: RangeMs;
  readonly dialAnswer: RangeMs;
  /** `call.initiated` of a dialled leg, counted from the HTTP answer of the dial: may be before it. */
  readonly dialInitiated: RangeMs;
  readonly answer: RangeMs;
  readonly hangup: RangeMs;
  readonly ring: RangeMs;
  readonly busy: RangeMs;
  readonly voicemailRing: RangeMs;
  /** How long a caller whose call nobody answers keeps ringing. */
  readonly callerPatience: RangeMs;
  /** From answered until audio flows (recordings before that are refused). */
  readonly audioStart: RangeMs;
  readonly speakStart: RangeMs;
  readonly speechPerCharacterMs: number;
  readonly speechMinimumMs: number;
  readonly playbackStart: RangeMs;
  readonly playbackStartCached: RangeMs;
  /** How long an audio file of unknown length plays. */
  readonly playbackLengthMs: number;
  readonly playbackFailure: RangeMs;
  readonly promptCut: RangeMs;
  readonly dtmf: RangeMs;
  /** `call.gather.ended`, counted from the last key's `call.dtmf.received`: may be before it. */
  readonly gatherEnd: RangeMs;
  readonly bridge: RangeMs;
  /** The other leg's `call.bridged`, counted from the first one's: may be before it. */
  readonly bridgePartner: RangeMs;
  readonly unbridge: RangeMs;
  /** Everything that a hangup ends is reported within this span, in any order. */
  readonly endings: RangeMs;
  readonly refer: RangeMs;
  readonly enqueue: RangeMs;
  readonly dequeue: RangeMs;
  readonly recordingSaved: RangeMs;
  readonly cost: RangeMs;
  readonly insights: RangeMs;
  readonly recordingTranscription: RangeMs;
  readonly humanVerdict: RangeMs;
  readonly machineVerdict: RangeMs;
  readonly premiumVerdict: RangeMs;
  readonly greeting: RangeMs;
  readonly conversationEnd: RangeMs;
  readonly streamStart: RangeMs;
  readonly conference: RangeMs;
  readonly transcription: RangeMs;
}

const realistic: Timing = {
  webhookPercentilesMs: [120, 400, 1_500, 3_000], // [X]; a portal record shows 43 ms from occurred to created [OBS]
  webhooksInOrder: false, // [KB] receiving webhooks: no ordering guarantee
  duplicateShare: 0.005, // [X]
  webhookTimeoutMs: 2_000, // [KB] webhook fundamentals
  webhookRetriesMs: [1_000, 4_000, 15_000], // [KB] back-off, two failures then the failover URL; the gaps are [X]
  commandAnswer: [30, 150], // [X]
  dialAnswer: [150, 600], // [X]
  dialInitiated: [-100, 500], // [X]; Telnyx' contact-centre demo copes with either order
  answer: [200, 1_200], // [OBS] 0.92 s and 1.18 s with the application's own time
  hangup: [50, 300], // [X]
  ring: [3_000, 25_000], // [X]
  busy: [1_000, 4_000], // [X]
  voicemailRing: [18_000, 25_000], // [X]
  callerPatience: [60_000, 120_000], // [X]; the captured caller gave up after 8.7 s, see `givesUpAfterMs`
  audioStart: [20, 150], // [X]
  speakStart: [300, 1_500], // [OBS] 1.46 s after call.answered
  speechPerCharacterMs: 60, // [X] about 150 words a minute
  speechMinimumMs: 800, // [X]
  playbackStart: [100, 500], // [X]
  playbackStartCached: [50, 50], // [X]
  playbackLengthMs: 5_000, // [X]
  playbackFailure: [1_000, 10_000], // [X]
  promptCut: [100, 100], // [X]
  dtmf: [150, 400], // [X]
  gatherEnd: [-300, 300], // [X]; either order is what matters
  bridge: [50, 300], // [X]
  bridgePartner: [-250, 250], // [X]; any order [KB]
  unbridge: [50, 500], // [X]
  endings: [0, 1_000], // [X]
  refer: [500, 30_000], // [X]
  enqueue: [100, 300], // [X]
  dequeue: [20, 200], // [X]
  recordingSaved: [800, 2_200], // [OBS]
  cost: [1_000, 60_000], // [X]
  insights: [5_000, 60_000], // [X]
  recordingTranscription: [5_000, 120_000], // [X]
  humanVerdict: [800, 2_500], // [X]; bounded by total_analysis_time_millis, 3500 by default [OAS]
  machineVerdict: [2_000, 3_500], // [X]
  premiumVerdict: [500, 4_000], // [X]
  greeting: [3_000, 30_000], // [X]
  conversationEnd: [100, 500], // [X]
  streamStart: [100, 500], // [X]
  conference: [50, 300], // [X]
  transcription: [300, 1_500], // [X]
};

const soon: RangeMs = [10, 10];
const ordered: RangeMs = [1, 1];

/** Small fixed delays and a strict order: for unit tests. Waits that a flow or a person chooses stay what they are. */
const instant: Timing = {
  webhookPercentilesMs: [5, 5, 5, 5],
  webhooksInOrder: true,
  duplicateShare: 0,
  webhookTimeoutMs: 2_000,
  webhookRetriesMs: [1_000, 4_000, 15_000],
  commandAnswer: [0, 0],
  dialAnswer: [0, 0],
  dialInitiated: ordered,
  answer: soon,
  hangup: soon,
  ring: [100, 100],
  busy: [50, 50],
  voicemailRing: [200, 200],
  callerPatience: [120_000, 120_000],
  audioStart: [0, 0],
  speakStart: soon,
  speechPerCharacterMs: 1,
  speechMinimumMs: 20,
  playbackStart: soon,
  playbackStartCached: soon,
  playbackLengthMs: 100,
  playbackFailure: soon,
  promptCut: ordered,
  dtmf: soon,
  gatherEnd: ordered,
  bridge: soon,
  bridgePartner: ordered,
  unbridge: soon,
  endings: ordered,
  refer: soon,
  enqueue: soon,
  dequeue: soon,
  recordingSaved: [50, 50],
  cost: [100, 100],
  insights: [100, 100],
  recordingTranscription: [100, 100],
  humanVerdict: [50, 50],
  machineVerdict: [60, 60],
  premiumVerdict: [50, 50],
  greeting: [200, 200],
  conversationEnd: soon,
  streamStart: soon,
  conference: soon,
  transcription: soon,
};

/**
 * The presets by name. To change one duration, spread a preset.
 *
 * @example
 * ```ts
 * import { createSimulator, timingPresets, VirtualClock } from 'callchart/simulator';
 *
 * const timing = { ...timingPresets.realistic, speechPerCharacterMs: 10 };
 * createSimulator({ clock: new VirtualClock(), seed: 1, timing, onWebhook: async () => new Response() });
 * ```
 */
export const timingPresets: { readonly realistic: Timing; readonly instant: Timing } = { realistic, instant };

/** Draws a duration out of a range. */
export function drawMs(random: Random, range: RangeMs): number {
  return random.between(range[0], range[1]);
}

/** Draws the way of a webhook to the application: straight lines between the percentiles. */
export function drawWebhookDelayMs(random: Random, timing: Timing): number {
  const [p50, p95, p99, p100] = timing.webhookPercentilesMs;
  const share = random.next();
  const line = (from: number, to: number, fromMs: number, toMs: number): number =>
    Math.round(fromMs + ((share - from) / (to - from)) * (toMs - fromMs));
  if (p50 === p100) return p50;
  if (share < 0.5) return line(0, 0.5, Math.round(p50 / 3), p50);
  if (share < 0.95) return line(0.5, 0.95, p50, p95);
  return share < 0.99 ? line(0.95, 0.99, p95, p99) : line(0.99, 1, p99, p100);
}
