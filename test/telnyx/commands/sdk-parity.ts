/**
 * Our params against the official SDK's (`telnyx`, exact dev dependency), key by key and both ways. The compiler holds
 * the table: a difference that is not in it does not compile, nor does an entry that is no difference any more.
 */
import type { z } from 'zod';
import type {
  DeepgramNova2Config as SdkDeepgramNova2,
  DeepgramNova3Config as SdkDeepgramNova3,
} from 'telnyx/resources/calls/actions';
import type { CommandName, CommandParamsMap } from 'callchart';
import type {
  DeepgramNova2Transcription,
  DeepgramNova3Transcription,
} from '../../../src/telnyx/commands/transcription-engine.ts';
import type { Difference, Plain } from './sdk-difference.ts';
import type { SdkParamsMap } from './sdk-params.ts';

/** Every difference, over all commands. */
export type ParamDifference = {
  [Name in CommandName]: Difference<Plain<CommandParamsMap[Name]>, Plain<SdkParamsMap[Name]>, `${Name}.`>;
}[CommandName];

/** Commands whose params differ in nothing. */
export type IdenticalCommand = {
  [Name in CommandName]: [Difference<Plain<CommandParamsMap[Name]>, Plain<SdkParamsMap[Name]>, ''>] extends [never]
    ? Name
    : never;
}[CommandName];

/** Differences of the two Deepgram settings, which the SDK tells apart by another key. */
export type DeepgramDifference =
  | Difference<Plain<z.input<typeof DeepgramNova2Transcription>>, Plain<SdkDeepgramNova2>, 'nova-2.'>
  | Difference<Plain<z.input<typeof DeepgramNova3Transcription>>, Plain<SdkDeepgramNova3>, 'nova-3.'>;

const literals = 'The SDK types it as string; the OpenAPI text names the only values there are.';
const rime = 'In the OpenAPI of July 2026, gone from the SDK; refusing it would break flows that use it.';
const deepgram =
  'The SDK types the engine by the model, which its generator took from the inner discriminator; the API takes Deepgram.';
const loop = 'The SDK types it as string | number; error 90009 allows 1 to 100 and infinity.';
const urls = 'The SDK wants a list of URLs, the OpenAPI of July 2026 one URL: both are accepted.';
const renamed = 'The SDK renames it; call_control_id is the name on the wire.';
const gone = 'In the OpenAPI of July 2026, gone from the SDK; marked as deprecated.';
const languages = 'The OpenAPI of July 2026 lists codes that the SDK leaves out.';

/** Each known difference, with its reason. */
export const knownDifferences = {
  'answer.conversation_relay_config.languages[].voice_settings<rime>: ours only': rime,
  'answer.conversation_relay_config.voice_settings<rime>: ours only': rime,
  'answer.preferred_codecs: wider':
    'The SDK knows only the one list in the example of the OpenAPI; any order of those codecs is meant.',
  'answer.sound_modifications.track: narrower': literals,
  'answer.transcription_config.transcription_engine_config<Deepgram>: ours only': deepgram,
  'answer.transcription_config.transcription_engine_config<deepgram/nova-2>: sdk only': deepgram,
  'answer.transcription_config.transcription_engine_config<deepgram/nova-3>: sdk only': deepgram,
  'answer.transcription_config.transcription_tracks: narrower': literals,
  'answer.webhook_urls: wider': urls,
  'bridge.call_control_id: ours only': renamed,
  'bridge.call_control_id_to_bridge_with: sdk only': renamed,
  'bridge.park_after_unbridge: narrower': literals,
  'dial.conversation_relay_config.languages[].voice_settings<rime>: ours only': rime,
  'dial.conversation_relay_config.voice_settings<rime>: ours only': rime,
  'dial.park_after_unbridge: narrower': literals,
  'dial.sound_modifications.track: narrower': literals,
  'dial.transcription_config.transcription_engine_config<Deepgram>: ours only': deepgram,
  'dial.transcription_config.transcription_engine_config<deepgram/nova-2>: sdk only': deepgram,
  'dial.transcription_config.transcription_engine_config<deepgram/nova-3>: sdk only': deepgram,
  'dial.transcription_config.transcription_tracks: narrower': literals,
  'dial.webhook_urls: wider': urls,
  'gatherUsingAI.voice_settings<rime>: ours only': rime,
  'gatherUsingSpeak.voice_settings<rime>: ours only': rime,
  'speak.loop: narrower': loop,
  'speak.stop: narrower': literals,
  'speak.voice_settings<rime>: ours only': rime,
  'startAIAssistant.voice: ours only': gone,
  'startAIAssistant.voice_settings: ours only': gone,
  'startConversationRelay.conversation_relay_settings.languages[].voice_settings<rime>: ours only': rime,
  'startConversationRelay.languages[].voice_settings<rime>: ours only': rime,
  'startConversationRelay.voice_settings<rime>: ours only': rime,
  'startPlayback.loop: narrower': loop,
  'startPlayback.stop: narrower': literals,
  'startPlayback.target_legs: narrower': literals,
  'startTranscription.transcription_engine_config<Deepgram>: ours only': deepgram,
  'startTranscription.transcription_engine_config<deepgram/nova-2>: sdk only': deepgram,
  'startTranscription.transcription_engine_config<deepgram/nova-3>: sdk only': deepgram,
  'startTranscription.transcription_tracks: narrower': literals,
  'stopPlayback.stop: narrower': literals,
  'transfer.park_after_unbridge: narrower': literals,
  'transfer.sound_modifications.track: narrower': literals,
  'transfer.webhook_urls: wider': urls,
} as const satisfies Readonly<Record<ParamDifference, string>>;

/** The same for Deepgram's settings. */
export const knownDeepgramDifferences = {
  'nova-2.language: wider': languages,
  'nova-2.transcription_engine: different': deepgram,
  'nova-3.language: wider': languages,
  'nova-3.transcription_engine: different': deepgram,
} as const satisfies Readonly<Record<DeepgramDifference, string>>;

/** The commands that agree with the SDK in every key. */
export const identicalCommands = {
  addAIAssistantMessages: true,
  enqueue: true,
  gather: true,
  gatherUsingAudio: true,
  hangup: true,
  joinAIAssistant: true,
  leaveQueue: true,
  pauseRecording: true,
  pay: true,
  refer: true,
  reject: true,
  resumeRecording: true,
  sendDtmf: true,
  sendSipInfo: true,
  startForking: true,
  startNoiseSuppression: true,
  startRecording: true,
  startSiprec: true,
  startStreaming: true,
  stopAIAssistant: true,
  stopConversationRelay: true,
  stopForking: true,
  stopGather: true,
  stopNoiseSuppression: true,
  stopRecording: true,
  stopSiprec: true,
  stopStreaming: true,
  stopTranscription: true,
  switchSupervisorRole: true,
  updateClientState: true,
} as const satisfies Readonly<Record<IdenticalCommand, true>>;
