/**
 * The public face of this folder: every webhook event's payload, schema and type, and the registry of them. It must not
 * know who uses it.
 */
export {
  CallAIGatherEndedPayload,
  CallAIGatherMessageHistoryUpdatedPayload,
  CallAIGatherPartialResultsPayload,
  ConversationTurn,
} from './ai-gather.ts';
export {
  CallAnsweredPayload,
  CallBridgedPayload,
  CallHangupPayload,
  CallHoldPayload,
  CallInitiatedPayload,
  CallUnholdPayload,
} from './call.ts';
export {
  ConferenceCreatedPayload,
  ConferenceEndedPayload,
  ConferenceFloorChangedPayload,
  ConferenceParticipantJoinedPayload,
  ConferenceParticipantLeftPayload,
} from './conference.ts';
export {
  ConferenceParticipantPlaybackEndedPayload,
  ConferenceParticipantPlaybackStartedPayload,
  ConferencePlaybackEndedPayload,
  ConferencePlaybackStartedPayload,
} from './conference-playback.ts';
export { ConferenceRecordingSavedPayload } from './conference-recording.ts';
export {
  ConferenceParticipantSpeakEndedPayload,
  ConferenceParticipantSpeakStartedPayload,
  ConferenceSpeakEndedPayload,
  ConferenceSpeakStartedPayload,
} from './conference-speak.ts';
export {
  CallConversationEndedPayload,
  CallConversationInsightsGeneratedPayload,
  ConversationInsight,
} from './conversation.ts';
export { CallCostPart, CallCostPayload } from './cost.ts';
export { CallDeepfakeDetectionErrorPayload, CallDeepfakeDetectionResultPayload } from './deepfake-detection.ts';
export { DialogflowDetectIntentResponsePayload } from './dialogflow.ts';
export { CallForkStartedPayload, CallForkStoppedPayload } from './fork.ts';
export { CallDtmfReceivedPayload, CallGatherEndedPayload } from './gather.ts';
export {
  CallMachineDetectionEndedPayload,
  CallMachineGreetingEndedPayload,
  CallMachinePremiumDetectionEndedPayload,
  CallMachinePremiumGreetingEndedPayload,
} from './machine-detection.ts';
export { CallPaymentCompletedPayload, CallPaymentProgressPayload } from './payment.ts';
export { CallPlaybackEndedPayload, CallPlaybackStartedPayload } from './playback.ts';
export { CallDequeuedPayload, CallEnqueuedPayload } from './queue.ts';
export {
  CallRecordingErrorPayload,
  CallRecordingSavedPayload,
  CallRecordingTranscriptionSavedPayload,
  RecordingUrls,
} from './recording.ts';
export { CallReferCompletedPayload, CallReferFailedPayload, CallReferStartedPayload } from './refer.ts';
export { CallSipInfoReceivedPayload } from './sip-info.ts';
export { SiprecFailedPayload, SiprecStartedPayload, SiprecStoppedPayload } from './siprec.ts';
export { CallSpeakEndedPayload, CallSpeakStartedPayload } from './speak.ts';
export { StreamingFailedPayload, StreamingStartedPayload, StreamingStoppedPayload } from './streaming.ts';
export { CallTranscriptionPayload, TranscriptionData } from './transcription.ts';
export { InboundSipHeader, ReceivedSipHeader } from './leg.ts';
export { eventSchemas, isTelnyxEventType, type TelnyxEventMap, type TelnyxEventType } from './registry.ts';
