/**
 * The engines that transcribe a call while it runs, and the settings of each. Source: Telnyx OpenAPI
 * (TranscriptionStartRequest); Humain, Reson8, Cohere and some models are of the official SDK 7.24.0.
 */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';
import {
  AzureTranscriptionLanguage,
  DeepgramNova2TranscriptionLanguage,
  DeepgramNova3TranscriptionLanguage,
  GoogleTranscriptionLanguage,
  SpeechmaticsTranscriptionLanguage,
  TelnyxTranscriptionLanguage,
  XaiTranscriptionLanguage,
} from './transcription-language.ts';

// prettier-ignore
/** Engines by name; `A` and `B` are older names of Google and Telnyx. Default `Google`. */
export const TranscriptionEngine = z.enum([
  'Google', 'Telnyx', 'Deepgram', 'Azure', 'xAI', 'AssemblyAI', 'Speechmatics', 'Soniox', 'Parakeet', 'Humain',
  'Reson8', 'Cohere', 'A', 'B',
]);
export type TranscriptionEngine = z.input<typeof TranscriptionEngine>;

/** Phrases that Google is more likely to hear. */
export const SpeechContext = strictParams('a speech_context', {
  /** Strength, 0 to 20. Default 1. */
  boost: z.number().min(0).max(20).optional(),
  /** The phrases. Default none. */
  phrases: z.array(z.string()).optional(),
});

const googleKeys = {
  /** Whether speakers are told apart. Default false. */
  enable_speaker_diarization: z.boolean().optional(),
  /** Words that are likely to be said. Default none. */
  hints: z.array(z.string()).optional(),
  /** Whether partial results are sent as well. Default false. */
  interim_results: z.boolean().optional(),
  /** Language that is spoken. Default `en`. */
  language: GoogleTranscriptionLanguage.optional(),
  /** Most speakers to tell apart. Default 6. */
  max_speaker_count: z.int().optional(),
  /** Fewest speakers to tell apart. Default 2. */
  min_speaker_count: z.int().optional(),
  /** Google's model. Default: Google's choice. */
  model: z
    .enum([
      'latest_long',
      'latest_short',
      'command_and_search',
      'phone_call',
      'video',
      'default',
      'medical_conversation',
      'medical_dictation',
    ])
    .optional(),
  /** Whether profanities are masked. Default false. */
  profanity_filter: z.boolean().optional(),
  /** Phrases that are likely to be said, with their strength. */
  speech_context: z.array(SpeechContext).optional(),
  /** Whether the enhanced form of `phone_call` and `video` is used. Default false. */
  use_enhanced: z.boolean().optional(),
};

/** Google. */
export const GoogleTranscription = strictParams('a Google transcription_engine_config', {
  ...googleKeys,
  /** `Google`. */
  transcription_engine: z.literal('Google').optional(),
});

/** Google under its older name. */
export const EngineATranscription = strictParams('an A (Google) transcription_engine_config', {
  ...googleKeys,
  /** `A`. @deprecated Use `Google`. */
  transcription_engine: z.literal('A').optional(),
});

const telnyxKeys = {
  /** Language that is spoken. Default `en`. */
  language: TelnyxTranscriptionLanguage.optional(),
  /** Model. Default `openai/whisper-tiny`. */
  transcription_model: z.enum(['openai/whisper-tiny', 'openai/whisper-large-v3-turbo']).optional(),
};

/** Telnyx. */
export const TelnyxTranscription = strictParams('a Telnyx transcription_engine_config', {
  ...telnyxKeys,
  /** `Telnyx`. */
  transcription_engine: z.literal('Telnyx').optional(),
});

/** Telnyx under its older name. */
export const EngineBTranscription = strictParams('a B (Telnyx) transcription_engine_config', {
  ...telnyxKeys,
  /** `B`. @deprecated Use `Telnyx`. */
  transcription_engine: z.literal('B').optional(),
});

const deepgramKeys = {
  /** `Deepgram`. */
  transcription_engine: z.literal('Deepgram'),
  /** Whether partial results are sent as well. Default false. */
  interim_results: z.boolean().optional(),
  /** Words and the strength with which they are preferred. */
  keywords_boosting: z.record(z.string(), z.number()).optional(),
  /** Whether capitals, punctuation and digits are set. Default true. */
  smart_format: z.boolean().optional(),
  /** Silence that ends an utterance, in milliseconds, 0 to 5000. Default 1000. */
  utterance_end_ms: z.int().min(0).max(5_000).optional(),
};

/** Deepgram Nova 2. */
export const DeepgramNova2Transcription = strictParams('a Deepgram Nova 2 transcription_engine_config', {
  ...deepgramKeys,
  /** `deepgram/nova-2`. */
  transcription_model: z.literal('deepgram/nova-2'),
  /** Words that are likely to be said, up to 100. Default none. */
  hints: z.array(z.string()).max(100).optional(),
  /** Language that is spoken. Default `en`. */
  language: DeepgramNova2TranscriptionLanguage.optional(),
});

