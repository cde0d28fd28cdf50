/**
 * What a caller hears in a building block, speech or audio, and the commands that make it heard.
 */
import { z } from 'zod';
import { SpokenText } from '../../telnyx/commands/speech.ts';
import { AudioUrl, MediaName } from '../../telnyx/commands/media-source.ts';
import { resolve, type BlockArguments, type Given } from './block-state.ts';
import { FunctionOption } from './block-options.ts';

/** Something said, with its own voice and language; what it leaves out comes from `options.defaults`. */
export interface SpokenPrompt {
  readonly text: string;
  /** Such as `female` or `Telnyx.KokoroTTS.af`. */
  readonly voice?: string | undefined;
  /** Such as `en-US`. */
  readonly language?: string | undefined;
}

/** A WAV or MP3 file: by its URL, or by its name in Telnyx' media storage. */
export type AudioPrompt<Context = never> =
  { readonly audio_url: Given<string, Context> } | { readonly media_name: Given<string, Context> };

/**
 * What a caller hears: text, text with a voice, an audio file, or a function of context and event that makes the text.
 *
 * @example
 * ```ts
 * import type { Prompt } from 'callchart';
 *
 * const prompts: Prompt<{ name: string }>[] = [
 *   'Welcome.',
 *   { text: 'Willkommen.', language: 'de-DE' },
 *   { audio_url: 'https://example.com/welcome.mp3' },
 *   ({ context }) => `Welcome, ${context.name}.`,
 * ];
 * ```
 */
export type Prompt<Context = never> =
  string | SpokenPrompt | AudioPrompt<Context> | ((args: BlockArguments<Context>) => string | SpokenPrompt);

const orFunction = (schema: z.ZodType): z.ZodType => z.union([schema, FunctionOption]);

const audio = [
  z.strictObject({ audio_url: orFunction(AudioUrl) }),
  z.strictObject({ media_name: orFunction(MediaName) }),
] as const;

/** An audio file, as far as it can be checked before it is heard. */
export const AudioPromptOption = z.union(audio, 'must be { audio_url } or { media_name }');

/** A prompt, as far as it can be checked before it is heard. */
export const PromptOption = z.union(
  [
    SpokenText.min(1),
    z.strictObject({ text: SpokenText.min(1), voice: z.string().optional(), language: z.string().optional() }),
    ...audio,
    FunctionOption,
  ],
  'must be text (1 to 3000 characters), { text, voice, language }, { audio_url }, { media_name } or a function that makes text',
);

/** A command with static params or a function that makes them. */
export interface PromptAction {
  readonly type: string;
  readonly params: unknown;
}

type Params = Readonly<Record<string, unknown>>;

/** The command by which a prompt is heard. */
export function heard<Context>(prompt: Prompt<Context>, params: Params = {}): PromptAction {
  return action(prompt, isAudio(prompt) ? 'startPlayback' : 'speak', params);
}

/** The command by which a prompt is heard and keys are collected. */
export function asked<Context>(prompt: Prompt<Context>, params: Params): PromptAction {
  return action(prompt, isAudio(prompt) ? 'gatherUsingAudio' : 'gatherUsingSpeak', params);
}

/** The event that tells the end of {@link heard}. */
export function heardEvent<Context>(prompt: Prompt<Context>): 'call.playback.ended' | 'call.speak.ended' {
  return isAudio(prompt) ? 'call.playback.ended' : 'call.speak.ended';
}

/** The failure of {@link heard}. */
export function heardFailure<Context>(
  prompt: Prompt<Context>,
): 'command.failed.startPlayback' | 'command.failed.speak' {
  return isAudio(prompt) ? 'command.failed.startPlayback' : 'command.failed.speak';
}

// Speech takes some 60 ms a character; text that is made later may be long, and nobody says how long a file is.
const spokenLimitMs = (text: string): number => 15_000 + 120 * text.length;
const unknownLimitMs = 120_000;

/** After how long a prompt of which nothing is heard any more is taken to be over. */
export function heardLimitMs<Context>(prompt: Prompt<Context>): number {
  if (typeof prompt === 'string') return spokenLimitMs(prompt);
  return typeof prompt === 'object' && 'text' in prompt ? spokenLimitMs(prompt.text) : unknownLimitMs;
}

/** Whether a prompt is an audio file. */
export function isAudio<Context>(prompt: Prompt<Context>): prompt is AudioPrompt<Context> {
  return typeof prompt === 'object' && ('audio_url' in prompt || 'media_name' in prompt);
}

function action<Context>(prompt: Prompt<Context>, type: string, params: Params): PromptAction {
  const isMade = typeof prompt === 'function' || Object.values(prompt).some((part) => typeof part === 'function');
  if (isMade) return { type, params: (args: BlockArguments<Context>) => ({ ...media(prompt, args), ...params }) };
  return { type, params: { ...media(prompt, { context: undefined as never, event: { type: '' } }), ...params } };
}

/** The params that say what is heard. */
function media<Context>(prompt: Prompt<Context>, args: BlockArguments<Context>): Params {
  if (isAudio(prompt)) {
    return 'audio_url' in prompt
      ? { audio_url: resolve(prompt.audio_url, args) }
      : { media_name: resolve(prompt.media_name, args) };
  }
  const said = typeof prompt === 'function' ? prompt(args) : prompt;
  if (typeof said === 'string') return { payload: said };
  const { text, voice, language } = said;
  return { payload: text, ...(voice !== undefined && { voice }), ...(language !== undefined && { language }) };
}
