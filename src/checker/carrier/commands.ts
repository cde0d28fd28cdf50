/**
 * What the carrier does with a command: refuses it for the leg's state, or carries it out. As the simulator does it;
 * params have passed the command's schema before. Commands that change nothing that a flow could notice answer 200.
 */
import type { CommandName } from '../../telnyx/commands/registry.ts';
import { problem, type ProblemName } from '../../simulator/problem.ts';
import { converse, endConversation, startRecording, stopRecordings } from './activities.ts';
import { after, later } from './agenda.ts';
import { type CarrierLeg, type CarrierState, controlId, type Detecting, legOfControlId } from './carrier-state.ts';
import { askForDigits, playAudio, speak, stopAudio, stopGathering } from './media-commands.ts';
import {
  bridgeSoon,
  endLeg,
  leaveQueue,
  longestCallMs,
  makeLeg,
  ownHangup,
  recordingFromAnswer,
  ringOut,
  startStream,
  stopStreams,
  unbridge,
} from './leg-life.ts';
import { modelTiming, msOf } from './model-timing.ts';

type Params = Readonly<Record<string, unknown>>;

/** The carrier's answer. */
export type Reply =
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly status: number; readonly code: string; readonly title: string };

/** Accepted. */
export const accepted: Reply = { ok: true, data: { result: 'ok' } };

/** Refused, in the words that Telnyx has for it. */
export function refused(name: ProblemName): Reply {
  const { status, code, title } = problem(name);
  return { ok: false, status, code, title };
}

type Handler = (state: CarrierState, leg: CarrierLeg, params: Params) => Reply;

/** What an incoming leg takes while it rings, and an outgoing one before it is answered. */
const WHILE_RINGING: ReadonlySet<CommandName> = new Set<CommandName>([
  'answer',
  'reject',
  'hangup',
  'transfer',
  'refer',
  'bridge',
  'updateClientState',
]);
const WHILE_DIALLING: ReadonlySet<CommandName> = new Set<CommandName>(['hangup', 'updateClientState']);

/** Carries out a command on a leg. */
export function carryOut(state: CarrierState, leg: CarrierLeg, name: CommandName, params: Params): Reply {
  const refusal = refusedByState(state, leg, name);
  if (refusal !== undefined) return refusal;
  const previous = leg.clientState;
  const { client_state: clientState } = params;
  // Set before the command acts: what it sends bears it already.
  if (typeof clientState === 'string') leg.clientState = clientState;
  const reply = handlers[name]?.(state, leg, params) ?? accepted;
  if (!reply.ok) leg.clientState = previous;
  return reply;
}

