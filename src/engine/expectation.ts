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

type Expectation = (leg: Leg, command: PendingCommand, sensitive: boolean) => Leg;

const gathers: Expectation = (leg, command, sensitive) => addGather(leg, command, sensitive);

/** What each command leads one to expect; the others leave no trace on their leg. */
const expectations: Readonly<Partial<Record<CommandName, Expectation>>> = {
  speak: (leg, command) => addPlay(leg, command, 'speak', speechLimitMs(command.params['payload'])),
  startPlayback: (leg, command) =>
    addPlay(leg, command, command.params['overlay'] === true ? 'overlay' : 'playback', playbackLimitMs),
  stopPlayback: (leg, command) => stopPlays(leg, reachOf(leg, command.params)),
  gather: gathers,
  gatherUsingSpeak: gathers,
  gatherUsingAudio: gathers,
  stopGather: (leg) => stopGathers(leg),
  gatherUsingAI: (leg, command, sensitive) => engage(leg, command, 'gather', sensitive),
  startAIAssistant: (leg, command) => engage(leg, command, 'assistant'),
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
    recordings: leg.recordings.map((one) => (one.commandId === id ? { ...one, running: true } : one)),
    // A stream runs when it says so.
    engagements: leg.engagements.map((one) =>
      one.commandId === id && one.kind !== 'stream' ? { ...one, running: true } : one,
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
  };
  const cleared = typeof params['stop'] === 'string' ? stopPlays(leg, () => true) : leg;
  return { ...cleared, plays: [...cleared.plays, play] };
}

/** `current` stops what plays, `all` (the default reaches as far as is safe) the queue; overlays apart. */
function reachOf(leg: Leg, params: Params): (play: Play) => boolean {
  const overlay = params['overlay'] === true;
  const reachable = leg.plays.filter((play) => (play.kind === 'overlay') === overlay);
  return (play) => reachable.includes(play);
}

function addGather(leg: Leg, command: PendingCommand, sensitive: boolean): Leg {
  const gather = { commandId: command.id, command: command.command, step: command.step, sensitive };
  const { privateUntil: _past, ...rest } = leg;
  return { ...(sensitive ? leg : rest), gathers: [...leg.gathers, gather] };
}

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
  const detection = params['answering_machine_detection'];
  const detecting = typeof detection === 'string' && detection !== 'disabled' ? detection : undefined;
  let opened: Leg = detecting === undefined ? leg : { ...leg, detecting };
  if (params['assistant'] !== undefined) opened = engage(opened, command, 'assistant');
  if (params['conversation_relay_config'] !== undefined) opened = engage(opened, command, 'relay');
  if (params['stream_url'] !== undefined && talksBack(params)) opened = engage(opened, command, 'stream');
  return opened;
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
  const secs = params['timeout_secs'];
  return (typeof secs === 'number' ? secs : defaultRingSecs) * 1_000;
}

function addRecording(leg: Leg, command: PendingCommand): Leg {
  const { max_length, timeout_secs, play_beep } = command.params;
  const limited = isPositive(max_length) || isPositive(timeout_secs) || play_beep === true;
  return { ...leg, recordings: [...leg.recordings, { commandId: command.id, limited, running: false }] };
}

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;
