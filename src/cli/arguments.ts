/**
 * Reads the arguments of a subcommand: known options with their values, the rest in order. It knows no subcommand.
 */
import { parseArgs } from 'node:util';
import type { GivenArguments, OptionsConfig } from './subcommand.ts';
import { UsageError } from './usage-error.ts';
import { nearWord } from './near-word.ts';

/** The options that every subcommand has. */
export const commonOptions = {
  help: { type: 'boolean', short: 'h' },
  verbose: { type: 'boolean' },
} satisfies OptionsConfig;

/** @throws UsageError with the nearest option when one is not known, or when a value is missing */
export function readArguments(argv: readonly string[], options: OptionsConfig): GivenArguments {
  const known = { ...options, ...commonOptions };
  refuseUnknown(argv, known);
  try {
    const { positionals, values } = parseArgs({ args: [...argv], options: known, allowPositionals: true });
    return { positionals, values };
  } catch (error) {
    // Node's own words, up to its advice on how to pass such a value on.
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error));
  }
}

function refuseUnknown(argv: readonly string[], known: OptionsConfig): void {
  const { tokens } = parseArgs({
    args: [...argv],
    options: known,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option' || token.name in known) continue;
    const near = nearWord(token.name, Object.keys(known));
    const all = Object.keys(known).map((name) => `--${name}`);
    throw new UsageError(
      `There is no option ${token.rawName}. ${near === undefined ? `Options: ${all.join(', ')}.` : `Did you mean --${near}?`}`,
    );
  }
}

/** The text of an option. */
export function textOf({ values }: GivenArguments, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** A port. @throws UsageError */
export function portOf(given: GivenArguments, name: string): number | undefined {
  return numberOf(given, name, { least: 0, most: 65_535, whole: true });
}

/** The seed that chance is drawn from, 1 unless told. @throws UsageError */
export function seedOf(given: GivenArguments): number {
  return numberOf(given, 'seed', { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true }) ?? 1;
}

/** A number within bounds. @throws UsageError */
export function numberOf(
  given: GivenArguments,
  name: string,
  bounds: { readonly least: number; readonly most: number; readonly whole?: boolean },
): number | undefined {
  const text = textOf(given, name);
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? NaN : Number(text);
  const fits = value >= bounds.least && value <= bounds.most && (bounds.whole !== true || Number.isInteger(value));
  if (fits) return value;
  const kind = bounds.whole === true ? 'a whole number' : 'a number';
  throw new UsageError(`--${name} must be ${kind} from ${bounds.least} to ${bounds.most}, not "${text}".`);
}

/** One of several words. @throws UsageError with the nearest one */
export function oneOf<Word extends string>(
  given: GivenArguments,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = textOf(given, name);
  if (text === undefined) return undefined;
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const near = nearWord(text, words);
  throw new UsageError(
    `--${name} must be ${words.join(' or ')}, not "${text}".${near ? ` Did you mean ${near}?` : ''}`,
  );
}

/** The only argument that is no option. @throws UsageError when there is none, or more than one */
export function onlyFile({ positionals }: GivenArguments, command: string): string {
  const [file, second] = positionals;
  if (file === undefined) throw new UsageError(`Which flow? Name its file: callchart ${command} <flow file>.`);
  if (second === undefined) return file;
  throw new UsageError(`callchart ${command} takes one flow file; "${second}" is one too many.`);
}
