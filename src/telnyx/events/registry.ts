/**
 * The registry of webhook events: which exist, and what each carries. It must not know how they arrive.
 */
import type { z } from 'zod';
import {
  CallAIGatherEndedPayload,
  CallAIGatherMessageHistoryUpdatedPayload,
  CallAIGatherPartialResultsPayload,
} from './ai-gather.ts';
import {
  CallAnsweredPayload,
  CallBridgedPayload,
  CallHangupPayload,
  CallHoldPayload,
  CallInitiatedPayload,
  CallUnholdPayload,
} from './call.ts';
import {
  ConferenceCreatedPayload,
  ConferenceEndedPayload,
  ConferenceFloorChangedPayload,
  ConferenceParticipantJoinedPayload,
  ConferenceParticipantLeftPayload,
} from './conference.ts';
import {
  ConferenceParticipantPlaybackEndedPayload,
  ConferenceParticipantPlaybackStartedPayload,
  ConferencePlaybackEndedPayload,
  ConferencePlaybackStartedPayload,
} from './conference-playback.ts';
import { ConferenceRecordingSavedPayload } from './conference-recording.ts';
import {
  ConferenceParticipantSpeakEndedPayload,
  ConferenceParticipantSpeakStartedPayload,
  ConferenceSpeakEndedPayload,
  ConferenceSpeakStartedPayload,
} from './conference-speak.ts';
import { CallConversationEndedPayload, CallConversationInsightsGeneratedPayload } from './conversation.ts';
import { CallCostPayload } from './cost.ts';
import { CallDeepfakeDetectionErrorPayload, CallDeepfakeDetectionResultPayload } from './deepfake-detection.ts';
import { DialogflowDetectIntentResponsePayload } from './dialogflow.ts';
import { CallForkStartedPayload, CallForkStoppedPayload } from './fork.ts';
import { CallDtmfReceivedPayload, CallGatherEndedPayload } from './gather.ts';
import {
  CallMachineDetectionEndedPayload,
  CallMachineGreetingEndedPayload,
  CallMachinePremiumDetectionEndedPayload,
  CallMachinePremiumGreetingEndedPayload,
} from './machine-detection.ts';
import { CallPaymentCompletedPayload, CallPaymentProgressPayload } from './payment.ts';
import { CallPlaybackEndedPayload, CallPlaybackStartedPayload } from './playback.ts';
import { CallDequeuedPayload, CallEnqueuedPayload } from './queue.ts';
import {
  CallRecordingErrorPayload,
  CallRecordingSavedPayload,
  CallRecordingTranscriptionSavedPayload,
} from './recording.ts';
import { CallReferCompletedPayload, CallReferFailedPayload, CallReferStartedPayload } from './refer.ts';
import { CallSipInfoReceivedPayload } from './sip-info.ts';
import { SiprecFailedPayload, SiprecStartedPayload, SiprecStoppedPayload } from './siprec.ts';
import { CallSpeakEndedPayload, CallSpeakStartedPayload } from './speak.ts';
import { StreamingFailedPayload, StreamingStartedPayload, StreamingStoppedPayload } from './streaming.ts';
import { CallTranscriptionPayload } from './transcription.ts';

