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

/** The method name of a command in the official SDK. */
export type CommandName = keyof CommandParamsMap;

/** The params of the command `N`. */
export type CommandParams<N extends CommandName> = CommandParamsMap[N];
