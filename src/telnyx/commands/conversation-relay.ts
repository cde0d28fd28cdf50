/**
 * Conversation Relay: speech to text and back between a leg and a WebSocket server of yours. The parts that
 * startConversationRelay shares with answer and dial. Source: Telnyx OpenAPI.
 */
import { z } from 'zod';
import { requiredTogether, rules } from './param-rules.ts';
import { Voice } from './speech.ts';
import { strictParams } from './strict-params.ts';
import { VoiceSettings } from './voice-settings.ts';

/** What of the caller interrupts the speech. */
export const RelayInterruptible = z.enum(['none', 'any', 'speech', 'dtmf']);
export type RelayInterruptible = z.input<typeof RelayInterruptible>;

/** A WebSocket URL. */
export const RelayUrl = z.string().regex(/^wss?:\/\//, 'must start with ws:// or wss://.');

// prettier-ignore
/** Transcription engines of the relay; `A` and `B` are older names of Google and Telnyx. */
export const RelayTranscriptionEngine = z.enum([
  'Google', 'Telnyx', 'Deepgram', 'Azure', 'xAI', 'AssemblyAI', 'Speechmatics', 'Soniox', 'A', 'B',
]);

/** What interrupts, in one object. */
export const RelayInterruptionSettings = strictParams('interruption_settings', {
  /** Older form: true is `any`, false is `none`. */
  enable: z.boolean().optional(),
  /** What interrupts speech. Default `any`. */
  interruptible: RelayInterruptible.optional(),
  /** What interrupts the greeting. Default `any`. */
  interruptible_greeting: RelayInterruptible.optional(),
  /** What interrupts the welcome greeting. Default `any`. */
  welcome_greeting_interruptible: RelayInterruptible.optional(),
});
export interface RelayInterruptionSettings extends z.input<typeof RelayInterruptionSettings> {}

/** Settings of one language. */
export const RelayLanguage = strictParams('a relay language', {
  /** Language code. */
  language: z.string(),
  /** Speech model; rather name it in `transcription_engine_config.transcription_model`. */
  speech_model: z.string().optional(),
  /** Transcription engine. Default `Google`. */
  transcription_engine: RelayTranscriptionEngine.optional(),
  /** Settings of that engine, as in startTranscription. */
  transcription_engine_config: z.record(z.string(), z.unknown()).optional(),
  /** Transcription provider; rather use `transcription_engine`. */
  transcription_provider: z.string().optional(),
  /** Text-to-speech provider. Default: that of `voice`. */
  tts_provider: z.string().optional(),
  /** Voice. */
  voice: Voice.optional(),
  /** Settings of the voice's provider. */
  voice_settings: VoiceSettings.optional(),
});
export interface RelayLanguage extends z.input<typeof RelayLanguage> {}

/** What a relay takes wherever it is started. */
export const relayKeys = {
  /** Values passed to the relay session as dynamic variables. */
  custom_parameters: z.record(z.string(), z.unknown()).optional(),
  /** Whether keys are reported to the WebSocket server. Default false. */
  dtmf_detection: z.boolean().optional(),
  /** What interrupts speech. Default `any`. */
  interruptible: RelayInterruptible.optional(),
  /** What interrupts the greeting. Default `any`. */
  interruptible_greeting: RelayInterruptible.optional(),
  /** What interrupts, in one object. */
  interruption_settings: RelayInterruptionSettings.optional(),
  /** Language code. Default `en`. */
  language: z.string().optional(),
  /** Settings per language. */
  languages: z.array(RelayLanguage).optional(),
  /** Structured voice provider; together with `structured_provider`. */
  provider: z.string().optional(),
  /** Settings of that provider; together with `provider`. */
  structured_provider: z.record(z.string(), z.unknown()).optional(),
  /** Transcription engine. Default `Google`. */
  transcription_engine: RelayTranscriptionEngine.optional(),
  /** Settings of that engine, as in startTranscription. */
  transcription_engine_config: z.record(z.string(), z.unknown()).optional(),
  /** Text-to-speech provider. Default: that of `voice` or `provider`. */
  tts_provider: z.string().optional(),
  /** Voice. Default `Telnyx.KokoroTTS.af`. */
  voice: Voice.optional(),
  /** Settings of the voice's provider. */
  voice_settings: VoiceSettings.optional(),
};

/** The provider and its settings come as a pair. */
export const relayProviderRule = requiredTogether('provider', 'structured_provider');

/** The relay that answer and dial start when the leg is answered. */
export const ConversationRelayConfig = strictParams('conversation_relay_config', {
  /** URL of the WebSocket server, `ws://` or `wss://`. */
  url: RelayUrl,
  /** First words. */
  greeting: z.string().optional(),
  ...relayKeys,
}).superRefine(rules(relayProviderRule));
export interface ConversationRelayConfig extends z.input<typeof ConversationRelayConfig> {}
