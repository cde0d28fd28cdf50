/**
 * The life of a leg, from its making to its end, and what ties it to others: bridges, transfers, queues. As the
 * simulator does it (dialling, bridging, transferring, waiting queues).
 */
import {
  beginDetection,
  converse,
  endConversation,
  type RecordingWish,
  startRecording,
  stopRecordings,
} from './activities.ts';
import { after, cancel } from './agenda.ts';
import type { CarrierLeg, CarrierState, PickedUp } from './carrier-state.ts';
import { endGather, promptOver } from './gather.ts';
import { cutMedia } from './media.ts';
import { modelTiming, msOf } from './model-timing.ts';
import { emit, emitLater, wireTime } from './webhooks.ts';

/** How a leg ends. */
export interface HangupFacts {
  readonly cause: string;
  readonly source: 'caller' | 'callee' | 'unknown';
  readonly sip: string;
}

/** What makes a leg what it is. */
export type NewLeg = Pick<
  CarrierLeg,
  'direction' | 'from' | 'to' | 'session' | 'transferOf' | 'opening' | 'joins' | 'timeLimitMs' | 'detection'
> & { readonly clientState: string | null; readonly parks: boolean };

/** Makes a leg. */
export function makeLeg(state: CarrierState, wanted: NewLeg): CarrierLeg {
  const leg: CarrierLeg = {
    ...wanted,
    index: state.legs.length,
    initiatedAt: state.now,
    signalling: 'requested',
    answering: false,
    by: undefined,
    answeredAt: undefined,
    endedAt: undefined,
    attachment: { kind: 'none' },
    held: false,
    holds: false,
    media: [],
    gather: undefined,
    recordings: [],
    conversation: undefined,
    streams: [],
    transcribing: false,
    ringsFor: wanted.transferOf,
    keyed: false,
    isOwedWords: false,
    deadSince: undefined,
  };
  state.legs.push(leg);
  return leg;
}

/** A leg is dialled: it rings in a while, until its time is up or somebody does something. */
export function ringOut(state: CarrierState, leg: CarrierLeg, inMs: number): void {
  emitLater(state, leg, inMs, 'call.initiated', {
    direction: 'outgoing',
    start_time: wireTime(state, leg.initiatedAt),
    state: 'bridging',
  });
  after(state, leg.index, inMs, { kind: 'rings' });
}

/** The leg is answered. */
export function answered(state: CarrierState, leg: CarrierLeg, announce: boolean): void {
  if (leg.signalling === 'answered' || leg.signalling === 'ended') return;
  leg.signalling = 'answered';
  leg.answeredAt = state.now;
  cancel(state, (due) => due.leg === leg.index && (due.what.kind === 'patience' || due.what.kind === 'ring timeout'));
  if (announce)
    emit(state, leg, 'call.answered', {
      codec: 'PCMU',
      sampling_rate: 8_000,
      start_time: wireTime(state, leg.initiatedAt),
    });
}

/** What was asked for together with the answer of a leg. */
export function startWithAnswer(state: CarrierState, leg: CarrierLeg): void {
  const { opening } = leg;
  if (opening['transcription'] === true) leg.transcribing = true;
  const url = opening['stream_url'];
  if (typeof url === 'string') startStream(state, leg, url, typeof opening['stream_bidirectional_mode'] === 'string');
  if (opening['assistant'] !== undefined) converse(state, leg, 'assistant');
  else if (opening['conversation_relay_config'] !== undefined) converse(state, leg, 'relay');
}

/** A stream begins; it says so a moment later. */
export function startStream(state: CarrierState, leg: CarrierLeg, url: string, talks: boolean): void {
  leg.streams = [...leg.streams, { url, talks }];
  after(state, leg.index, msOf(modelTiming.streamStart), { kind: 'streams', url });
}

/** Streams stop. @returns whether there was one */
export function stopStreams(state: CarrierState, leg: CarrierLeg, delayMs = 0): boolean {
  const stopped = leg.streams;
  leg.streams = [];
  for (const { url } of stopped) emitLater(state, leg, delayMs, 'streaming.stopped', { stream_url: url });
  return stopped.length > 0;
}