/** Every webhook event of Telnyx Call Control that Callchart knows, with its payload. */
export interface TelnyxEventMap {
  'call.initiated': CallInitiatedPayload;
  'call.answered': CallAnsweredPayload;
  'call.bridged': CallBridgedPayload;
  'call.hold': CallHoldPayload;
  'call.unhold': CallUnholdPayload;
  'call.hangup': CallHangupPayload;
  'call.cost': CallCostPayload;
  'call.speak.started': CallSpeakStartedPayload;
  'call.speak.ended': CallSpeakEndedPayload;
  'call.playback.started': CallPlaybackStartedPayload;
  'call.playback.ended': CallPlaybackEndedPayload;
  'call.dtmf.received': CallDtmfReceivedPayload;
  'call.gather.ended': CallGatherEndedPayload;
  'call.ai_gather.partial_results': CallAIGatherPartialResultsPayload;
  'call.ai_gather.message_history_updated': CallAIGatherMessageHistoryUpdatedPayload;
  'call.ai_gather.ended': CallAIGatherEndedPayload;
  'call.conversation.ended': CallConversationEndedPayload;
  'call.conversation_insights.generated': CallConversationInsightsGeneratedPayload;
  'call.recording.saved': CallRecordingSavedPayload;
  'call.recording.error': CallRecordingErrorPayload;
  'call.recording.transcription.saved': CallRecordingTranscriptionSavedPayload;
  'call.transcription': CallTranscriptionPayload;
  'call.machine.detection.ended': CallMachineDetectionEndedPayload;
  'call.machine.greeting.ended': CallMachineGreetingEndedPayload;
  'call.machine.premium.detection.ended': CallMachinePremiumDetectionEndedPayload;
  'call.machine.premium.greeting.ended': CallMachinePremiumGreetingEndedPayload;
  'call.deepfake_detection.result': CallDeepfakeDetectionResultPayload;
  'call.deepfake_detection.error': CallDeepfakeDetectionErrorPayload;
  'call.enqueued': CallEnqueuedPayload;
  'call.dequeued': CallDequeuedPayload;
  'call.refer.started': CallReferStartedPayload;
  'call.refer.completed': CallReferCompletedPayload;
  'call.refer.failed': CallReferFailedPayload;
  'call.sip_info.received': CallSipInfoReceivedPayload;
  'call.fork.started': CallForkStartedPayload;
  'call.fork.stopped': CallForkStoppedPayload;
  'siprec.started': SiprecStartedPayload;
  'siprec.stopped': SiprecStoppedPayload;
  'siprec.failed': SiprecFailedPayload;
  'streaming.started': StreamingStartedPayload;
  'streaming.stopped': StreamingStoppedPayload;
  'streaming.failed': StreamingFailedPayload;
  'dialogflow.detectintent.response': DialogflowDetectIntentResponsePayload;
  'call.payment.progress': CallPaymentProgressPayload;
  'call.payment.completed': CallPaymentCompletedPayload;
  'conference.created': ConferenceCreatedPayload;
  'conference.participant.joined': ConferenceParticipantJoinedPayload;
  'conference.participant.left': ConferenceParticipantLeftPayload;
  'conference.floor.changed': ConferenceFloorChangedPayload;
  'conference.ended': ConferenceEndedPayload;
  'conference.speak.started': ConferenceSpeakStartedPayload;
  'conference.speak.ended': ConferenceSpeakEndedPayload;
  'conference.participant.speak.started': ConferenceParticipantSpeakStartedPayload;
  'conference.participant.speak.ended': ConferenceParticipantSpeakEndedPayload;
  'conference.playback.started': ConferencePlaybackStartedPayload;
  'conference.playback.ended': ConferencePlaybackEndedPayload;
  'conference.participant.playback.started': ConferenceParticipantPlaybackStartedPayload;
  'conference.participant.playback.ended': ConferenceParticipantPlaybackEndedPayload;
  'conference.recording.saved': ConferenceRecordingSavedPayload;
}

/** A webhook event that Callchart knows. */
export type TelnyxEventType = keyof TelnyxEventMap;

/**
 * The schema of each event's payload. Unknown fields pass.
 *
 * @example
 * ```ts
 * import { eventSchemas } from 'callchart';
 *
 * const { digits } = eventSchemas['call.gather.ended'].parse({
 *   call_control_id: 'v3:leg',
 *   call_leg_id: 'leg',
 *   call_session_id: 'session',
 *   connection_id: 'app',
 *   from: '+15550100',
 *   to: '+15550101',
 *   digits: '1',
 *   status: 'valid',
 * });
 * console.log(digits);
 * ```
 */
