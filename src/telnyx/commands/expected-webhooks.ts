/**
 * The webhooks that follow each command, in their usual order. Source: "Expected Webhooks" of each command in Telnyx'
 * OpenAPI and SDKs; Telnyx docs: sending commands, Voice API webhooks, queueing calls; those of `pay`: official SDK
 * 7.24.0. "Inferred" ones are ours.
 */
import type { ExpectedWebhook } from './command-spec.ts';

const streamUrl = 'stream_url is given';
const detection = 'answering_machine_detection is given';
const premium = 'answering_machine_detection is premium';
const deepfake = 'deepfake_detection is enabled';

const dtmf = { event: 'call.dtmf.received', leg: 'A', when: 'once per key', optional: true } as const;
const gatherEnded = { event: 'call.gather.ended', leg: 'A' } as const;
const conversationEnded = { event: 'call.conversation.ended', leg: 'A' } as const;
const hangup = { event: 'call.hangup', leg: 'A' } as const;

const held = [
  { event: 'call.hold', leg: 'A', when: 'the leg is held', optional: true },
  { event: 'call.unhold', leg: 'A', when: 'the leg is released', optional: true },
] as const;

const deepfakeDetection = [
  { event: 'call.deepfake_detection.result', leg: 'A', when: deepfake, optional: true },
  { event: 'call.deepfake_detection.error', leg: 'A', when: `${deepfake} and it fails`, optional: true },
] as const;

const streaming = [
  { event: 'streaming.started', leg: 'A', when: streamUrl, optional: true },
  { event: 'streaming.stopped', leg: 'A', when: streamUrl, optional: true },
  { event: 'streaming.failed', leg: 'A', when: `${streamUrl} and it fails`, optional: true },
] as const;

// Inferred: what answering can start besides.
const startedOnAnswer = [
  { event: 'call.transcription', leg: 'A', when: 'transcription is true', optional: true },
  {
    event: 'call.conversation.ended',
    leg: 'A',
    when: 'assistant or conversation_relay_config is given',
    optional: true,
  },
  { event: 'call.recording.saved', leg: 'A', when: 'record is given; after the hangup', optional: true },
] as const;

const machineDetection = (leg: 'A' | 'B') =>
  [
    { event: 'call.machine.detection.ended', leg, when: detection, optional: true },
    { event: 'call.machine.greeting.ended', leg, when: `${detection} and waits for the greeting`, optional: true },
    { event: 'call.machine.premium.detection.ended', leg, when: premium, optional: true },
    { event: 'call.machine.premium.greeting.ended', leg, when: `${premium} and a beep is heard`, optional: true },
  ] as const;

