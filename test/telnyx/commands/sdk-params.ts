/** The official SDK's params of each command, by the same names as ours. Types only. */
import type * as Sdk from 'telnyx/resources/calls/actions';
import type { CallDialParams } from 'telnyx/resources/calls/calls';

/** Params of each command as `telnyx` types them. */
export interface SdkParamsMap {
  addAIAssistantMessages: Sdk.ActionAddAIAssistantMessagesParams;
  answer: Sdk.ActionAnswerParams;
  bridge: Sdk.ActionBridgeParams;
  dial: CallDialParams;
  enqueue: Sdk.ActionEnqueueParams;
  gather: Sdk.ActionGatherParams;
  gatherUsingAI: Sdk.ActionGatherUsingAIParams;
  gatherUsingAudio: Sdk.ActionGatherUsingAudioParams;
  gatherUsingSpeak: Sdk.ActionGatherUsingSpeakParams;
  hangup: Sdk.ActionHangupParams;
  joinAIAssistant: Sdk.ActionJoinAIAssistantParams;
  leaveQueue: Sdk.ActionLeaveQueueParams;
  pauseRecording: Sdk.ActionPauseRecordingParams;
  pay: Sdk.ActionPayParams;
  refer: Sdk.ActionReferParams;
  reject: Sdk.ActionRejectParams;
  resumeRecording: Sdk.ActionResumeRecordingParams;
  sendDtmf: Sdk.ActionSendDtmfParams;
  sendSipInfo: Sdk.ActionSendSipInfoParams;
  speak: Sdk.ActionSpeakParams;
  startAIAssistant: Sdk.ActionStartAIAssistantParams;
  startConversationRelay: Sdk.ActionStartConversationRelayParams;
  startForking: Sdk.ActionStartForkingParams;
  startNoiseSuppression: Sdk.ActionStartNoiseSuppressionParams;
  startPlayback: Sdk.ActionStartPlaybackParams;
  startRecording: Sdk.ActionStartRecordingParams;
  startSiprec: Sdk.ActionStartSiprecParams;
  startStreaming: Sdk.ActionStartStreamingParams;
  startTranscription: Sdk.ActionStartTranscriptionParams;
  stopAIAssistant: Sdk.ActionStopAIAssistantParams;
  stopConversationRelay: Sdk.ActionStopConversationRelayParams;
  stopForking: Sdk.ActionStopForkingParams;
  stopGather: Sdk.ActionStopGatherParams;
  stopNoiseSuppression: Sdk.ActionStopNoiseSuppressionParams;
  stopPlayback: Sdk.ActionStopPlaybackParams;
  stopRecording: Sdk.ActionStopRecordingParams;
  stopSiprec: Sdk.ActionStopSiprecParams;
  stopStreaming: Sdk.ActionStopStreamingParams;
  stopTranscription: Sdk.ActionStopTranscriptionParams;
  switchSupervisorRole: Sdk.ActionSwitchSupervisorRoleParams;
  transfer: Sdk.ActionTransferParams;
  updateClientState: Sdk.ActionUpdateClientStateParams;
}
