/**
 * Prompts in several languages: a table by locale, from which each prompt is chosen when it is wanted. That no entry is
 * missing is seen to by the compiler, and when the flow's file is loaded.
 */
import { z } from 'zod';
import { SpeechLanguage, SpokenText } from '../../telnyx/commands/speech.ts';
import { AudioUrl } from '../../telnyx/commands/media-source.ts';
import { checkBlock, FunctionOption, invalidBlock } from './block-options.ts';
import type { BlockArguments } from './block-state.ts';
import type { Prompt, SpokenPrompt } from './prompt.ts';

/** What is heard in one language: text, text of the context, text with a voice of its own, or an audio file. */
export type PromptEntry<Context> =
  string | ((args: BlockArguments<Context>) => string) | SpokenPrompt | { readonly audio_url: string };

/** Options of {@link promptTable}. */
export interface PromptTableOptions<Context, Locale extends string, Key extends string> {
  /**
   * The entries of each locale, such as `en-US`; every locale has the same. A locale is a language of the voices `male`
   * and `female`, or it has a voice of its own.
   */
  readonly tables: Readonly<Record<Locale, Readonly<Record<Key, PromptEntry<Context>>>>>;
  /** The caller's locale; one that has no table is spoken to in the fallback's. */
  readonly locale: (args: BlockArguments<Context>) => string | undefined;
  /** The locale for everybody else. */
  readonly fallback: NoInfer<Locale>;
  /** The voice of each locale, such as `AWS.Polly.Vicki-Neural`. Default: `options.defaults.voice`. */
  readonly voices?: Readonly<Partial<Record<NoInfer<Locale>, string>>> | undefined;
}

/** Gives the prompt of that name, in the caller's language. */
export type PromptTable<Context, Key extends string> = (key: Key) => Prompt<Context>;

const Entry = z.union(
  [
    SpokenText.min(1),
    FunctionOption,
    z.strictObject({ text: SpokenText.min(1), voice: z.string().optional(), language: SpeechLanguage.optional() }),
    z.strictObject({ audio_url: AudioUrl }),
  ],
  'must be text, a function that makes text, { text, voice, language } or { audio_url }',
);

const shape = {
  tables: z.record(z.string(), z.record(z.string(), Entry)),
  locale: FunctionOption,
  fallback: z.string(),
  voices: z.record(z.string(), z.string()).optional(),
};

/**
 * Prompts by name, in the language of the caller.
 *
 * @throws {CallchartError} `block.invalid` when a locale lacks an entry, with all that are missing.
 *
 * @example
 * ```ts
 * import { promptTable, say } from 'callchart';
 *
 * const words = promptTable({
 *   locale: ({ context }: { context: { locale: string } }) => context.locale,
 *   fallback: 'en-US',
 *   tables: {
 *     'en-US': { welcome: 'Welcome.', goodbye: 'Goodbye.' },
 *     'de-DE': { welcome: 'Willkommen.', goodbye: 'Auf Wiederhören.' },
 *   },
 * });
 * const welcome = say({ prompt: words('welcome'), next: 'menu' });
 * ```
 */
export function promptTable<Context, Locale extends string, Key extends string>(
  options: PromptTableOptions<Context, Locale, Key>,
): PromptTable<Context, Key> {
  checkBlock('promptTable', shape, options);
  const tables = options.tables as Readonly<Record<string, Readonly<Record<string, PromptEntry<Context>>>>>;
  const { fallback, voices = {} } = options as { readonly fallback: string; readonly voices?: Voices };
  checkTables(tables, fallback, voices);
  const localeOf = (args: BlockArguments<Context>): string => {
    const wanted = options.locale(args);
    return wanted !== undefined && Object.hasOwn(tables, wanted) ? wanted : fallback;
  };
  const entryOf = (key: string, args: BlockArguments<Context>): PromptEntry<Context> =>
    tables[localeOf(args)]?.[key] ?? '';
  return (key) => {
    const [first] = Object.values(tables);
    if (first === undefined || !Object.hasOwn(first, key))
      throw invalidBlock('promptTable', [
        `there is no prompt "${key}": there are ${Object.keys(first ?? {}).join(', ')}.`,
      ]);
    if (isAudio(first[key])) {
      return { audio_url: (args) => (entryOf(key, args) as { readonly audio_url: string }).audio_url };
    }
    return (args) => spoken(entryOf(key, args), localeOf(args), voices, args);
  };
}

type Voices = Readonly<Record<string, string>>;

// Telnyx refuses any other, whatever the voice: one that speaks another language is chosen by its name alone.
const isLanguage = (locale: string): boolean => SpeechLanguage.safeParse(locale).success;

const isAudio = (entry: unknown): boolean => typeof entry === 'object' && entry !== null && 'audio_url' in entry;

function spoken<Context>(
  entry: PromptEntry<Context>,
  locale: string,
  voices: Voices,
  args: BlockArguments<Context>,
): SpokenPrompt {
  // Every locale has a file for the key, or words: see checkTables.
  const own: Partial<SpokenPrompt> = typeof entry === 'object' && 'text' in entry ? entry : {};
  const { text = typeof entry === 'function' ? entry(args) : (entry as string), voice = voices[locale] } = own;
  const language = own.language ?? (isLanguage(locale) ? locale : undefined);
  return { text, ...(language !== undefined && { language }), ...(voice !== undefined && { voice }) };
}

function checkTables(
  tables: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  fallback: string,
  voices: Voices,
): void {
  const keys = [...new Set(Object.values(tables).flatMap((table) => Object.keys(table)))];
  const problems = [
    ...(Object.hasOwn(tables, fallback) ? [] : [`fallback: there is no table for "${fallback}".`]),
    ...Object.keys(voices)
      .filter((locale) => !Object.hasOwn(tables, locale))
      .map((locale) => `voices: there is no table for "${locale}".`),
    ...Object.keys(tables)
      .filter((locale) => !isLanguage(locale) && !Object.hasOwn(voices, locale))
      .map((locale) => `tables.${locale}: ${unspoken(locale)}`),
    ...Object.entries(tables).flatMap(([locale, table]) =>
      keys.filter((key) => !Object.hasOwn(table, key)).map((key) => `tables.${locale}: "${key}" is missing.`),
    ),
    ...keys
      .filter((key) => new Set(Object.values(tables).map((table) => isAudio(table[key]))).size > 1)
      .map((key) => `tables: "${key}" is a file in one language and words in another: make it one of them in all.`),
  ];
  if (problems.length > 0) throw invalidBlock('promptTable', problems);
}

/** What is to be done about a locale in which the voices `male` and `female` say nothing. */
function unspoken(locale: string): string {
  const [language = ''] = locale.split('-');
  const similar = SpeechLanguage.options.filter((option) => option.startsWith(`${language}-`));
  const renamed = similar.length > 0 ? `name it ${similar.join(' or ')}, or ` : '';
  return `"${locale}" is no language of the voices male and female: ${renamed}give it a voice that speaks it in \`voices\`.`;
}