/** The webhooks per command; commands that are not listed have none. */
export const expectedWebhooks = {
  answer: [{ event: 'call.answered', leg: 'A' }, ...held, ...deepfakeDetection, ...streaming, ...startedOnAnswer],
  bridge: [
    { event: 'call.dequeued', leg: 'B', when: 'queue is given', optional: true },
    { event: 'call.bridged', leg: 'A' },
    { event: 'call.bridged', leg: 'B' },
  ],
  dial: [
    { event: 'call.initiated', leg: 'A' },
    { event: 'call.answered', leg: 'A', when: 'it is answered', optional: true },
    ...machineDetection('A'),
    ...held,
    ...deepfakeDetection,
    ...streaming,
    ...startedOnAnswer,
    { event: 'call.bridged', leg: 'A', when: 'bridge_on_answer is true', optional: true },
    { event: 'call.bridged', leg: 'B', when: 'bridge_on_answer is true', optional: true },
    hangup,
  ],
  enqueue: [
    { event: 'call.enqueued', leg: 'A' },
    { event: 'call.dequeued', leg: 'A' },
    { event: 'call.bridged', leg: 'A', when: 'another call takes it from the queue', optional: true },
  ],
  gather: [dtmf, gatherEnded],
  gatherUsingAI: [
    { event: 'call.ai_gather.partial_results', leg: 'A', when: 'send_partial_results is true', optional: true },
    {
      event: 'call.ai_gather.message_history_updated',
      leg: 'A',
      when: 'send_message_history_updates is true',
      optional: true,
    },
    { event: 'call.ai_gather.ended', leg: 'A' },
    conversationEnded,
  ],
  gatherUsingAudio: [
    { event: 'call.playback.started', leg: 'A' },
    { event: 'call.playback.ended', leg: 'A' },
    dtmf,
    gatherEnded,
  ],
  gatherUsingSpeak: [dtmf, gatherEnded],
  hangup: [hangup, { event: 'call.recording.saved', leg: 'A', when: 'a recording runs', optional: true }],
  leaveQueue: [{ event: 'call.dequeued', leg: 'A' }],
  pay: [
    { event: 'call.payment.progress', leg: 'A' },
    { event: 'call.payment.completed', leg: 'A' },
  ],
  refer: [
    { event: 'call.refer.started', leg: 'A' },
    { event: 'call.refer.completed', leg: 'A', when: 'it works', optional: true },
    { event: 'call.refer.failed', leg: 'A', when: 'it fails', optional: true },
  ],
  reject: [hangup],
  sendSipInfo: [{ event: 'call.sip_info.received', leg: 'B' }],
  speak: [
    { event: 'call.speak.started', leg: 'A' },
    { event: 'call.speak.ended', leg: 'A' },
  ],
  startAIAssistant: [
    {
      event: 'call.ai_gather.message_history_updated',
      leg: 'A',
      when: 'send_message_history_updates is true',
      optional: true,
    },
    conversationEnded,
    { event: 'call.conversation_insights.generated', leg: 'A', when: 'the assistant has insights', optional: true },
  ],
  startConversationRelay: [conversationEnded],
  startForking: [
    { event: 'call.fork.started', leg: 'A' },
    { event: 'call.fork.stopped', leg: 'A' },
  ],
  startPlayback: [
    { event: 'call.playback.started', leg: 'A' },
    { event: 'call.playback.ended', leg: 'A' },
  ],
  startRecording: [
    { event: 'call.recording.saved', leg: 'A' },
    { event: 'call.recording.transcription.saved', leg: 'A', when: 'transcription is true', optional: true },
    { event: 'call.recording.error', leg: 'A', when: 'it fails', optional: true },
  ],
  startSiprec: [
    { event: 'siprec.started', leg: 'A' },
    { event: 'siprec.stopped', leg: 'A' },
    { event: 'siprec.failed', leg: 'A', when: 'it fails', optional: true },
  ],
  startStreaming: [
    { event: 'streaming.started', leg: 'A' },
    { event: 'streaming.stopped', leg: 'A' },
    { event: 'streaming.failed', leg: 'A', when: 'it fails', optional: true },
  ],
  startTranscription: [{ event: 'call.transcription', leg: 'A', when: 'once per utterance', optional: true }],
  // Inferred.
  stopAIAssistant: [conversationEnded],
  // Inferred.
  stopConversationRelay: [conversationEnded],
  stopForking: [{ event: 'call.fork.stopped', leg: 'A' }],
  stopGather: [gatherEnded],
  stopPlayback: [
    { event: 'call.playback.ended', leg: 'A', when: 'a file plays', optional: true },
    { event: 'call.speak.ended', leg: 'A', when: 'speech plays', optional: true },
  ],
  stopRecording: [{ event: 'call.recording.saved', leg: 'A' }],
  stopSiprec: [{ event: 'siprec.stopped', leg: 'A' }],
  stopStreaming: [{ event: 'streaming.stopped', leg: 'A' }],
  transfer: [
    { event: 'call.initiated', leg: 'B' },
    { event: 'call.answered', leg: 'B', when: 'it is answered', optional: true },
    ...machineDetection('B'),
    { event: 'call.bridged', leg: 'B', when: 'it is answered', optional: true },
    // Inferred: the SDK lists leg B only.
    { event: 'call.bridged', leg: 'A', when: 'it is answered', optional: true },
    { event: 'call.hangup', leg: 'B', when: 'it is not answered', optional: true },
  ],
} as const satisfies Readonly<Record<string, readonly ExpectedWebhook[]>>;
