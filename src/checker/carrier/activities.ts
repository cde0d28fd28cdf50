/**
 * What else runs on a leg: recordings, conversations, machine detection. Each as the simulator does it; none knows
 * another leg.
 */
import { after, cancel } from './agenda.ts';
import type { CarrierLeg, CarrierState, Conversation, PickedUp, Recording } from './carrier-state.ts';
import { endGather, promptOver } from './gather.ts';
import { cutMedia } from './media.ts';
import { modelTiming, msOf } from './model-timing.ts';
import { emit, emitLater, wireTime } from './webhooks.ts';

/** What a recording is started with. */
export type RecordingWish = Pick<Recording, 'format' | 'channels' | 'maxMs' | 'silenceMs' | 'transcribed'>;

/** Starts a recording. */
export function startRecording(state: CarrierState, leg: CarrierLeg, wish: RecordingWish): void {
  state.count += 1;
  const recording: Recording = { ...wish, id: state.count, startedAt: state.now, paused: false };
  leg.recordings = [...leg.recordings, recording];
  leg.keyed = false;
  if (wish.maxMs > 0) after(state, leg.index, wish.maxMs, { kind: 'recording limit', recording: recording.id });
  if (wish.silenceMs > 0) after(state, leg.index, wish.silenceMs, { kind: 'recording limit', recording: recording.id });
}

/** Stops recordings: one by its number, or all. @returns whether there was one */
export function stopRecordings(state: CarrierState, leg: CarrierLeg, id: number | undefined, inMs = 0): boolean {
  const stopped = leg.recordings.filter((one) => id === undefined || one.id === id);
  leg.recordings = leg.recordings.filter((one) => !stopped.includes(one));
  for (const one of stopped) {
    cancel(state, ({ what }) => what.kind === 'recording limit' && what.recording === one.id);
    const savedInMs = inMs + msOf(modelTiming.recordingSaved);
    const [start, end] = [wireTime(state, one.startedAt), wireTime(state, state.now)];
    emitLater(state, leg, savedInMs, 'call.recording.saved', {
      channels: one.channels,
      end_time: end,
      format: one.format,
      public_recording_urls: {},
      recording_ended_at: end,
      recording_id: `recording-${one.id}`,
      recording_started_at: start,
      recording_urls: { [one.format]: `https://recordings.simulated.example/${one.id}.${one.format}` },
      start_time: start,
    });
    if (!one.transcribed) continue;
    emitLater(state, leg, savedInMs + msOf(modelTiming.recordingTranscription), 'call.recording.transcription.saved', {
      recording_id: `recording-${one.id}`,
      status: 'completed',
      transcription_text: 'Simulated transcription.',
    });
  }
  return stopped.length > 0;
}

/** Starts a conversation on a leg that has none. */
export function converse(
  state: CarrierState,
  leg: CarrierLeg,
  kind: Conversation['kind'],
  answerWithinMs?: number,
): void {
  leg.isOwedWords = false;
  leg.conversation = { kind, startedAt: state.now };
  if (answerWithinMs !== undefined) after(state, leg.index, answerWithinMs, { kind: 'ai silence' });
}

/** Ends a conversation. */
export function endConversation(
  state: CarrierState,
  leg: CarrierLeg,
  reason: 'stopped' | 'customer_disconnect' | 'call_hangup' | null,
  result?: Readonly<Record<string, unknown>>,
): void {
  const { conversation } = leg;
  if (conversation === undefined) return;
  leg.conversation = undefined;
  cancel(state, (due) => due.leg === leg.index && due.what.kind === 'ai silence');
  const delayMs = msOf(reason === 'call_hangup' ? modelTiming.endings : modelTiming.conversationEnd);
  if (conversation.kind === 'gather') {
    const status = result === undefined ? 'invalid' : 'valid';
    emitLater(state, leg, delayMs, 'call.ai_gather.ended', { message_history: [], result: result ?? {}, status });
  }
  emitLater(state, leg, delayMs, 'call.conversation.ended', {
    conversation_id: 'conversation-1',
    duration_sec: Math.round((state.now - conversation.startedAt) / 1_000),
    reason: reason === 'call_hangup' ? null : reason,
  });
  if (conversation.kind === 'assistant')
    emitLater(state, leg, delayMs + msOf(modelTiming.insights), 'call.conversation_insights.generated', {
      results: [],
    });
}