/** The `record_*` params of commands that open a leg. */
export function recordingFromAnswer(params: Readonly<Record<string, unknown>>): RecordingWish | undefined {
  if (params['record'] === undefined) return undefined;
  const secs = (key: string): number => (typeof params[key] === 'number' ? params[key] * 1_000 : 0);
  return {
    format: params['record_format'] === 'wav' ? 'wav' : 'mp3',
    channels: params['record_channels'] === 'single' ? 'single' : 'dual',
    maxMs: secs('record_max_length'),
    silenceMs: secs('record_timeout_secs'),
    transcribed: false,
  };
}

/** Somebody picks up a leg that rings. */
export function pickUp(state: CarrierState, leg: CarrierLeg, by: PickedUp): void {
  leg.by = by;
  answered(state, leg, true);
  after(state, leg.index, leg.timeLimitMs, { kind: 'time limit' });
  const recording = recordingFromAnswer(leg.opening);
  if (recording !== undefined) startRecording(state, leg, recording);
  beginDetection(state, leg, by);
  if (leg.transferOf !== undefined) {
    const first = state.legs[leg.transferOf];
    if (first === undefined || first.signalling === 'ended') return;
    bridgeSoon(state, first, leg, state.variants.transferBridgedOn === 'both legs');
    return;
  }
  startWithAnswer(state, leg);
  joinAtOnce(state, leg);
}

function joinAtOnce(state: CarrierState, leg: CarrierLeg): void {
  const supervised = leg.opening['supervised'];
  if (typeof supervised === 'number') {
    if (state.legs[supervised]?.signalling !== 'ended') leg.attachment = { kind: 'supervising', peer: supervised };
    return;
  }
  const { conference_config: conference } = leg.opening as { conference_config?: { conference_name?: string } };
  if (conference?.conference_name !== undefined) {
    leg.attachment = { kind: 'conference', name: conference.conference_name };
    return;
  }
  const peer = leg.joins === undefined ? undefined : state.legs[leg.joins];
  if (peer === undefined || peer.signalling === 'ended') return;
  if (leg.opening['prevent_double_bridge'] === true && peer.attachment.kind === 'bridged')
    endLeg(state, leg, { cause: 'normal_clearing', source: 'caller', sip: 'unspecified' });
  else bridgeSoon(state, leg, peer, true);
}

/** Joins two legs after a moment; an incoming one that still rings is answered first (variant V6). */
export function bridgeSoon(state: CarrierState, first: CarrierLeg, second: CarrierLeg, both: boolean): void {
  for (const leg of [first, second]) {
    if (leg.direction !== 'incoming' || leg.signalling !== 'alerting') continue;
    answered(state, leg, state.variants.bridgeOfAlertingLegEmitsAnswered);
    after(state, leg.index, longestCallMs, { kind: 'time limit' });
  }
  after(state, first.index, msOf(modelTiming.bridge), { kind: 'bridge', peer: second.index, announced: both });
}

/** No call is longer than four hours. */
export const longestCallMs = 14_400_000;

/** The moment of a bridge has come. */
export function bridgeNow(state: CarrierState, first: CarrierLeg, second: CarrierLeg, both: boolean): void {
  if (second.signalling === 'ended') return;
  for (const leg of [first, second]) {
    unbridge(state, leg);
    leaveQueue(state, leg, 'bridged');
    if (state.variants.mediaOnBridge === 'stops') cutMedia(state, leg, 'cancelled', promptOver);
    leg.held = false;
    leg.isOwedWords = false;
  }
  first.attachment = { kind: 'bridged', peer: second.index };
  second.attachment = { kind: 'bridged', peer: first.index };
  if (both) emit(state, first, 'call.bridged', { start_time: wireTime(state, first.initiatedAt) });
  emitLater(state, second, msOf(modelTiming.bridgePartner), 'call.bridged', {
    start_time: wireTime(state, second.initiatedAt),
  });
  if (second.ringsFor === first.index) second.ringsFor = undefined;
}

/** Takes a leg out of its bridge; the partner hangs up or parks. */
export function unbridge(state: CarrierState, leg: CarrierLeg): void {
  if (leg.attachment.kind !== 'bridged') return;
  const peer = state.legs[leg.attachment.peer];
  leg.attachment = { kind: 'none' };
  if (peer !== undefined) partnerLeft(state, peer, leg);
}

