/**
 * How long things take in an exploration: the simulated carrier's realistic timing with every range reduced to one
 * value near its middle, so that what the exploration finds happens in the simulator at the same times. It knows nothing
 * of what waits.
 */
import { type RangeMs, type Timing, timingPresets } from '../../simulator/timing.ts';

const always = (ms: number): RangeMs => [ms, ms];

/**
 * The timing of explored calls. A ladder that `callchart check` shows happens under it in the simulator as well.
 *
 * @example
 * ```ts
 * import { modelTiming } from 'callchart/checker';
 * import { createSimulator, VirtualClock } from 'callchart/simulator';
 *
 * createSimulator({ clock: new VirtualClock(), seed: 1, timing: modelTiming, onWebhook: async () => new Response() });
 * ```
 */
export const modelTiming: Timing = {
  ...timingPresets.realistic,
  webhookPercentilesMs: [150, 150, 150, 150],
  duplicateShare: 0,
  commandAnswer: always(90),
  dialAnswer: always(300),
  dialInitiated: always(50),
  answer: always(700),
  hangup: always(160),
  ring: always(8_000),
  busy: always(2_000),
  voicemailRing: always(20_000),
  callerPatience: always(90_000),
  audioStart: always(80),
  speakStart: always(900),
  playbackStart: always(310),
  playbackStartCached: always(50),
  playbackFailure: always(5_000),
  promptCut: always(100),
  dtmf: always(260),
  gatherEnd: always(30),
  bridge: always(170),
  bridgePartner: always(20),
  unbridge: always(240),
  endings: always(420),
  refer: always(5_000),
  enqueue: always(210),
  dequeue: always(110),
  recordingSaved: always(1_500),
  cost: always(20_000),
  insights: always(20_000),
  recordingTranscription: always(30_000),
  humanVerdict: always(1_600),
  machineVerdict: always(2_800),
  premiumVerdict: always(2_000),
  greeting: always(12_000),
  conversationEnd: always(320),
  streamStart: always(330),
  conference: always(140),
  transcription: always(800),
};

/** The one value of a range. */
export const msOf = (range: RangeMs): number => range[0];
