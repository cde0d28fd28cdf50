/**
 * How an AI assistant sounds, as its own configuration says it. Source: official SDK 7.24.0 (Assistants.VoiceSettings).
 */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';
import { MinimaxLanguage } from './voice-settings.ts';

/** Sound that runs below the conversation. */
export const BackgroundAudio = z.discriminatedUnion('type', [
  strictParams('predefined background_audio', {
    /** `predefined_media`. */
    type: z.literal('predefined_media'),
    /** `silence` for none. */
    value: z.enum(['silence', 'office']),
    /** Volume, 0.1 to 1. */
    volume: z.number().min(0.1).max(1).optional(),
  }),
  strictParams('background_audio from a URL', {
    /** `media_url`. */
    type: z.literal('media_url'),
    /** HTTPS URL of an MP3 file; it is repeated. */
    value: z.string(),
  }),
  strictParams('background_audio from media storage', {
    /** `media_name`. */
    type: z.literal('media_name'),
    /** Name of an uploaded file; it is repeated. */
    value: z.string(),
  }),
]);

/** Voice of an assistant. */
export const AssistantVoice = strictParams("an assistant's voice_settings", {
  /** Voice, e.g. `Telnyx.KokoroTTS.af_heart`; may name dynamic variables (`{{voice_id}}`). */
  voice: z.string(),
  /** Integration secret that holds the ElevenLabs API key. */
  api_key_ref: z.string().optional(),
  /** Sound below the conversation. Default none. */
  background_audio: BackgroundAudio.optional(),
  /** Whether emotions are spoken; Telnyx Ultra voices only. */
  expressive_mode: z.boolean().optional(),
  /** Language that MiniMax is tuned to; `auto` detects it. Default null. */
  language_boost: MinimaxLanguage.nullable().optional(),
  /** Closeness to the original voice; ElevenLabs only. */
  similarity_boost: z.number().optional(),
  /** Speed as a factor; ElevenLabs only. Default 1. */
  speed: z.number().optional(),
  /** Exaggeration of style; ElevenLabs only. */
  style: z.number().optional(),
  /** Randomness between one speech and the next; ElevenLabs only. */
  temperature: z.number().optional(),
  /** Whether likeness to the speaker is amplified; ElevenLabs only. */
  use_speaker_boost: z.boolean().optional(),
  /** Speed as a factor, 0.25 to 2; Telnyx Natural voices only. Default 1. */
  voice_speed: z.number().min(0.25).max(2).optional(),
});
export interface AssistantVoice extends z.input<typeof AssistantVoice> {}