function refusedByState({ variants }: CarrierState, leg: CarrierLeg, name: CommandName): Reply | undefined {
  if (leg.signalling === 'ended') return refused('callEnded');
  if (name === 'answer' && leg.direction === 'outgoing') return refused('answerOutgoing');
  if (leg.signalling === 'answered') return undefined;
  if (leg.direction === 'outgoing') return WHILE_DIALLING.has(name) ? undefined : refused('notAnswered');
  if (name === 'enqueue' && variants.enqueueOfAlertingLeg === 'accepted') return undefined;
  return WHILE_RINGING.has(name) ? undefined : refused('notAnswered');
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const amount = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
const secsOf = (params: Params, key: string, otherwise: number): number => amount(params[key], otherwise) * 1_000;

/** A stop with nothing to stop (variant V8). */
const stopped = ({ variants }: CarrierState, found: boolean): Reply =>
  found || variants.stopOfNothing === 'ok' ? accepted : refused('unprocessable');

const talk =
  (kind: 'assistant' | 'relay' | 'gather'): Handler =>
  (state, leg, params) => {
    if (leg.conversation !== undefined) return refused('assistantActive');
    converse(state, leg, kind, kind === 'gather' ? amount(params['user_response_timeout_ms'], 10_000) : undefined);
    return { ok: true, data: { result: 'ok', conversation_id: 'conversation-1' } };
  };
const stopTalk: Handler = (state, leg) => {
  const found = leg.conversation !== undefined;
  endConversation(state, leg, 'stopped');
  return stopped(state, found);
};
const recordingOf = (leg: CarrierLeg, params: Params): number | undefined =>
  leg.recordings.find(({ id }) => `recording-${id}` === params['recording_id'])?.id;
const pause =
  (paused: boolean): Handler =>
  (state, leg) => {
    const found = leg.recordings.length > 0;
    leg.recordings = leg.recordings.map((one) => ({ ...one, paused }));
    return stopped(state, found);
  };

const handlers: Readonly<Partial<Record<CommandName, Handler>>> = {
  answer: (state, leg, params) => {
    if (leg.signalling !== 'alerting') return refused('unprocessable');
    if (!leg.answering) {
      leg.answering = true;
      after(state, leg.index, msOf(modelTiming.answer), { kind: 'answered' });
      leg.opening = params;
    }
    return accepted;
  },
  reject: (state, leg, params) => {
    if (leg.direction !== 'incoming' || leg.signalling !== 'alerting') return refused('unprocessable');
    const isBusy = params['cause'] === 'USER_BUSY';
    const facts = {
      cause: isBusy ? 'user_busy' : 'call_rejected',
      source: 'callee',
      sip: isBusy ? '486' : '603',
    } as const;
    endLeg(state, leg, facts, msOf(modelTiming.hangup));
    return accepted;
  },
  hangup: (state, leg) => {
    endLeg(state, leg, ownHangup(leg), msOf(modelTiming.hangup));
    return accepted;
  },
  speak,
  startPlayback: playAudio,
  stopPlayback: stopAudio,
  gather: askForDigits(undefined),
  gatherUsingSpeak: askForDigits('speak'),
  gatherUsingAudio: askForDigits('playback'),
  stopGather: stopGathering,
  transfer: transferTo,
  bridge,
  enqueue: (state, leg, params) => {
    unbridge(state, leg);
    if (leg.attachment.kind === 'queued') return refused('alreadyQueued');
    const queue = text(params['queue_name']) ?? '';
    leg.isOwedWords = true;
    leg.attachment = { kind: 'queued', queue, since: state.now, music: state.variants.queuedLegHearsMusic };
    if (params['max_wait_time_secs'] !== undefined)
      after(state, leg.index, secsOf(params, 'max_wait_time_secs', 0), { kind: 'queue timeout' });
    later(state, leg.index, msOf(modelTiming.enqueue), {
      kind: 'emit',
      event: 'call.enqueued',
      payload: { current_position: 1, queue, queue_avg_wait_time_secs: 0 },
    });
    return accepted;
  },
  leaveQueue: (state, leg) => (leaveQueue(state, leg, 'leave') ? accepted : refused('notQueued')),
  startRecording: (state, leg, params) => {
    if (state.now < (leg.answeredAt ?? 0) + msOf(modelTiming.audioStart)) return refused('recordingTooEarly');
    const silenceMs = secsOf(params, 'timeout_secs', 0);
    if (silenceMs > 0 && leg.transcribing) return refused('recordingWhileTranscribing');
    startRecording(state, leg, {
      format: text(params['format']) ?? 'mp3',
      channels: text(params['channels']) ?? 'single',
      maxMs: secsOf(params, 'max_length', 0),
      silenceMs,
      transcribed: params['transcription'] === true,
    });
    return accepted;
  },
  stopRecording: (state, leg, params) => stopped(state, stopRecordings(state, leg, recordingOf(leg, params))),
  pauseRecording: pause(true),
  resumeRecording: pause(false),
  startAIAssistant: talk('assistant'),
  joinAIAssistant: talk('assistant'),
  gatherUsingAI: talk('gather'),
  startConversationRelay: talk('relay'),
  stopAIAssistant: stopTalk,
  stopConversationRelay: stopTalk,
  startStreaming: (state, leg, params) => {
    if (leg.streams.length > 0) return refused('streamingUsed');
    const talks = params['stream_bidirectional_mode'] !== undefined || params['enable_dialogflow'] === true;
    startStream(state, leg, text(params['stream_url']) ?? 'dialogflow', talks);
    return accepted;
  },
  stopStreaming: (state, leg) => stopped(state, stopStreams(state, leg)),
  startTranscription: (_state, leg) => {
    if (leg.transcribing) return refused('alreadyTranscribing');
    leg.transcribing = true;
    return accepted;
  },
  stopTranscription: (state, leg) => {
    const found = leg.transcribing;
    leg.transcribing = false;
    return stopped(state, found);
  },
  refer: (state, leg) => {
    const bridgeMs = msOf(modelTiming.bridge);
    later(state, leg.index, bridgeMs, {
      kind: 'emit',
      event: 'call.refer.started',
      payload: { sip_notify_response: 100 },
    });
    after(state, leg.index, bridgeMs + msOf(modelTiming.refer), { kind: 'referred' });
    return accepted;
  },
  pay: (state, leg) => {
    leg.isOwedWords = false;
    leg.recordings = leg.recordings.map((one) => ({ ...one, paused: true }));
    after(state, leg.index, 10_000, { kind: 'paid' });
    return accepted;
  },
};

function transferTo(state: CarrierState, leg: CarrierLeg, params: Params): Reply {
  leg.parks = params['park_after_unbridge'] === 'self';
  leg.isOwedWords = true;
  leaveQueue(state, leg, 'bridging-in-process');
  const target = makeLeg(state, {
    direction: 'outgoing',
    to: text(params['to']) ?? '',
    from: text(params['from']) ?? leg.to,
    session: leg.session,
    transferOf: leg.index,
    joins: undefined,
    opening: { ...params, client_state: undefined, transcription: undefined },
    timeLimitMs: secsOf(params, 'time_limit_secs', longestCallMs / 1_000),
    detection: detectionOf(params),
    clientState: text(params['target_leg_client_state']) ?? null,
    parks: false,
  });
  ringOut(state, target, msOf(modelTiming.commandAnswer) + Math.max(1, msOf(modelTiming.dialInitiated)));
  return accepted;
}

function bridge(state: CarrierState, leg: CarrierLeg, params: Params): Reply {
  const keep = (): void => {
    leg.parks = params['park_after_unbridge'] === 'self';
    leg.holds = params['hold_after_unbridge'] === true;
    const recording = recordingFromAnswer(params);
    if (recording !== undefined) startRecording(state, leg, recording);
  };
  // The head of a queue is a caller of another call: there is none here.
  if (params['queue'] !== undefined) return refused('unprocessable');
  if (params['video_room_id'] !== undefined) {
    keep();
    leg.attachment = { kind: 'conference', name: 'video room' };
    leg.isOwedWords = false;
    later(state, leg.index, 0, { kind: 'emit', event: 'call.bridged', payload: {} });
    return accepted;
  }
  const other = legOfControlId(state, params['call_control_id']);
  if (other === undefined) return refused('invalidCallControlId');
  if (other.signalling === 'ended') return refused('callEnded');
  if (other === leg) return refused('badRequest');
  if (other.direction === 'outgoing' && other.signalling !== 'answered') return refused('notAnswered');
  if (params['prevent_double_bridge'] === true && other.attachment.kind === 'bridged') return refused('unprocessable');
  keep();
  bridgeSoon(state, leg, other, true);
  return accepted;
}

/** Dials: the answer names the new leg. */
export function dial(state: CarrierState, params: Params): Reply {
  const linked = params['link_to'] === undefined ? undefined : legOfControlId(state, params['link_to']);
  const supervised = legOfControlId(state, params['supervise_call_control_id']);
  if (params['link_to'] !== undefined && linked === undefined) return refused('invalidCallControlId');
  if (linked?.signalling === 'ended' || supervised?.signalling === 'ended') return refused('callEnded');
  const leg = makeLeg(state, {
    direction: 'outgoing',
    to: text(params['to']) ?? '',
    from: text(params['from']) ?? '',
    session: linked?.session ?? state.legs.length,
    transferOf: undefined,
    joins: params['bridge_on_answer'] === true ? linked?.index : undefined,
    opening: { ...params, ...(supervised !== undefined && { supervised: supervised.index }) },
    timeLimitMs: secsOf(params, 'time_limit_secs', longestCallMs / 1_000),
    detection: detectionOf(params),
    clientState: text(params['client_state']) ?? null,
    parks: params['park_after_unbridge'] === 'self',
  });
  ringOut(state, leg, Math.max(1, msOf(modelTiming.dialAnswer) + msOf(modelTiming.dialInitiated)));
  return {
    ok: true,
    data: {
      call_control_id: controlId(leg.index),
      call_leg_id: `leg-${String.fromCharCode(65 + leg.index)}`,
      call_session_id: `session-${leg.session}`,
      is_alive: false,
    },
  };
}

function detectionOf(params: Params): Detecting | undefined {
  const mode = params['answering_machine_detection'];
  if (typeof mode !== 'string' || mode === 'disabled') return undefined;
  const config = params['answering_machine_detection_config'] as { total_analysis_time_millis?: number } | undefined;
  const limitMs = config?.total_analysis_time_millis ?? (mode === 'premium' ? 30_000 : 3_500);
  return { mode: mode as Detecting['mode'], limitMs };
}
