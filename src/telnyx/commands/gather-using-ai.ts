/** Has an AI assistant ask for values. Source: Telnyx OpenAPI (GatherUsingAI); Telnyx docs: gather using AI. */
import { z } from 'zod';
import { AssistantTranscription, InterruptionSettings } from './assistant-speech.ts';
import { GatherAssistant } from './assistant.ts';
import { commandKeys } from './command-keys.ts';
import { SpokenText, Voice } from './speech.ts';
import { strictParams } from './strict-params.ts';
import { GoogleTranscriptionLanguage } from './transcription-language.ts';
import { AssistantVoiceSettings } from './voice-settings.ts';

/**
 * Params of `gatherUsingAI`. It ends when each name in `parameters.required` has a value, without such a list at the
 * first value; the values arrive in `call.ai_gather.ended`.
 *
 * @example
 * ```ts
 * import type { GatherUsingAIParams } from 'callchart';
 *
 * const params: GatherUsingAIParams = {
 *   greeting: 'Who is calling, please?',
 *   parameters: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
 * };
 * ```
 */
export const GatherUsingAIParams = strictParams('gatherUsingAI', {
  /** What is asked for, as a JSON Schema object. */
  parameters: z.record(z.string(), z.unknown()),
  /** Model, instructions and tools. */
  assistant: GatherAssistant.optional(),
  /** Last words, up to 3000 characters. */
  gather_ended_speech: SpokenText.optional(),
  /** First words, up to 3000 characters: text, or SSML for `AWS.Polly` voices. Default none. */
  greeting: SpokenText.optional(),
  /** Whether the caller can interrupt. */
  interruption_settings: InterruptionSettings.optional(),
  /** Language that is spoken. Default `en`. */
  language: GoogleTranscriptionLanguage.optional(),
  /** What was said before. */
  message_history: z
    .array(
      strictParams('a message of message_history', {
        /** The words. */
        content: z.string().optional(),
        /** Who said them. */
        role: z.enum(['assistant', 'user']).optional(),
      }),
    )
    .optional(),
  /** Whether each change of the history arrives as `call.ai_gather.message_history_updated`. Default false. */
  send_message_history_updates: z.boolean().optional(),
  /** Whether each value arrives as `call.ai_gather.partial_results`. Default false. */
  send_partial_results: z.boolean().optional(),
  /** Speech to text. */
  transcription: AssistantTranscription.optional(),
  /** How long an answer may take, in milliseconds. Default 10000. */
  user_response_timeout_ms: z.int().optional(),
  /** Voice. Default `Telnyx.KokoroTTS.af`. */
  voice: Voice.optional(),
  /** Settings of the voice's provider. */
  voice_settings: AssistantVoiceSettings.optional(),
  ...commandKeys,
});
export interface GatherUsingAIParams extends z.input<typeof GatherUsingAIParams> {}