/** Deepgram Nova 3. */
export const DeepgramNova3Transcription = strictParams('a Deepgram Nova 3 transcription_engine_config', {
  ...deepgramKeys,
  /** `deepgram/nova-3`. */
  transcription_model: z.literal('deepgram/nova-3'),
  /** Terms that are likely to be said, up to 100. Default none. */
  keyterms: z.array(z.string()).max(100).optional(),
  /** Language that is spoken. Default `en`. */
  language: DeepgramNova3TranscriptionLanguage.optional(),
});

/** Azure Speech. */
export const AzureTranscription = strictParams('an Azure transcription_engine_config', {
  /** `Azure`. */
  transcription_engine: z.literal('Azure'),
  /** Azure region. */
  region: z.enum(['australiaeast', 'centralindia', 'eastus', 'northcentralus', 'westeurope', 'westus2']),
  /** Integration secret that holds the API key; some regions have one of Telnyx. */
  api_key_ref: z.string().optional(),
  /** Language that is spoken. Default `en`. */
  language: AzureTranscriptionLanguage.optional(),
});

/** xAI. */
export const XaiTranscription = strictParams('an xAI transcription_engine_config', {
  /** Whether partial results are sent as well. Default false. */
  interim_results: z.boolean().optional(),
  /** Language that is spoken. Default `en`. */
  language: XaiTranscriptionLanguage.optional(),
  /** `xAI`. */
  transcription_engine: z.literal('xAI').optional(),
  /** Model. Default `xai/grok-stt`. */
  transcription_model: z.enum(['xai/grok-stt']).optional(),
});

/** AssemblyAI. */
export const AssemblyaiTranscription = strictParams('an AssemblyAI transcription_engine_config', {
  /** Whether partial results are sent as well. Default false. */
  interim_results: z.boolean().optional(),
  /** `AssemblyAI`. */
  transcription_engine: z.literal('AssemblyAI').optional(),
  /** Model; `assemblyai/universal-streaming` is the older name of the other. */
  transcription_model: z.enum(['assemblyai/universal-3-5-pro', 'assemblyai/universal-streaming']).optional(),
});

/** Speechmatics. */
export const SpeechmaticsTranscription = strictParams('a Speechmatics transcription_engine_config', {
  /** Whether partial results are sent as well. Default false. */
  interim_results: z.boolean().optional(),
  /** Language that is spoken. Default `en`. */
  language: SpeechmaticsTranscriptionLanguage.optional(),
  /** `Speechmatics`. */
  transcription_engine: z.literal('Speechmatics').optional(),
  /** Model. Default `speechmatics/standard`. */
  transcription_model: z.enum(['speechmatics/standard']).optional(),
});

/** Soniox. */
export const SonioxTranscription = strictParams('a Soniox transcription_engine_config', {
  /** `Soniox`. */
  transcription_engine: z.literal('Soniox'),
  /** Whether the end of each utterance is reported. Default false. */
  enable_endpoint_detection: z.boolean().optional(),
  /** Whether partial results are sent as well. Default false. */
  interim_results: z.boolean().optional(),
  /** Language code, or `auto`. Default `auto`. */
  language: z.string().optional(),
  /** Silence that ends an utterance, in milliseconds, 500 to 3000; with `enable_endpoint_detection` only. */
  max_endpoint_delay_ms: z.int().min(500).max(3_000).optional(),
  /** Model. Default `soniox/stt-rt-v4`. */
  transcription_model: z.enum(['soniox/stt-rt-v4']).optional(),
});

/** NVIDIA Parakeet. */
export const ParakeetTranscription = strictParams('a Parakeet transcription_engine_config', {
  /** Whether partial results are sent as well. Default false. */
  interim_results: z.boolean().optional(),
  /** `Parakeet`. */
  transcription_engine: z.literal('Parakeet').optional(),
  /** Model. Default `nvidia/parakeet-v3`. */
  transcription_model: z.enum(['nvidia/parakeet-v3', 'omi-health/omi-med-stt-v1']).optional(),
});

/** Humain. */
export const HumainTranscription = strictParams('a Humain transcription_engine_config', {
  /** Language that is spoken; `codeswitch` for both mixed. */
  language: z.enum(['ar', 'en', 'codeswitch', 'auto']).optional(),
  /** `Humain`. */
  transcription_engine: z.literal('Humain').optional(),
  /** Model. */
  transcription_model: z.enum(['humain/realtime']).optional(),
});

/** Reson8. */
export const Reson8Transcription = strictParams('a Reson8 transcription_engine_config', {
  /** Language that is spoken. Default `auto`. */
  language: z.enum(['auto', 'nl', 'en', 'fr', 'fy', 'de', 'it', 'pl', 'pt', 'es', 'sv']).optional(),
  /** `Reson8`. */
  transcription_engine: z.literal('Reson8').optional(),
  /** Model. */
  transcription_model: z.enum(['reson8/turns']).optional(),
});

/** Cohere. */
export const CohereTranscription = strictParams('a Cohere transcription_engine_config', {
  /** Language that is spoken. */
  language: z.enum(['ar', 'en']).optional(),
  /** `Cohere`. */
  transcription_engine: z.literal('Cohere').optional(),
  /** Model. */
  transcription_model: z.enum(['cohere/ar-stt']).optional(),
});
