/**
 * The registry of Call Control commands: for each its wire form, what it takes, what follows, what Telnyx answers and
 * how the engine may treat it. It must not know legs, flows or how a request is made. Source: Telnyx OpenAPI; `pay`:
 * official SDK 7.24.0.
 */
import type { z } from 'zod';
import { CallchartError } from '../../errors/callchart-error.ts';
import { AddAIAssistantMessagesParams } from './add-ai-assistant-messages.ts';
import { AnswerParams } from './answer.ts';
import { BridgeParams } from './bridge.ts';
import { DialParams } from './dial.ts';
import { EnqueueParams } from './enqueue.ts';
import { GatherParams } from './gather.ts';
import { GatherUsingAIParams } from './gather-using-ai.ts';
import { GatherUsingAudioParams } from './gather-using-audio.ts';
import { GatherUsingSpeakParams } from './gather-using-speak.ts';
import { HangupParams } from './hangup.ts';
import { JoinAIAssistantParams } from './join-ai-assistant.ts';
import { LeaveQueueParams } from './leave-queue.ts';
import { PauseRecordingParams } from './pause-recording.ts';
import { PayParams } from './pay.ts';
import { ReferParams } from './refer.ts';
import { RejectParams } from './reject.ts';
import { ResumeRecordingParams } from './resume-recording.ts';
import { SendDtmfParams } from './send-dtmf.ts';
import { SendSipInfoParams } from './send-sip-info.ts';
import { SpeakParams } from './speak.ts';
import { StartAIAssistantParams } from './start-ai-assistant.ts';
import { StartConversationRelayParams } from './start-conversation-relay.ts';
import { StartForkingParams } from './start-forking.ts';
import { StartNoiseSuppressionParams } from './start-noise-suppression.ts';
import { StartPlaybackParams } from './start-playback.ts';
import { StartRecordingParams } from './start-recording.ts';
import { StartSiprecParams } from './start-siprec.ts';
import { StartStreamingParams } from './start-streaming.ts';
import { StartTranscriptionParams } from './start-transcription.ts';
import { StopAIAssistantParams } from './stop-ai-assistant.ts';
import { StopConversationRelayParams } from './stop-conversation-relay.ts';
import { StopForkingParams } from './stop-forking.ts';
import { StopGatherParams } from './stop-gather.ts';
import { StopNoiseSuppressionParams } from './stop-noise-suppression.ts';
import { StopPlaybackParams } from './stop-playback.ts';
import { StopRecordingParams } from './stop-recording.ts';
import { StopSiprecParams } from './stop-siprec.ts';
import { StopStreamingParams } from './stop-streaming.ts';
import { StopTranscriptionParams } from './stop-transcription.ts';
import { SwitchSupervisorRoleParams } from './switch-supervisor-role.ts';
import { TransferParams } from './transfer.ts';
import { UpdateClientStateParams } from './update-client-state.ts';
import {
  AnswerResult,
  CommandResult,
  ConversationRelayResult,
  ConversationResult,
  DialResult,
} from './command-result.ts';
import type { CommandName, CommandParams, CommandParamsMap, CommandSchemas } from './command-params.ts';
import type { CommandSpec, ExpectedWebhook, RepeatRule } from './command-spec.ts';
import { expectedWebhooks } from './expected-webhooks.ts';
import { paramIssues, type ParamIssue } from './param-issue.ts';

export type { CommandName, CommandParams, CommandParamsMap, CommandSpec, ExpectedWebhook, ParamIssue, RepeatRule };

/** What differs from the usual: a POST that takes a `command_id`, answers `result` and leaves nobody waiting. */
interface Unusual {
  readonly method?: 'PUT';
  readonly webhooks?: readonly ExpectedWebhook[];
  readonly response?: z.ZodType;
  readonly holdsCaller?: boolean;
  readonly repeat?: RepeatRule;
  readonly media?: boolean;
}

/** A command with its own name and the schema of its own params. */
export interface RegisteredCommand<Name extends CommandName> extends CommandSpec {
  readonly name: Name;
  readonly params: CommandSchemas[Name];
}

function command<Name extends CommandName>(
  name: Name,
  action: string | undefined,
  params: CommandSchemas[Name],
  unusual: Unusual = {},
): RegisteredCommand<Name> {
  return {
    name,
    method: 'POST',
    action,
    params,
    takesCommandId: 'command_id' in params.shape,
    takesClientState: 'client_state' in params.shape,
    webhooks: [],
    response: CommandResult,
    holdsCaller: false,
    repeat: 'command_id',
    media: false,
    ...unusual,
  };
}

