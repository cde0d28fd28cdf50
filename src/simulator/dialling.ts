/**
 * Outgoing legs: from the dial or transfer that makes them until somebody picks up or nobody does. What a far end does
 * comes from its rules; what happens to an answered leg is told by who dials. Source: Telnyx OpenAPI, dial and transfer.
 */
import { type AnsweredBy, Detection, type DetectionMode } from './detection.ts';
import type { FarEnd } from './far-end.ts';
import { isoTime } from './identifiers.ts';
import type { Leg } from './leg.ts';
import type { RecordingRules } from './recording.ts';
import { drawMs } from './timing.ts';
import type { NewLeg, World } from './world.ts';

/** A leg to be made. */
export interface Dialling {
  readonly leg: Omit<NewLeg, 'direction'>;
  /** What its far end is going to do. */
  readonly farEnd: FarEnd;
  /** Milliseconds from now until `call.initiated`. */
  readonly initiatedInMs: number;
  readonly timeoutSecs: number;
  readonly timeLimitSecs: number;
  readonly retriesOnTimeout: boolean;
  readonly detection: { readonly mode: DetectionMode; readonly limitMs: number | undefined } | undefined;
  readonly recording: RecordingRules | undefined;
  readonly onAnswered: (leg: Leg) => void;
}

/** Makes the leg and lets it ring. */
export function dial(world: World, dialling: Dialling): Leg {
  const leg = world.createLeg({ ...dialling.leg, direction: 'outgoing' });
  if (dialling.recording) leg.recordingId = leg.recorder.nextId();
  leg.emitLater(dialling.initiatedInMs, 'call.initiated', {
    direction: 'outgoing',
    start_time: isoTime(leg.initiatedAt),
    state: 'bridging',
    ...leg.headers(),
  });
  leg.after(dialling.initiatedInMs, () => {
    leg.signalling = 'alerting';
    world.party(leg, 'rings', leg.identity.to);
    leg.after(dialling.timeoutSecs * 1_000, () => {
      if (leg.signalling !== 'alerting') return;
      leg.end({ cause: dialling.retriesOnTimeout ? 'timeout' : 'no_answer', source: 'caller', sip: '487' });
    });
    leg.onPickUp = (by) => pickUp(leg, dialling, by);
    reach(world, leg, dialling.farEnd);
  });
  return leg;
}

/** Somebody picks up an outgoing leg; answers whether it rang. */
export function answerOutgoing(leg: Leg, by: AnsweredBy): boolean {
  if (leg.signalling !== 'alerting' || !leg.onPickUp) return false;
  leg.onPickUp(by);
  return true;
}

function reach(world: World, leg: Leg, farEnd: FarEnd): void {
  const { random, timing } = leg;
  switch (farEnd.does) {
    case 'answer':
      leg.after(farEnd.afterMs ?? drawMs(random, timing.ring), () => {
        answerOutgoing(leg, { verdict: farEnd.verdict ?? 'human' });
        hangUpIn(world, leg, farEnd.hangsUpAfterMs);
      });
      return;
    case 'voicemail': {
      const { greetingMs, beep } = farEnd;
      leg.after(farEnd.afterMs ?? drawMs(random, timing.voicemailRing), () => {
        answerOutgoing(leg, { verdict: 'machine', greetingMs, beep });
        hangUpIn(world, leg, farEnd.hangsUpAfterMs);
      });
      return;
    }
    case 'busy':
    case 'decline':
    case 'unavailable':
    case 'invalid number': {
      const facts = failures[farEnd.does];
      leg.after(farEnd.afterMs ?? drawMs(random, timing.busy), () => leg.end({ ...facts, source: 'callee' }));
      return;
    }
    // A dial to it has failed already; a transfer has no answer left to fail with.
    case 'forbidden':
      leg.after(1, () => leg.end({ cause: 'call_rejected', source: 'unknown', sip: '403' }));
      return;
    case 'no answer':
      return;
  }
}

const failures = {
  busy: { cause: 'user_busy', sip: '486' },
  decline: { cause: 'call_rejected', sip: '603' },
  // Captured: normal_clearing with SIP 503.
  unavailable: { cause: 'normal_clearing', sip: '503' },
  'invalid number': { cause: 'not_found', sip: '404' },
} as const;

/** The facts of a call that the far end turned down. */
export function declined(how: keyof typeof failures): { cause: string; sip: string; source: 'callee' } {
  return { ...failures[how], source: 'callee' };
}

function hangUpIn(world: World, leg: Leg, afterMs: number | undefined): void {
  if (afterMs !== undefined) leg.after(afterMs, () => world.hangUpParty(leg.name));
}

function pickUp(leg: Leg, dialling: Dialling, by: AnsweredBy): void {
  leg.answered();
  const { detection, recording } = dialling;
  limitDuration(leg, dialling.timeLimitSecs);
  if (recording) leg.recorder.start(recording, leg.recordingId);
  if (detection) startDetection(leg, detection.mode, by, detection.limitMs);
  dialling.onAnswered(leg);
}

function startDetection(leg: Leg, mode: DetectionMode, by: AnsweredBy, limitMs: number | undefined): void {
  const cut = (): void => {
    if (!leg.variants.machineVerdictCutsMedia) return;
    leg.gather?.end('cancelled_amd');
    leg.media.cut('cancelled_amd');
  };
  leg.detection = new Detection(leg, mode, by, limitMs, cut);
  leg.detection.begin();
}

/** No call is longer than four hours (Telnyx OpenAPI: `time_limit_secs`). */
export const longestCallSecs = 14_400;

/** The carrier ends the leg when its time is up. */
export function limitDuration(leg: Leg, timeLimitSecs: number): void {
  leg.after(timeLimitSecs * 1_000, () => leg.end({ cause: 'time_limit', source: 'unknown', sip: 'unspecified' }));
}
