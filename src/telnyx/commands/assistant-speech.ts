/**
 * How an AI assistant hears and is interrupted. Source: Telnyx OpenAPI (TranscriptionConfig, InterruptionSettings);
 * newer models are of the official SDK 7.24.0.
 */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';

/** Speech to text of an assistant; a model with hearing of its own ignores it. */
export const AssistantTranscription = strictParams('transcription', {
  /** Language code, or `auto` where the model can find out. Default `auto`. */
  language: z.string().optional(),
  /** Model. Default `distil-whisper/distil-large-v2`. */
  model: z
    .enum([
      'deepgram/flux',
      'flux',
      'deepgram/nova-3',
      'deepgram/nova-2',
      'speechmatics/standard',
      'speechmatics/enhanced',
      'assemblyai/universal-3-5-pro',
      'assemblyai/universal-streaming',
      'xai/grok-stt',
      'soniox/stt-rt-v4',
      'nvidia/parakeet-v3',
      'omi-health/omi-med-stt-v1',
      'humain/realtime',
      'reson8/turns',
      'cohere/ar-stt',
      'azure/fast',
      'azure/realtime',
      'google/latest_long',
      'distil-whisper/distil-large-v2',
      'openai/whisper-large-v3-turbo',
    ])
    .optional(),
});
export interface AssistantTranscription extends z.input<typeof AssistantTranscription> {}

/** Whether the caller can interrupt the assistant. */
export const InterruptionSettings = strictParams('interruption_settings', {
  /** Whether speech interrupts. Default true. */
  enable: z.boolean().optional(),
});
export interface InterruptionSettings extends z.input<typeof InterruptionSettings> {}
