/** Puts an AI assistant on a leg. Source: Telnyx OpenAPI (StartAIAssistant). */
import { z } from 'zod';
import { AssistantTranscription, InterruptionSettings } from './assistant-speech.ts';
import { CallAssistant, ConversationParticipant } from './assistant.ts';
import { commandKeys } from './command-keys.ts';
import { ConversationMessage } from './conversation-message.ts';
import { SpokenText, Voice } from './speech.ts';
import { strictParams } from './strict-params.ts';
import { AssistantVoiceSettings } from './voice-settings.ts';

/**
 * Params of `startAIAssistant`. One assistant or relay per call (90061); `call.conversation.ended` tells its end.
 *
 * @example
 * ```ts
 * import type { StartAIAssistantParams } from 'callchart';
 *
 * const params: StartAIAssistantParams = { assistant: { id: 'assistant-1' }, greeting: 'How can I help?' };
 * ```
 */
export const StartAIAssistantParams = strictParams('startAIAssistant', {
  /** The assistant; what is left out is as stored. */
  assistant: CallAssistant.optional(),
  /** First words, up to 3000 characters: text, or SSML for `AWS.Polly` voices. Default none. */
  greeting: SpokenText.optional(),
  /** Whether the caller can interrupt. */
  interruption_settings: InterruptionSettings.optional(),
  /** What was said before. Default none. */
  message_history: z.array(ConversationMessage).optional(),
  /** Further legs in the conversation. Default none. */
  participants: z.array(ConversationParticipant).optional(),
  /** Whether each change of the history arrives as `call.ai_gather.message_history_updated`. Default false. */
  send_message_history_updates: z.boolean().optional(),
  /** Speech to text. */
  transcription: AssistantTranscription.optional(),
  /** Voice. Default `Telnyx.KokoroTTS.af`. @deprecated Gone from SDK 7.24.0: use `assistant.voice_settings.voice`. */
  voice: Voice.optional(),
  /** Settings of the voice's provider. @deprecated Gone from SDK 7.24.0: use `assistant.voice_settings`. */
  voice_settings: AssistantVoiceSettings.optional(),
  ...commandKeys,
});
export interface StartAIAssistantParams extends z.input<typeof StartAIAssistantParams> {}