function partnerLeft(state: CarrierState, leg: CarrierLeg, partner: CarrierLeg): void {
  if (leg.signalling === 'ended' || leg.attachment.kind !== 'bridged' || leg.attachment.peer !== partner.index) return;
  leg.attachment = { kind: 'none' };
  if (leg.parks) return;
  if (leg.holds) leg.held = true;
  else after(state, leg.index, msOf(modelTiming.unbridge), { kind: 'left behind' });
}

/** Takes a leg out of its queue. @returns whether it was in one */
export function leaveQueue(state: CarrierState, leg: CarrierLeg, reason: string): boolean {
  const { attachment } = leg;
  if (attachment.kind !== 'queued') return false;
  if (leg.signalling !== 'ended') leg.attachment = { kind: 'none' };
  cancel(state, (due) => due.leg === leg.index && due.what.kind === 'queue timeout');
  const delayMs = msOf(reason === 'hangup' ? modelTiming.endings : modelTiming.dequeue);
  emitLater(state, leg, delayMs, 'call.dequeued', {
    queue: attachment.queue,
    queue_position: 1,
    reason,
    wait_time_secs: Math.round((state.now - attachment.since) / 1_000),
  });
  return true;
}

/** The leg is over: what runs on it ends, and others are told. */
export function endLeg(
  state: CarrierState,
  leg: CarrierLeg,
  facts: HangupFacts,
  hangupInMs = msOf(modelTiming.endings),
): void {
  if (leg.signalling === 'ended') return;
  leg.signalling = 'ended';
  leg.endedAt = state.now;
  cancel(state, (due) => due.bound && due.leg === leg.index);
  endGather(state, leg, 'call_hangup');
  cutMedia(state, leg, 'call_hangup', promptOver);
  endConversation(state, leg, 'call_hangup');
  stopStreams(state, leg, msOf(modelTiming.endings));
  endTies(state, leg);
  leg.attachment = { kind: 'none' };
  leg.deadSince = undefined;
  emitLater(state, leg, hangupInMs, 'call.hangup', {
    end_time: wireTime(state, state.now + hangupInMs),
    hangup_cause: facts.cause,
    hangup_source: facts.source,
    sip_hangup_cause: facts.sip,
    start_time: wireTime(state, leg.initiatedAt),
  });
  stopRecordings(state, leg, undefined, hangupInMs);
}

function endTies(state: CarrierState, leg: CarrierLeg): void {
  for (const other of state.legs) {
    if (other.transferOf === leg.index && other.attachment.kind === 'none') {
      const talks = other.signalling === 'answered';
      endLeg(state, other, {
        cause: talks ? 'normal_clearing' : 'originator_cancel',
        source: 'caller',
        sip: talks ? '200' : '487',
      });
    }
    if (other.attachment.kind === 'supervising' && other.attachment.peer === leg.index)
      other.attachment = { kind: 'none' };
  }
  if (leg.attachment.kind === 'bridged') {
    const peer = state.legs[leg.attachment.peer];
    if (peer !== undefined) partnerLeft(state, peer, leg);
  }
  leaveQueue(state, leg, 'hangup');
  leg.ringsFor = undefined;
}

/** The far end puts the phone down. */
export function partyHangsUp(state: CarrierState, leg: CarrierLeg): void {
  const isIncoming = leg.direction === 'incoming';
  if (leg.signalling === 'answered')
    endLeg(state, leg, { cause: 'normal_clearing', source: isIncoming ? 'caller' : 'callee', sip: '200' });
  else if (isIncoming) endLeg(state, leg, { cause: 'originator_cancel', source: 'caller', sip: '487' });
  else endLeg(state, leg, { cause: 'call_rejected', source: 'callee', sip: '603' });
}

/** We put the phone down. */
export function ownHangup(leg: CarrierLeg): HangupFacts {
  if (leg.direction === 'outgoing' && leg.signalling !== 'answered')
    return { cause: 'originator_cancel', source: 'caller', sip: '487' };
  return { cause: 'normal_clearing', source: leg.direction === 'incoming' ? 'callee' : 'caller', sip: 'unspecified' };
}
