/**
 * Every command of a leg with its handler, and the rule by which a leg's state lets it in. It carries nothing out.
 * Source of the rule: Telnyx docs, API error codes (90018, 90034, 90102); Telnyx OpenAPI.
 */
import type { CommandParams } from '../../telnyx/commands/index.ts';
import type { Leg } from '../leg.ts';
import { type Problem, problem } from '../problem.ts';
import { bridge, transfer } from './bridge-commands.ts';
import {
  answer,
  hangup,
  pay,
  refer,
  reject,
  sendDtmf,
  sendSipInfo,
  switchSupervisorRole,
  updateClientState,
} from './call-commands.ts';
import type { Accepted, Carrier, Handler, LegCommand } from './command.ts';
import {
  addAIAssistantMessages,
  gatherUsingAI,
  joinAIAssistant,
  startAIAssistant,
  startConversationRelay,
  stopAIAssistant,
  stopConversationRelay,
} from './conversation-commands.ts';
import { gather, gatherUsingAudio, gatherUsingSpeak, stopGather } from './gather-commands.ts';
import { speak, startPlayback, stopPlayback } from './media-commands.ts';
import { enqueue, leaveQueue } from './queue-commands.ts';
import { pauseRecording, resumeRecording, startRecording, stopRecording } from './recording-commands.ts';
import {
  startForking,
  startNoiseSuppression,
  startSiprec,
  startStreaming,
  startTranscription,
  stopForking,
  stopNoiseSuppression,
  stopSiprec,
  stopStreaming,
  stopTranscription,
} from './stream-commands.ts';

const handlers: { readonly [Name in LegCommand]: Handler<Name> } = {
  addAIAssistantMessages,
  answer,
  bridge,
  enqueue,
  gather,
  gatherUsingAI,
  gatherUsingAudio,
  gatherUsingSpeak,
  hangup,
  joinAIAssistant,
  leaveQueue,
  pauseRecording,
  pay,
  refer,
  reject,
  resumeRecording,
  sendDtmf,
  sendSipInfo,
  speak,
  startAIAssistant,
  startConversationRelay,
  startForking,
  startNoiseSuppression,
  startPlayback,
  startRecording,
  startSiprec,
  startStreaming,
  startTranscription,
  stopAIAssistant,
  stopConversationRelay,
  stopForking,
  stopGather,
  stopNoiseSuppression,
  stopPlayback,
  stopRecording,
  stopSiprec,
  stopStreaming,
  stopTranscription,
  switchSupervisorRole,
  transfer,
  updateClientState,
};

/** Carries a command out on a leg that lets it in. */
export function carryOut<Name extends LegCommand>(
  carrier: Carrier,
  leg: Leg,
  name: Name,
  params: CommandParams<Name>,
): Accepted | Problem {
  const handler: Handler<Name> = handlers[name];
  return handler(carrier, leg, params);
}

/** What an incoming leg takes while it rings. */
const onIncomingAlerting: ReadonlySet<LegCommand> = new Set([
  'answer',
  'reject',
  'hangup',
  'transfer',
  'refer',
  'bridge',
  'updateClientState',
]);

/** What an outgoing leg takes before it is answered. */
const onOutgoingUnanswered: ReadonlySet<LegCommand> = new Set(['hangup', 'updateClientState']);

/** Why the leg's state does not let the command in; undefined: it does. */
export function refusedByState(leg: Leg, name: LegCommand): Problem | undefined {
  if (!leg.alive) return problem('callEnded');
  if (name === 'answer' && leg.direction === 'outgoing') return problem('answerOutgoing');
  if (leg.signalling === 'answered') return undefined;
  if (leg.direction === 'outgoing') return onOutgoingUnanswered.has(name) ? undefined : problem('notAnswered');
  if (name === 'enqueue' && leg.variants.enqueueOfAlertingLeg === 'accepted') return undefined;
  return onIncomingAlerting.has(name) ? undefined : problem('notAnswered');
}
