/**
 * Rule: no command comes at a time when Telnyx refuses it. It sees what is wrong on every way; what is wrong on some
 * way only is found by the exploration, under the same code. Source: Telnyx docs, API error codes (90018, 90020, 90034,
 * 90038, 90061, 90102).
 */
import type { CommandName } from '../../telnyx/commands/registry.ts';
import type { Found, Rule } from '../finding.ts';
import type { CommandInFacts } from '../model/fixpoint.ts';
import { type FlowModel, pathOf, type Way } from '../model/flow-model.ts';
import { addressedLeg } from '../model/leg-changes.ts';
import { FIRST, Hold, Is, legOf, type LegFacts, only, Sig } from '../model/leg-facts.ts';
import { type CommandUse, GATHERS, numberParam, textParam } from '../model/command-use.ts';
import { readEventName } from '../model/event-names.ts';
import { modelTiming, msOf } from '../carrier/model-timing.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const wrongState: Rule = {
  code: 'wrong-state',
  severity: 'error',
  reason: 'Telnyx refuses the command, and the caller hears nothing of what it was to do.',
  advice:
    'Wait for the event that makes it legal: `call.answered` before anything is said, `agent.call.answered` before a bridge.',
  bad: `{
  initial: 'greeting',
  states: {
    greeting: {
      entry: [answer(), speak({ payload: 'Hello.' })], // the call is not answered yet
      on: { 'call.speak.ended': 'done' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Hello.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: ({ facts, model }) =>
    onceEach([
      ...facts.commands.flatMap((command): Found[] => {
        if (command.isVague) return [];
        const message = refusal(command, model);
        if (message === undefined) return [];
        const state = pathOf(command.node);
        return isAfterAnswer(command)
          ? [{ state, message: `${message} ${unheard}`, severity: 'note' }]
          : [{ state, message }];
      }),
      ...neverStarted(model),
    ]),
};

/** What an incoming leg takes before it is answered, and an outgoing one. */
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
/** To hang up what is gone, or is not there yet, does no harm: the engine knows. */
const HARMLESS: ReadonlySet<CommandName> = new Set<CommandName>(['hangup', 'reject']);

const unheard = 'It comes to that only when Telnyx does not take the answer.';

/** A timer of the state that answers: the engine itself tells that the call is answered, ten seconds later at the latest. */
function isAfterAnswer({ way, before, use, scene }: CommandInFacts): boolean {
  const isTimer = way !== undefined && readEventName(way.event).kind === 'timer';
  const key = addressedLeg(use, scene);
  return isTimer && key !== undefined && only(legOf(before, key).sig, Sig.answering);
}

function refusal({ use, before, scene, place, way }: CommandInFacts, model: FlowModel): string | undefined {
  const { command } = use;
  if (command === 'dial') return undefined;
  const key = addressedLeg(use, scene);
  if (key === undefined) return undefined;
  const leg = legOf(before, key);
  const isOutgoing = key !== FIRST || !model.incoming;
  const name = key === FIRST ? "the call's first leg" : `the leg "${key}"`;
  if (command === 'answer' && isOutgoing)
    return `answer is for incoming legs, and ${name} is one that was dialled (90102).`;
  if (HARMLESS.has(command)) return rejectedTooLate(command, leg);
  // What a state stops whenever it is left, it also stops when the hangup leads out of it.
  const isLeaving = leg.sig !== 0 && only(leg.leaving, Is.yes);
  if ((only(leg.sig, Sig.ended) || isLeaving) && place === 'exit' && STARTS[command] !== undefined) return undefined;
  if (isLeaving && !only(leg.sig, Sig.ended)) return `${command} is sent to ${name} when the flow has just hung it up.`;
  if (only(leg.sig, Sig.ended)) return `${command} is sent to ${name} when it has ended (90018).`;
  if (only(leg.sig, Sig.none)) return `${command} addresses ${name} before anything has made it.`;
  const unanswered = only(leg.sig, Sig.none | Sig.ringing | Sig.answering);
  if (unanswered && !(isOutgoing ? WHILE_DIALLING : WHILE_RINGING).has(command)) {
    return `${command} is sent to ${name} before it is answered (90034).`;
  }
  return conflict(use, leg, way !== undefined && isAfterGather(way, model));
}

/** A timer that is longer than the gather can take: it fires when word of its end got lost. */
function isAfterGather({ event, candidate: { source } }: Way, model: FlowModel): boolean {
  const name = readEventName(event);
  if (name.kind !== 'timer') return false;
  const gathers = model.entryOf(source).filter(({ command }) => GATHERS.has(command));
  return gathers.length > 0 && gathers.every((use) => longestGatherMs(use) <= Number(name.delay));
}

/** Telnyx' own limits where nothing is said (OpenAPI: gather). */
function longestGatherMs(use: CommandUse): number {
  const timeoutMs = numberParam(use, 'timeout_millis') ?? 60_000;
  if (use.command === 'gather') return timeoutMs;
  const words = textParam(use, 'payload');
  if (words === undefined) return Number.POSITIVE_INFINITY;
  const again = textParam(use, 'invalid_payload') ?? '';
  const promptMs =
    msOf(modelTiming.speakStart) + Math.max(words.length, again.length) * modelTiming.speechPerCharacterMs;
  return (numberParam(use, 'maximum_tries') ?? 3) * (promptMs + timeoutMs);
}

const rejectedTooLate = (command: CommandName, { sig }: LegFacts): string | undefined =>
  command === 'reject' && sig !== 0 && only(sig, Sig.answered)
    ? 'reject is sent to a call that is answered already: use hangup.'
    : undefined;

function conflict({ command }: CommandUse, leg: LegFacts, isGatherOver: boolean): string | undefined {
  if (GATHERS.has(command) && only(leg.gather, Is.yes) && !isGatherOver)
    return `${command} is sent while another gather is under way on the leg.`;
  if (command === 'enqueue' && only(leg.hold, Hold.queued))
    return 'enqueue is sent to a leg that is in a queue (90038).';
  const talks = command === 'startAIAssistant' || command === 'startConversationRelay';
  if (talks && only(leg.hold, Hold.engaged))
    return `${command} is sent while an assistant is active on the leg (90061).`;
  return undefined;
}

/** What each stop stops. */
const STARTS: Readonly<Partial<Record<CommandName, readonly CommandName[]>>> = {
  stopGather: ['gather', 'gatherUsingSpeak', 'gatherUsingAudio', 'gatherUsingAI'],
  stopPlayback: ['speak', 'startPlayback', 'gatherUsingSpeak', 'gatherUsingAudio'],
  stopRecording: ['startRecording'],
  pauseRecording: ['startRecording'],
  resumeRecording: ['startRecording'],
  stopAIAssistant: ['startAIAssistant', 'joinAIAssistant', 'gatherUsingAI'],
  stopConversationRelay: ['startConversationRelay'],
  stopForking: ['startForking'],
  stopNoiseSuppression: ['startNoiseSuppression'],
  stopSiprec: ['startSiprec'],
  stopStreaming: ['startStreaming'],
  stopTranscription: ['startTranscription'],
  leaveQueue: ['enqueue'],
};

/** What a command that opens or connects a leg can start besides. */
const WITH_LEGS: Readonly<Record<string, CommandName>> = {
  record: 'startRecording',
  stream_url: 'startStreaming',
  transcription: 'startTranscription',
  assistant: 'startAIAssistant',
  conversation_relay_config: 'startConversationRelay',
  audio_url: 'startPlayback',
};

function neverStarted({ commands }: FlowModel): Found[] {
  const started = new Set<CommandName>(
    commands.flatMap(({ use }) => [use.command, ...Object.keys(use.params).flatMap((key) => WITH_LEGS[key] ?? [])]),
  );
  return commands.flatMap(({ use, node }) => {
    const starts = STARTS[use.command];
    if (starts === undefined || starts.some((name) => started.has(name))) return [];
    return [{ state: pathOf(node), message: `${use.command} stops what this flow never starts.` }];
  });
}
