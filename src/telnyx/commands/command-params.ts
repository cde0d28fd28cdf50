/**
 * The names of the commands and their params by name. Types only, so that a hover shows one command's interface instead
 * of the registry.
 */
import type { AddAIAssistantMessagesParams } from './add-ai-assistant-messages.ts';
import type { AnswerParams } from './answer.ts';
import type { BridgeParams } from './bridge.ts';
import type { DialParams } from './dial.ts';
import type { EnqueueParams } from './enqueue.ts';
import type { GatherParams } from './gather.ts';
import type { GatherUsingAIParams } from './gather-using-ai.ts';
import type { GatherUsingAudioParams } from './gather-using-audio.ts';
import type { GatherUsingSpeakParams } from './gather-using-speak.ts';
import type { HangupParams } from './hangup.ts';
import type { JoinAIAssistantParams } from './join-ai-assistant.ts';
import type { LeaveQueueParams } from './leave-queue.ts';
import type { PauseRecordingParams } from './pause-recording.ts';
import type { PayParams } from './pay.ts';
import type { ReferParams } from './refer.ts';
import type { RejectParams } from './reject.ts';
import type { ResumeRecordingParams } from './resume-recording.ts';
import type { SendDtmfParams } from './send-dtmf.ts';
import type { SendSipInfoParams } from './send-sip-info.ts';
import type { SpeakParams } from './speak.ts';
import type { StartAIAssistantParams } from './start-ai-assistant.ts';
import type { StartConversationRelayParams } from './start-conversation-relay.ts';
import type { StartForkingParams } from './start-forking.ts';
import type { StartNoiseSuppressionParams } from './start-noise-suppression.ts';
import type { StartPlaybackParams } from './start-playback.ts';
import type { StartRecordingParams } from './start-recording.ts';
import type { StartSiprecParams } from './start-siprec.ts';
import type { StartStreamingParams } from './start-streaming.ts';
import type { StartTranscriptionParams } from './start-transcription.ts';
import type { StopAIAssistantParams } from './stop-ai-assistant.ts';
import type { StopConversationRelayParams } from './stop-conversation-relay.ts';
import type { StopForkingParams } from './stop-forking.ts';
import type { StopGatherParams } from './stop-gather.ts';
import type { StopNoiseSuppressionParams } from './stop-noise-suppression.ts';
import type { StopPlaybackParams } from './stop-playback.ts';
import type { StopRecordingParams } from './stop-recording.ts';
import type { StopSiprecParams } from './stop-siprec.ts';
import type { StopStreamingParams } from './stop-streaming.ts';
import type { StopTranscriptionParams } from './stop-transcription.ts';
import type { SwitchSupervisorRoleParams } from './switch-supervisor-role.ts';
import type { TransferParams } from './transfer.ts';
import type { UpdateClientStateParams } from './update-client-state.ts';

/** The params of each command. */
export interface CommandParamsMap {
  addAIAssistantMessages: AddAIAssistantMessagesParams;
  answer: AnswerParams;
  bridge: BridgeParams;
  dial: DialParams;
  enqueue: EnqueueParams;
  gather: GatherParams;
  gatherUsingAI: GatherUsingAIParams;
  gatherUsingAudio: GatherUsingAudioParams;
  gatherUsingSpeak: GatherUsingSpeakParams;
  hangup: HangupParams;
  joinAIAssistant: JoinAIAssistantParams;
  leaveQueue: LeaveQueueParams;
  pauseRecording: PauseRecordingParams;
  pay: PayParams;
  refer: ReferParams;
  reject: RejectParams;
  resumeRecording: ResumeRecordingParams;
  sendDtmf: SendDtmfParams;
  sendSipInfo: SendSipInfoParams;
  speak: SpeakParams;
  startAIAssistant: StartAIAssistantParams;
  startConversationRelay: StartConversationRelayParams;
  startForking: StartForkingParams;
  startNoiseSuppression: StartNoiseSuppressionParams;
  startPlayback: StartPlaybackParams;
  startRecording: StartRecordingParams;
  startSiprec: StartSiprecParams;
  startStreaming: StartStreamingParams;
  startTranscription: StartTranscriptionParams;
  stopAIAssistant: StopAIAssistantParams;
  stopConversationRelay: StopConversationRelayParams;
  stopForking: StopForkingParams;
  stopGather: StopGatherParams;
  stopNoiseSuppression: StopNoiseSuppressionParams;
  stopPlayback: StopPlaybackParams;
  stopRecording: StopRecordingParams;
  stopSiprec: StopSiprecParams;
  stopStreaming: StopStreamingParams;
  stopTranscription: StopTranscriptionParams;
  switchSupervisorRole: SwitchSupervisorRoleParams;
  transfer: TransferParams;
  updateClientState: UpdateClientStateParams;
}

/** The schema of each command's params. */
export interface CommandSchemas {
  readonly addAIAssistantMessages: typeof AddAIAssistantMessagesParams;
  readonly answer: typeof AnswerParams;
  readonly bridge: typeof BridgeParams;
  readonly dial: typeof DialParams;
  readonly enqueue: typeof EnqueueParams;
  readonly gather: typeof GatherParams;
  readonly gatherUsingAI: typeof GatherUsingAIParams;
  readonly gatherUsingAudio: typeof GatherUsingAudioParams;
  readonly gatherUsingSpeak: typeof GatherUsingSpeakParams;
  readonly hangup: typeof HangupParams;
  readonly joinAIAssistant: typeof JoinAIAssistantParams;
  readonly leaveQueue: typeof LeaveQueueParams;
  readonly pauseRecording: typeof PauseRecordingParams;
  readonly pay: typeof PayParams;
  readonly refer: typeof ReferParams;
  readonly reject: typeof RejectParams;
  readonly resumeRecording: typeof ResumeRecordingParams;
  readonly sendDtmf: typeof SendDtmfParams;
  readonly sendSipInfo: typeof SendSipInfoParams;
  readonly speak: typeof SpeakParams;
  readonly startAIAssistant: typeof StartAIAssistantParams;
  readonly startConversationRelay: typeof StartConversationRelayParams;
  readonly startForking: typeof StartForkingParams;
  readonly startNoiseSuppression: typeof StartNoiseSuppressionParams;
  readonly startPlayback: typeof StartPlaybackParams;
  readonly startRecording: typeof StartRecordingParams;
  readonly startSiprec: typeof StartSiprecParams;
  readonly startStreaming: typeof StartStreamingParams;
  readonly startTranscription: typeof StartTranscriptionParams;
  readonly stopAIAssistant: typeof StopAIAssistantParams;
  readonly stopConversationRelay: typeof StopConversationRelayParams;
  readonly stopForking: typeof StopForkingParams;
  readonly stopGather: typeof StopGatherParams;
  readonly stopNoiseSuppression: typeof StopNoiseSuppressionParams;
  readonly stopPlayback: typeof StopPlaybackParams;
  readonly stopRecording: typeof StopRecordingParams;
  readonly stopSiprec: typeof StopSiprecParams;
  readonly stopStreaming: typeof StopStreamingParams;
  readonly stopTranscription: typeof StopTranscriptionParams;
  readonly switchSupervisorRole: typeof SwitchSupervisorRoleParams;
  readonly transfer: typeof TransferParams;
  readonly updateClientState: typeof UpdateClientStateParams;
}

/** The method name of a command in the official SDK. */
export type CommandName = keyof CommandParamsMap;

/** The params of the command `N`. */
export type CommandParams<N extends CommandName> = CommandParamsMap[N];
