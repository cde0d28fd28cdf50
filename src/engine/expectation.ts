/**
 * What a command leads one to expect of its leg, written down when the command is issued and confirmed when Telnyx
 * accepts it. None of it is connection state yet: a command that is only issued plays nothing and holds nobody.
 */
import type { CommandName } from '../telnyx/commands/registry.ts';
import type { PendingCommand } from './call-state.ts';
import type { Engagement, Leg, PendingAttachment, Play } from './leg.ts';
import { stopGathers, stopPlays } from './media.ts';

type Params = Readonly<Record<string, unknown>>;

// Speech takes some 60 ms a character; twice that and ten seconds is longer than any voice needs.
const speechLimitMs = (payload: unknown): number => 10_000 + 120 * (typeof payload === 'string' ? payload.length : 0);
// Nobody is told how long an audio file is: after this time without its end, it is taken to be over.
const playbackLimitMs = 10 * 60_000;
// Telnyx bridges and enqueues within a second; a lost webhook must not hold a caller for ever.
const attachLimitMs = 10_000;
const referLimitMs = 60_000;
const defaultRingSecs = 30;
// Defaults of the gathers (Telnyx OpenAPI: `timeout_millis`, `maximum_tries`, `maximum_digits`, `inter_digit_timeout_millis`).
const gatherTimeoutMs = 60_000;
const promptedTries = 3;
const mostDigits = 128;
const digitPauseMs = 5_000;
// A call lasts four hours at most (Telnyx OpenAPI: `time_limit_secs`).
const callLimitMs = 14_400_000;
// Webhooks are late by seconds.
const graceMs = 10_000;

type Expectation = (leg: Leg, command: PendingCommand, sensitive: boolean) => Leg;

const gathers: Expectation = (leg, command, sensitive) => addGather(leg, command, sensitive);

/** What each command leads one to expect; the others leave no trace on their leg. */
const expectations: Readonly<Partial<Record<CommandName, Expectation>>> = {
  speak: (leg, command) => addPlay(leg, command, 'speak', speechLimitMs(command.params['payload'])),
  startPlayback: (leg, command) =>
    addPlay(leg, command, command.params['overlay'] === true ? 'overlay' : 'playback', playbackLimitMs),
  stopPlayback: (leg, command) => stopPlays(leg, stopOf(command.params), reachOf(leg, command.params)),
  gather: gathers,
  gatherUsingSpeak: gathers,
  gatherUsingAudio: gathers,
  stopGather: (leg) => stopGathers(leg),
  gatherUsingAI: (leg, command, sensitive) => engage(leg, command, 'gather', sensitive),
  // Card data is private by its nature.
  pay: (leg, command) => engage(leg, command, 'payment', true),
  startAIAssistant: (leg, command) => engage(leg, command, 'assistant'),
  joinAIAssistant: (leg, command) => engage(leg, command, 'assistant'),
  startConversationRelay: (leg, command) => engage(leg, command, 'relay'),
  startStreaming: (leg, command) => (talksBack(command.params) ? engage(leg, command, 'stream') : leg),
  answer: withOpening,
  dial: withOpening,
  transfer: (leg, command) =>
    attachLater(leg, command, 'transfer', ringMs(command.params) + attachLimitMs, command.target),
  bridge: (leg, command) => attachLater(leg, command, 'bridge', attachLimitMs, command.needs[0]),
  enqueue: (leg, command) => attachLater(leg, command, 'enqueue', attachLimitMs),
  refer: (leg, command) => attachLater(leg, command, 'refer', referLimitMs),
  startRecording: addRecording,
};

/** The leg with what the command asks for noted beside its connection state. */
export function expect(leg: Leg, command: PendingCommand, options: { readonly sensitive: boolean }): Leg {
  return expectations[command.command]?.(leg, command, options.sensitive) ?? leg;
}

/** What a stop ends once Telnyx has accepted it, where no webhook tells. */
const stops: Readonly<Partial<Record<CommandName, (leg: Leg) => Leg>>> = {
  stopAIAssistant: (leg) => disengage(leg, 'assistant', 'gather'),
  stopConversationRelay: (leg) => disengage(leg, 'relay'),
  stopRecording: (leg) => ({ ...leg, recordings: [] }),
};

/** The leg after Telnyx has accepted the command. */
export function accept(leg: Leg, command: PendingCommand, at: number): Leg {
  const { id } = command;
  const accepted: Leg = {
    ...leg,
    plays: leg.plays.map((play) => (play.commandId === id ? { ...play, acceptedAt: at } : play)),
    gathers: leg.gathers.map((gather) => (gather.commandId === id ? { ...gather, acceptedAt: at } : gather)),
    recordings: leg.recordings.map((one) => (one.commandId === id ? { ...one, acceptedAt: at } : one)),
    // A stream runs when it says so.
    engagements: leg.engagements.map((one) =>
      one.commandId === id ? { ...one, running: one.running || one.kind !== 'stream', acceptedAt: at } : one,
    ),
    ...(leg.pending?.commandId === id && { pending: { ...leg.pending, acceptedAt: at } }),
  };
  return stops[command.command]?.(accepted) ?? accepted;
}

