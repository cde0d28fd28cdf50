/**
 * Settings of the text-to-speech providers, told apart by `type`. Source: Telnyx OpenAPI; `soniox` is of the official
 * SDK 7.24.0, which no longer lists `rime`.
 */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';

/** ElevenLabs. */
export const ElevenLabsVoiceSettings = strictParams('ElevenLabs voice_settings', {
  /** `elevenlabs`. */
  type: z.literal('elevenlabs'),
  /** Integration secret that holds the ElevenLabs API key. */
  api_key_ref: z.string().optional(),
});
export interface ElevenLabsVoiceSettings extends z.input<typeof ElevenLabsVoiceSettings> {}

/** Telnyx' own voices. */
export const TelnyxVoiceSettings = strictParams('Telnyx voice_settings', {
  /** `telnyx`. */
  type: z.literal('telnyx'),
  /** Speed as a factor, 0.1 to 2. Default 1. */
  voice_speed: z.number().min(0.1).max(2).optional(),
});
export interface TelnyxVoiceSettings extends z.input<typeof TelnyxVoiceSettings> {}

/** AWS Polly; takes further settings that Telnyx does not list. */
export const AwsVoiceSettings = z.looseObject({
  /** `aws`. */
  type: z.literal('aws'),
});
export interface AwsVoiceSettings extends z.input<typeof AwsVoiceSettings> {}

// prettier-ignore
/** Languages and dialects that MiniMax can be tuned to. */
export const MinimaxLanguage = z.enum([
  'auto', 'Chinese', 'Chinese,Yue', 'English', 'Arabic', 'Russian', 'Spanish', 'French', 'Portuguese', 'German',
  'Turkish', 'Dutch', 'Ukrainian', 'Vietnamese', 'Indonesian', 'Japanese', 'Italian', 'Korean', 'Thai', 'Polish',
  'Romanian', 'Greek', 'Czech', 'Finnish', 'Hindi', 'Bulgarian', 'Danish', 'Hebrew', 'Malay', 'Persian', 'Slovak',
  'Swedish', 'Croatian', 'Filipino', 'Hungarian', 'Norwegian', 'Slovenian', 'Catalan', 'Nynorsk', 'Tamil', 'Afrikaans',
]);

/** MiniMax. */
export const MinimaxVoiceSettings = strictParams('MiniMax voice_settings', {
  /** `minimax`. */
  type: z.literal('minimax'),
  /** Language that recognition is tuned to; `auto` detects it, null does not tune. Default null. */
  language_boost: MinimaxLanguage.nullable().optional(),
  /** Shift of pitch, a whole number. Default 0. */
  pitch: z.int().optional(),
  /** Speed as a factor. Default 1. */
  speed: z.number().optional(),
  /** Volume as a factor. Default 1. */
  vol: z.number().optional(),
});
export interface MinimaxVoiceSettings extends z.input<typeof MinimaxVoiceSettings> {}

/** Azure Speech. */
export const AzureVoiceSettings = strictParams('Azure voice_settings', {
  /** `azure`. */
  type: z.literal('azure'),
  /** Integration secret that holds the Azure Speech API key. */
  api_key_ref: z.string().optional(),
  /** Deployment of a custom neural voice. */
  deployment_id: z.string().optional(),
  /** Audio effect. */
  effect: z.enum(['eq_car', 'eq_telecomhp8k']).optional(),
  /** Gender of the voice. */
  gender: z.enum(['Male', 'Female']).optional(),
  /** Azure region, e.g. `eastus`; needed with a key of your own. */
  region: z.string().optional(),
});
export interface AzureVoiceSettings extends z.input<typeof AzureVoiceSettings> {}

/** Rime. */
export const RimeVoiceSettings = strictParams('Rime voice_settings', {
  /** `rime`. */
  type: z.literal('rime'),
  /** Speed as a factor. Default 1. */
  voice_speed: z.number().optional(),
});
export interface RimeVoiceSettings extends z.input<typeof RimeVoiceSettings> {}

/** Resemble. */
export const ResembleVoiceSettings = strictParams('Resemble voice_settings', {
  /** `resemble`. */
  type: z.literal('resemble'),
  /** Format of the audio. Default `mp3`. */
  format: z.enum(['wav', 'mp3']).optional(),
  /** Precision of the audio. Default `PCM_32`. */
  precision: z.enum(['PCM_16', 'PCM_24', 'PCM_32', 'MULAW']).optional(),
  /** Sample rate in Hz, as text. Default `48000`. */
  sample_rate: z.enum(['8000', '16000', '22050', '32000', '44100', '48000']).optional(),
});
export interface ResembleVoiceSettings extends z.input<typeof ResembleVoiceSettings> {}

/** Inworld. */
export const InworldVoiceSettings = strictParams('Inworld voice_settings', {
  /** `inworld`. */
  type: z.literal('inworld'),
  /** Steady or expressive; only the model `TTS2` takes it. Default: the provider's. */
  delivery_mode: z.enum(['STABLE', 'BALANCED', 'CREATIVE']).optional(),
});
export interface InworldVoiceSettings extends z.input<typeof InworldVoiceSettings> {}

/** xAI. */
export const XaiVoiceSettings = strictParams('xAI voice_settings', {
  /** `xai`. */
  type: z.literal('xai'),
  /** Language code, or `auto`. Default `auto`. */
  language: z.string().optional(),
});
export interface XaiVoiceSettings extends z.input<typeof XaiVoiceSettings> {}

/** Soniox. */
export const SonioxVoiceSettings = strictParams('Soniox voice_settings', {
  /** `soniox`. */
  type: z.literal('soniox'),
  /** Whether pauses between words are shortened. */
  reduce_silence: z.boolean().optional(),
  /** Speed as a factor; 1 is normal. */
  speed: z.number().optional(),
});
export interface SonioxVoiceSettings extends z.input<typeof SonioxVoiceSettings> {}

/** Settings of every provider. */
export const VoiceSettings = z.discriminatedUnion('type', [
  ElevenLabsVoiceSettings,
  TelnyxVoiceSettings,
  AwsVoiceSettings,
  MinimaxVoiceSettings,
  AzureVoiceSettings,
  RimeVoiceSettings,
  ResembleVoiceSettings,
  InworldVoiceSettings,
  XaiVoiceSettings,
  SonioxVoiceSettings,
]);
export type VoiceSettings = z.input<typeof VoiceSettings>;

/** Settings of the providers that AI assistants speak with: all but MiniMax and Inworld. */
export const AssistantVoiceSettings = z.discriminatedUnion('type', [
  ElevenLabsVoiceSettings,
  TelnyxVoiceSettings,
  AwsVoiceSettings,
  AzureVoiceSettings,
  RimeVoiceSettings,
  ResembleVoiceSettings,
  XaiVoiceSettings,
  SonioxVoiceSettings,
]);
export type AssistantVoiceSettings = z.input<typeof AssistantVoiceSettings>;
