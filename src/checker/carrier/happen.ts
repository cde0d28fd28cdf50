/**
 * What the carrier's agenda makes happen, item by item. Webhooks that arrive are handed to whoever turns the clock.
 */
import { endConversation, giveVerdict, stopRecordings } from './activities.ts';
import { after } from './agenda.ts';
import type { CarrierLeg, CarrierState, Due, Webhook } from './carrier-state.ts';
import { gatherTimeout, pressInGather, promptOver } from './gather.ts';
import {
  answered,
  bridgeNow,
  endLeg,
  leaveQueue,
  longestCallMs,
  ownHangup,
  partyHangsUp,
  recordingFromAnswer,
  startWithAnswer,
} from './leg-life.ts';
import { startRecording } from './activities.ts';
import { removeMedia, soundMedia } from './media.ts';
import { modelTiming, msOf } from './model-timing.ts';
import { emit, emitLater } from './webhooks.ts';

/** Lets one item of the agenda happen. @returns the webhook that arrives by it */
export function happen(state: CarrierState, due: Due): Webhook | undefined {
  state.now = Math.max(state.now, due.at);
  state.agenda = state.agenda.filter((one) => one !== due);
  if ('webhook' in due.what) return due.what.webhook;
  const leg = state.legs[due.leg];
  if (leg !== undefined) take(state, leg, due.what);
  return undefined;
}

function take(state: CarrierState, leg: CarrierLeg, what: Exclude<Due['what'], { webhook: Webhook }>): void {
  switch (what.kind) {
    case 'emit':
      emit(state, leg, what.event, what.payload);
      return;
    case 'answered':
      answerIncoming(state, leg);
      return;
    case 'rings':
      leg.signalling = 'alerting';
      after(state, leg.index, ringMs(leg), { kind: 'ring timeout' });
      return;
    case 'ring timeout': {
      if (leg.signalling !== 'alerting') return;
      const retries = leg.transferOf !== undefined || leg.opening['retry_on_timeout'] !== false;
      endLeg(state, leg, { cause: retries ? 'timeout' : 'no_answer', source: 'caller', sip: '487' });
      return;
    }
    case 'patience':
      if (leg.signalling === 'alerting') partyHangsUp(state, leg);
      return;
    case 'time limit':
      endLeg(state, leg, { cause: 'time_limit', source: 'unknown', sip: 'unspecified' });
      return;
    case 'left behind':
      if (leg.attachment.kind === 'none') endLeg(state, leg, { ...ownHangup(leg), sip: '200' });
      return;
    case 'media start':
      soundMedia(state, leg, what.item);
      return;
    case 'media end':
      removeMedia(state, leg, what.item, 'completed', promptOver);
      return;
    case 'cut prompt':
      removeMedia(state, leg, what.item, 'cancelled', promptOver);
      return;
    case 'gather timeout':
      gatherTimeout(state, leg, what.gather, 'all');
      return;
    case 'digit timeout':
      gatherTimeout(state, leg, what.gather, 'next');
      return;
    case 'press':
      pressKey(state, leg, what.key);
      return;
    case 'bridge': {
      const peer = state.legs[what.peer];
      if (peer !== undefined) bridgeNow(state, leg, peer, what.announced);
      return;
    }
    case 'recording limit':
      stopRecordings(state, leg, what.recording);
      return;
    case 'queue timeout':
      leaveQueue(state, leg, 'timeout');
      return;
    case 'verdict':
      giveVerdict(state, leg, what.result, what.atMs, what.beepMs);
      return;
    case 'ai silence':
      endConversation(state, leg, null);
      return;
    case 'referred':
      leaveQueue(state, leg, 'bridged');
      emit(state, leg, 'call.refer.completed', { sip_notify_response: 200 });
      after(state, leg.index, msOf(modelTiming.unbridge), { kind: 'left behind' });
      return;
    case 'paid':
      leg.recordings = leg.recordings.map((one) => ({ ...one, paused: false }));
      emit(state, leg, 'call.payment.completed', { payment_method: 'credit-card', result: 'success' });
      return;
    case 'streams':
      emit(state, leg, 'streaming.started', { stream_url: what.url });
      return;
    default:
      what satisfies never;
  }
}

function ringMs({ opening }: CarrierLeg): number {
  const secs = opening['timeout_secs'];
  return (typeof secs === 'number' ? secs : 30) * 1_000;
}

function answerIncoming(state: CarrierState, leg: CarrierLeg): void {
  if (leg.signalling !== 'alerting') return;
  answered(state, leg, true);
  after(state, leg.index, longestCallMs, { kind: 'time limit' });
  const recording = recordingFromAnswer(leg.opening);
  if (recording !== undefined) startRecording(state, leg, recording);
  startWithAnswer(state, leg);
}

/** Somebody presses a key. */
export function pressKey(state: CarrierState, leg: CarrierLeg, key: string): void {
  if (leg.signalling !== 'answered') return;
  const dtmfInMs = msOf(modelTiming.dtmf);
  emitLater(state, leg, dtmfInMs, 'call.dtmf.received', { digit: key });
  pressInGather(state, leg, key, dtmfInMs);
}