/** The leg after the command came to nothing: what it asked for is not expected any more. */
export function renounce(leg: Leg, commandId: string): Leg {
  const { pending, ...rest } = leg;
  return {
    ...rest,
    plays: leg.plays.filter((play) => play.commandId !== commandId),
    gathers: leg.gathers.filter((gather) => gather.commandId !== commandId),
    recordings: leg.recordings.filter((recording) => recording.commandId !== commandId),
    engagements: leg.engagements.filter((engagement) => engagement.commandId !== commandId),
    ...(pending !== undefined && pending.commandId !== commandId && { pending }),
  };
}

function addPlay(leg: Leg, command: PendingCommand, kind: Play['kind'], limitMs: number): Leg {
  const { params } = command;
  const media = params['audio_url'] ?? params['media_name'];
  const loop = params['loop'];
  const play: Play = {
    commandId: command.id,
    kind,
    step: command.step,
    infinite: loop === 'infinity',
    limitMs: limitMs * (typeof loop === 'number' && loop > 1 ? loop : 1),
    ...(typeof media === 'string' && kind !== 'speak' && { media }),
    origin: command.origin,
  };
  const cleared = typeof params['stop'] === 'string' ? stopPlays(leg, stopOf(params), () => true) : leg;
  return { ...cleared, plays: [...cleared.plays, play] };
}

/** `current` stops what sounds, `all` the queue as well (Telnyx OpenAPI: default `all`). */
const stopOf = (params: Params): 'current' | 'all' => (params['stop'] === 'current' ? 'current' : 'all');

/** Overlays are stopped apart. What sounds now cannot be told for sure, so every open play is reached. */
function reachOf(leg: Leg, params: Params): (play: Play) => boolean {
  const overlay = params['overlay'] === true;
  const reachable = leg.plays.filter((play) => (play.kind === 'overlay') === overlay);
  return (play) => reachable.includes(play);
}

function addGather(leg: Leg, command: PendingCommand, sensitive: boolean): Leg {
  const { id: commandId, step, origin } = command;
  const gather = { commandId, command: command.command, step, sensitive, limitMs: gatherLimitMs(command), origin };
  return { ...leg, gathers: [...leg.gathers, gather] };
}

/** Each try is a prompt and the time to answer it; a plain gather has neither prompt nor tries. */
function gatherLimitMs({ command, params }: PendingCommand): number {
  const timeoutMs = amount(params['timeout_millis'], gatherTimeoutMs);
  if (command === 'gather') return timeoutMs + graceMs;
  const promptMs =
    command === 'gatherUsingAudio'
      ? playbackLimitMs
      : Math.max(speechLimitMs(params['payload']), speechLimitMs(params['invalid_payload']));
  const keysMs =
    amount(params['maximum_digits'], mostDigits) * amount(params['inter_digit_timeout_millis'], digitPauseMs);
  return amount(params['maximum_tries'], promptedTries) * (promptMs + timeoutMs) + keysMs + graceMs;
}

const amount = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

function engage(leg: Leg, command: PendingCommand, kind: Engagement['kind'], sensitive = false): Leg {
  const engagement: Engagement = { commandId: command.id, kind, running: false, ...(sensitive && { sensitive }) };
  return { ...leg, engagements: [...leg.engagements, engagement] };
}

function disengage(leg: Leg, ...kinds: readonly Engagement['kind'][]): Leg {
  return { ...leg, engagements: leg.engagements.filter((engagement) => !kinds.includes(engagement.kind)) };
}

/** `answer` and `dial` may start an assistant, a relay, a stream and machine detection along with the leg. */
function withOpening(leg: Leg, command: PendingCommand): Leg {
  const { params } = command;
  let opened = withDetection(leg, command);
  if (params['assistant'] !== undefined) opened = engage(opened, command, 'assistant');
  if (params['conversation_relay_config'] !== undefined) opened = engage(opened, command, 'relay');
  if (params['stream_url'] !== undefined && talksBack(params)) opened = engage(opened, command, 'stream');
  return opened;
}

/** Machine detection that begins when the leg is answered: of a dial its own, of a transfer the leg that it makes. */
export function withDetection(leg: Leg, { params }: PendingCommand): Leg {
  const detecting = params['answering_machine_detection'];
  return typeof detecting === 'string' && detecting !== 'disabled' ? { ...leg, detecting } : leg;
}

/** Whether a stream talks back: then it holds the caller. */
const talksBack = (params: Params): boolean => typeof params['stream_bidirectional_mode'] === 'string';

function attachLater(
  leg: Leg,
  command: PendingCommand,
  kind: PendingAttachment['kind'],
  limitMs: number,
  peer?: string,
): Leg {
  const pending: PendingAttachment = { commandId: command.id, kind, limitMs, ...(peer !== undefined && { peer }) };
  return { ...leg, pending };
}

function ringMs(params: Params): number {
  return amount(params['timeout_secs'], defaultRingSecs) * 1_000;
}

function addRecording(leg: Leg, command: PendingCommand): Leg {
  const { max_length, timeout_secs, play_beep } = command.params;
  const limited = isPositive(max_length) || isPositive(timeout_secs) || play_beep === true;
  const limitMs = isPositive(max_length) ? amount(max_length, 0) * 1_000 + graceMs : callLimitMs;
  return { ...leg, recordings: [...leg.recordings, { commandId: command.id, limited, limitMs }] };
}

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;