/**
 * Every command, by the method name of the official SDK.
 *
 * @example
 * ```ts
 * import { commands } from 'callchart';
 *
 * console.log(commands.gatherUsingSpeak.action); // gather_using_speak
 * ```
 */
export const commands: { readonly [Name in CommandName]: RegisteredCommand<Name> } = {
  addAIAssistantMessages: command('addAIAssistantMessages', 'ai_assistant_add_messages', AddAIAssistantMessagesParams),
  answer: command('answer', 'answer', AnswerParams, {
    webhooks: expectedWebhooks.answer,
    response: AnswerResult,
    holdsCaller: true,
    repeat: 'harmless',
  }),
  bridge: command('bridge', 'bridge', BridgeParams, { webhooks: expectedWebhooks.bridge, holdsCaller: true }),
  dial: command('dial', undefined, DialParams, {
    webhooks: expectedWebhooks.dial,
    response: DialResult,
    holdsCaller: true,
  }),
  enqueue: command('enqueue', 'enqueue', EnqueueParams, { webhooks: expectedWebhooks.enqueue, holdsCaller: true }),
  gather: command('gather', 'gather', GatherParams, {
    webhooks: expectedWebhooks.gather,
    holdsCaller: true,
    media: true,
  }),
  gatherUsingAI: command('gatherUsingAI', 'gather_using_ai', GatherUsingAIParams, {
    webhooks: expectedWebhooks.gatherUsingAI,
    response: ConversationResult,
    holdsCaller: true,
    media: true,
  }),
  gatherUsingAudio: command('gatherUsingAudio', 'gather_using_audio', GatherUsingAudioParams, {
    webhooks: expectedWebhooks.gatherUsingAudio,
    holdsCaller: true,
    media: true,
  }),
  gatherUsingSpeak: command('gatherUsingSpeak', 'gather_using_speak', GatherUsingSpeakParams, {
    webhooks: expectedWebhooks.gatherUsingSpeak,
    holdsCaller: true,
    media: true,
  }),
  hangup: command('hangup', 'hangup', HangupParams, { webhooks: expectedWebhooks.hangup, repeat: 'harmless' }),
  joinAIAssistant: command('joinAIAssistant', 'ai_assistant_join', JoinAIAssistantParams, {
    response: ConversationResult,
  }),
  leaveQueue: command('leaveQueue', 'leave_queue', LeaveQueueParams, { webhooks: expectedWebhooks.leaveQueue }),
  pauseRecording: command('pauseRecording', 'record_pause', PauseRecordingParams),
  pay: command('pay', 'pay', PayParams, { webhooks: expectedWebhooks.pay, holdsCaller: true, media: true }),
  refer: command('refer', 'refer', ReferParams, { webhooks: expectedWebhooks.refer }),
  reject: command('reject', 'reject', RejectParams, { webhooks: expectedWebhooks.reject }),
  resumeRecording: command('resumeRecording', 'record_resume', ResumeRecordingParams),
  sendDtmf: command('sendDtmf', 'send_dtmf', SendDtmfParams),
  sendSipInfo: command('sendSipInfo', 'send_sip_info', SendSipInfoParams, { webhooks: expectedWebhooks.sendSipInfo }),
  speak: command('speak', 'speak', SpeakParams, { webhooks: expectedWebhooks.speak, holdsCaller: true, media: true }),
  startAIAssistant: command('startAIAssistant', 'ai_assistant_start', StartAIAssistantParams, {
    webhooks: expectedWebhooks.startAIAssistant,
    response: ConversationResult,
    holdsCaller: true,
    media: true,
  }),
  startConversationRelay: command('startConversationRelay', 'conversation_relay_start', StartConversationRelayParams, {
    webhooks: expectedWebhooks.startConversationRelay,
    response: ConversationRelayResult,
    holdsCaller: true,
    media: true,
  }),
  startForking: command('startForking', 'fork_start', StartForkingParams, { webhooks: expectedWebhooks.startForking }),
  startNoiseSuppression: command('startNoiseSuppression', 'suppression_start', StartNoiseSuppressionParams),
  startPlayback: command('startPlayback', 'playback_start', StartPlaybackParams, {
    webhooks: expectedWebhooks.startPlayback,
    holdsCaller: true,
    media: true,
  }),
  startRecording: command('startRecording', 'record_start', StartRecordingParams, {
    webhooks: expectedWebhooks.startRecording,
  }),
  startSiprec: command('startSiprec', 'siprec_start', StartSiprecParams, {
    webhooks: expectedWebhooks.startSiprec,
    repeat: 'never',
  }),
  startStreaming: command('startStreaming', 'streaming_start', StartStreamingParams, {
    webhooks: expectedWebhooks.startStreaming,
  }),
  startTranscription: command('startTranscription', 'transcription_start', StartTranscriptionParams, {
    webhooks: expectedWebhooks.startTranscription,
  }),
  stopAIAssistant: command('stopAIAssistant', 'ai_assistant_stop', StopAIAssistantParams, {
    webhooks: expectedWebhooks.stopAIAssistant,
    repeat: 'harmless',
  }),
  stopConversationRelay: command('stopConversationRelay', 'conversation_relay_stop', StopConversationRelayParams, {
    webhooks: expectedWebhooks.stopConversationRelay,
    repeat: 'harmless',
  }),
  stopForking: command('stopForking', 'fork_stop', StopForkingParams, {
    webhooks: expectedWebhooks.stopForking,
    repeat: 'harmless',
  }),
  stopGather: command('stopGather', 'gather_stop', StopGatherParams, {
    webhooks: expectedWebhooks.stopGather,
    repeat: 'harmless',
  }),
  stopNoiseSuppression: command('stopNoiseSuppression', 'suppression_stop', StopNoiseSuppressionParams, {
    repeat: 'harmless',
  }),
  stopPlayback: command('stopPlayback', 'playback_stop', StopPlaybackParams, {
    webhooks: expectedWebhooks.stopPlayback,
    repeat: 'harmless',
  }),
  stopRecording: command('stopRecording', 'record_stop', StopRecordingParams, {
    webhooks: expectedWebhooks.stopRecording,
    repeat: 'harmless',
  }),
  stopSiprec: command('stopSiprec', 'siprec_stop', StopSiprecParams, {
    webhooks: expectedWebhooks.stopSiprec,
    repeat: 'harmless',
  }),
  stopStreaming: command('stopStreaming', 'streaming_stop', StopStreamingParams, {
    webhooks: expectedWebhooks.stopStreaming,
    repeat: 'harmless',
  }),
  stopTranscription: command('stopTranscription', 'transcription_stop', StopTranscriptionParams, {
    repeat: 'harmless',
  }),
  switchSupervisorRole: command('switchSupervisorRole', 'switch_supervisor_role', SwitchSupervisorRoleParams, {
    repeat: 'never',
  }),
  transfer: command('transfer', 'transfer', TransferParams, { webhooks: expectedWebhooks.transfer, holdsCaller: true }),
  updateClientState: command('updateClientState', 'client_state_update', UpdateClientStateParams, {
    method: 'PUT',
    repeat: 'harmless',
  }),
};

