/** The commands of Telnyx Call Control: the public face of this folder. */
export { AddAIAssistantMessagesParams } from './add-ai-assistant-messages.ts';
export { AnswerParams } from './answer.ts';
export { BridgeParams } from './bridge.ts';
export { DialParams } from './dial.ts';
export { EnqueueParams } from './enqueue.ts';
export { GatherParams } from './gather.ts';
export { GatherUsingAIParams } from './gather-using-ai.ts';
export { GatherUsingAudioParams } from './gather-using-audio.ts';
export { GatherUsingSpeakParams } from './gather-using-speak.ts';
export { HangupParams } from './hangup.ts';
export { JoinAIAssistantParams } from './join-ai-assistant.ts';
export { LeaveQueueParams } from './leave-queue.ts';
export { PauseRecordingParams } from './pause-recording.ts';
export { PayParams } from './pay.ts';
export { ReferParams } from './refer.ts';
export { RejectParams } from './reject.ts';
export { ResumeRecordingParams } from './resume-recording.ts';
export { SendDtmfParams } from './send-dtmf.ts';
export { SendSipInfoParams } from './send-sip-info.ts';
export { SpeakParams } from './speak.ts';
export { StartAIAssistantParams } from './start-ai-assistant.ts';
export { StartConversationRelayParams } from './start-conversation-relay.ts';
export { StartForkingParams } from './start-forking.ts';
export { StartNoiseSuppressionParams } from './start-noise-suppression.ts';
export { StartPlaybackParams } from './start-playback.ts';
export { StartRecordingParams } from './start-recording.ts';
export { StartSiprecParams } from './start-siprec.ts';
export { StartStreamingParams } from './start-streaming.ts';
export { StartTranscriptionParams } from './start-transcription.ts';
export { StopAIAssistantParams } from './stop-ai-assistant.ts';
export { StopConversationRelayParams } from './stop-conversation-relay.ts';
export { StopForkingParams } from './stop-forking.ts';
export { StopGatherParams } from './stop-gather.ts';
export { StopNoiseSuppressionParams } from './stop-noise-suppression.ts';
export { StopPlaybackParams } from './stop-playback.ts';
export { StopRecordingParams } from './stop-recording.ts';
export { StopSiprecParams } from './stop-siprec.ts';
export { StopStreamingParams } from './stop-streaming.ts';
export { StopTranscriptionParams } from './stop-transcription.ts';
export { SwitchSupervisorRoleParams } from './switch-supervisor-role.ts';
export { TransferParams } from './transfer.ts';
export { UpdateClientStateParams } from './update-client-state.ts';
export {
  commandPath,
  commands,
  parseParams,
  type CommandName,
  type CommandParams,
  type CommandParamsMap,
  type CommandSpec,
  type ExpectedWebhook,
  type ParamIssue,
  type ParsedParams,
  type RepeatRule,
} from './registry.ts';
