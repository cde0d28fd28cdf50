/**
 * What is said and how: the params that the text-to-speech commands share. Source: Telnyx OpenAPI; Telnyx docs: text to
 * speech.
 */
import { z } from 'zod';
import { openEnum } from './open-enum.ts';
import { breach, type Breach, type ParamRule } from './param-rules.ts';
import { VoiceSettings } from './voice-settings.ts';

/** Text or SSML, up to 3000 characters (Telnyx OpenAPI; its error table, 90010, says 5000). */
export const SpokenText = z.string().max(3_000);

/** `male`, `female`, or `<Provider>.<Model>.<VoiceId>` such as `AWS.Polly.Joanna-Neural` or `Telnyx.KokoroTTS.af`. */
export const Voice = openEnum(['female', 'male', 'Telnyx.KokoroTTS.af', 'AWS.Polly.Joanna', 'AWS.Polly.Joanna-Neural']);

// prettier-ignore
/** Languages of the voices `male` and `female`. */
export const SpeechLanguage = z.enum([
  'arb', 'cmn-CN', 'cy-GB', 'da-DK', 'de-DE', 'en-AU', 'en-GB', 'en-GB-WLS', 'en-IN', 'en-US', 'es-ES', 'es-MX',
  'es-US', 'fr-CA', 'fr-FR', 'hi-IN', 'is-IS', 'it-IT', 'ja-JP', 'ko-KR', 'nb-NO', 'nl-NL', 'pl-PL', 'pt-BR', 'pt-PT',
  'ro-RO', 'ru-RU', 'sv-SE', 'tr-TR',
]);
export type SpeechLanguage = z.input<typeof SpeechLanguage>;

/** Params of speak and gatherUsingSpeak. */
export const speechKeys = {
  /** What is said: text, or SSML with `payload_type: "ssml"`; 1 to 3000 characters. */
  payload: SpokenText.min(1),
  /** `male`, `female`, or `<Provider>.<Model>.<VoiceId>`, e.g. `AWS.Polly.Joanna-Neural` or `Telnyx.KokoroTTS.af`. */
  voice: Voice,
  /** Language of the voices `male` and `female`; ignored by a Polly voice. */
  language: SpeechLanguage.optional(),
  /** Whether `payload` is text or SSML. Default `text`. */
  payload_type: z.enum(['text', 'ssml']).optional(),
  /** Quality; `basic` speaks only plain text in `en-US`. Default `premium`. */
  service_level: z.enum(['basic', 'premium']).optional(),
  /** Settings of the voice's provider. */
  voice_settings: VoiceSettings.optional(),
};

/** `basic` speaks only plain text in `en-US`. */
export const basicServiceRule: ParamRule<{
  readonly service_level?: string | undefined;
  readonly language?: string | undefined;
  readonly payload_type?: string | undefined;
}> = ({ service_level, language, payload_type }) => {
  if (service_level !== 'basic') return [];
  const breaches: Breach[] = [];
  const remedy = 'use it, or `service_level: "premium"`.';
  if (language !== undefined && language !== 'en-US')
    breaches.push(breach('language', `\`service_level: "basic"\` speaks only \`en-US\`: ${remedy}`));
  if (payload_type === 'ssml')
    breaches.push(breach('payload_type', `\`service_level: "basic"\` takes only \`text\`: ${remedy}`));
  return breaches;
};