const beepWaitMs = 30_000;

/** Machine detection begins when the leg is picked up. */
export function beginDetection(state: CarrierState, leg: CarrierLeg, by: PickedUp): void {
  const { detection } = leg;
  if (detection === undefined) return;
  const { mode, limitMs } = detection;
  const isMachine = by.verdict === 'machine';
  const { premiumVerdict, machineVerdict, humanVerdict, greeting } = modelTiming;
  const thinksMs = msOf(mode === 'premium' ? premiumVerdict : isMachine ? machineVerdict : humanVerdict);
  const inTime = by.verdict !== 'not_sure' && thinksMs <= limitMs;
  const atMs = inTime ? thinksMs : limitMs;
  const beepMs = isMachine && by.beep ? msOf(greeting) : undefined;
  if (mode === 'premium' && beepMs !== undefined && beepMs <= atMs) {
    after(state, leg.index, beepMs, greetingOver('call.machine.premium.greeting.ended', 'beep_detected'));
    return;
  }
  after(state, leg.index, atMs, { kind: 'verdict', result: inTime ? by.verdict : 'not_sure', atMs, beepMs });
}

const greetingOver = (event: string, result: string) => ({ kind: 'emit', event, payload: { result } }) as const;

const CLASSIC: Readonly<Record<string, string>> = {
  human_residence: 'human',
  human_business: 'human',
  fax_detected: 'machine',
  silence: 'not_sure',
};

/** The verdict of machine detection. */
export function giveVerdict(
  state: CarrierState,
  leg: CarrierLeg,
  verdict: string,
  atMs: number,
  beepMs: number | undefined,
): void {
  const { detection } = leg;
  if (detection === undefined) return;
  const { mode, limitMs } = detection;
  const say = (delayMs: number, event: string, result: string): void =>
    after(state, leg.index, delayMs, greetingOver(event, result));
  if (mode === 'premium') {
    const event = 'call.machine.premium.greeting.ended';
    if (verdict === 'machine') cutByVerdict(state, leg);
    emit(state, leg, 'call.machine.premium.detection.ended', {
      result: verdict === 'human' ? 'human_residence' : verdict,
    });
    if (verdict !== 'machine') return;
    if (beepMs !== undefined && beepMs <= limitMs) say(beepMs - atMs, event, 'beep_detected');
    else say(Math.max(0, limitMs - atMs), event, 'no_beep_detected');
    return;
  }
  const result = CLASSIC[verdict] ?? verdict;
  if (result === 'machine') cutByVerdict(state, leg);
  emit(state, leg, 'call.machine.detection.ended', { result });
  if (result !== 'machine' || mode === 'detect') return;
  const event = 'call.machine.greeting.ended';
  const beepInMs = beepMs === undefined ? undefined : Math.max(0, beepMs - atMs);
  const isHeard = beepInMs !== undefined && beepInMs <= beepWaitMs;
  if (mode === 'greeting_end') {
    const endsInMs = beepInMs ?? Math.max(0, msOf(modelTiming.greeting) - atMs);
    say(endsInMs, event, beepInMs === undefined ? 'ended' : 'beep_detected');
  } else if (isHeard) say(beepInMs, event, 'beep_detected');
  // Without a beep `detect_beep` never says anything.
  else if (mode === 'detect_words') say(beepWaitMs, event, 'not_sure');
}

function cutByVerdict(state: CarrierState, leg: CarrierLeg): void {
  if (!state.variants.machineVerdictCutsMedia) return;
  endGather(state, leg, 'cancelled_amd');
  cutMedia(state, leg, 'cancelled_amd', promptOver);
}