export const eventSchemas: { readonly [Type in TelnyxEventType]: z.ZodType<TelnyxEventMap[Type]> } = {
  'call.initiated': CallInitiatedPayload,
  'call.answered': CallAnsweredPayload,
  'call.bridged': CallBridgedPayload,
  'call.hold': CallHoldPayload,
  'call.unhold': CallUnholdPayload,
  'call.hangup': CallHangupPayload,
  'call.cost': CallCostPayload,
  'call.speak.started': CallSpeakStartedPayload,
  'call.speak.ended': CallSpeakEndedPayload,
  'call.playback.started': CallPlaybackStartedPayload,
  'call.playback.ended': CallPlaybackEndedPayload,
  'call.dtmf.received': CallDtmfReceivedPayload,
  'call.gather.ended': CallGatherEndedPayload,
  'call.ai_gather.partial_results': CallAIGatherPartialResultsPayload,
  'call.ai_gather.message_history_updated': CallAIGatherMessageHistoryUpdatedPayload,
  'call.ai_gather.ended': CallAIGatherEndedPayload,
  'call.conversation.ended': CallConversationEndedPayload,
  'call.conversation_insights.generated': CallConversationInsightsGeneratedPayload,
  'call.recording.saved': CallRecordingSavedPayload,
  'call.recording.error': CallRecordingErrorPayload,
  'call.recording.transcription.saved': CallRecordingTranscriptionSavedPayload,
  'call.transcription': CallTranscriptionPayload,
  'call.machine.detection.ended': CallMachineDetectionEndedPayload,
  'call.machine.greeting.ended': CallMachineGreetingEndedPayload,
  'call.machine.premium.detection.ended': CallMachinePremiumDetectionEndedPayload,
  'call.machine.premium.greeting.ended': CallMachinePremiumGreetingEndedPayload,
  'call.deepfake_detection.result': CallDeepfakeDetectionResultPayload,
  'call.deepfake_detection.error': CallDeepfakeDetectionErrorPayload,
  'call.enqueued': CallEnqueuedPayload,
  'call.dequeued': CallDequeuedPayload,
  'call.refer.started': CallReferStartedPayload,
  'call.refer.completed': CallReferCompletedPayload,
  'call.refer.failed': CallReferFailedPayload,
  'call.sip_info.received': CallSipInfoReceivedPayload,
  'call.fork.started': CallForkStartedPayload,
  'call.fork.stopped': CallForkStoppedPayload,
  'siprec.started': SiprecStartedPayload,
  'siprec.stopped': SiprecStoppedPayload,
  'siprec.failed': SiprecFailedPayload,
  'streaming.started': StreamingStartedPayload,
  'streaming.stopped': StreamingStoppedPayload,
  'streaming.failed': StreamingFailedPayload,
  'dialogflow.detectintent.response': DialogflowDetectIntentResponsePayload,
  'call.payment.progress': CallPaymentProgressPayload,
  'call.payment.completed': CallPaymentCompletedPayload,
  'conference.created': ConferenceCreatedPayload,
  'conference.participant.joined': ConferenceParticipantJoinedPayload,
  'conference.participant.left': ConferenceParticipantLeftPayload,
  'conference.floor.changed': ConferenceFloorChangedPayload,
  'conference.ended': ConferenceEndedPayload,
  'conference.speak.started': ConferenceSpeakStartedPayload,
  'conference.speak.ended': ConferenceSpeakEndedPayload,
  'conference.participant.speak.started': ConferenceParticipantSpeakStartedPayload,
  'conference.participant.speak.ended': ConferenceParticipantSpeakEndedPayload,
  'conference.playback.started': ConferencePlaybackStartedPayload,
  'conference.playback.ended': ConferencePlaybackEndedPayload,
  'conference.participant.playback.started': ConferenceParticipantPlaybackStartedPayload,
  'conference.participant.playback.ended': ConferenceParticipantPlaybackEndedPayload,
  'conference.recording.saved': ConferenceRecordingSavedPayload,
};

/** Whether an event type is one that Callchart knows. */
export function isTelnyxEventType(type: string): type is TelnyxEventType {
  return Object.hasOwn(eventSchemas, type);
}