/** Well-formed params, or what is wrong with them. */
export type ParsedParams<N extends CommandName> =
  | { readonly ok: true; readonly params: CommandParams<N> }
  | { readonly ok: false; readonly issues: readonly ParamIssue[] };

/**
 * Holds params against their command's schema. Nothing is filled in: what the author wrote is what is sent.
 *
 * @example
 * ```ts
 * import { parseParams } from 'callchart';
 *
 * const parsed = parseParams('gather', { max_digits: 1 });
 * if (!parsed.ok) console.log(parsed.issues[0]?.message); // `max_digits` is not a param of gather. Did you mean …
 * ```
 */
export function parseParams<N extends CommandName>(name: N, params: unknown): ParsedParams<N> {
  const parsed = commands[name].params.safeParse(params);
  return parsed.success
    ? { ok: true, params: parsed.data as CommandParams<N> }
    : { ok: false, issues: paramIssues(name, parsed.error, params) };
}

/**
 * The path of a command under the API's base URL. Whatever the id holds, it stays in its own segment of the path.
 * @param callControlId the leg that is commanded; not needed for dial
 * @throws CallchartError `command.leg` when the id is missing or cannot be part of a path
 *
 * @example
 * ```ts
 * import { commandPath } from 'callchart';
 *
 * console.log(commandPath('speak', 'v3:abc')); // /calls/v3:abc/actions/speak
 * ```
 */
export function commandPath(name: CommandName, callControlId: string | undefined): string {
  const { action } = commands[name];
  if (action === undefined) return '/calls';
  // URL parsers take `.` and `..` for steps on the path even when they are encoded; half a surrogate pair has no encoding.
  if (callControlId === undefined || ['', '.', '..'].includes(callControlId) || /\p{Surrogate}/u.test(callControlId)) {
    throw new CallchartError(
      'command.leg',
      `${name} needs the call_control_id of a leg, as a webhook or the answer to dial gave it.`,
      { details: { command: name } },
    );
  }
  // The colon of `v3:…` may stay as it is in a path segment (RFC 3986, 3.3).
  return `/calls/${encodeURIComponent(callControlId).replaceAll('%3A', ':')}/actions/${action}`;
}
