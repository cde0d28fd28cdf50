/**
 * The block `menu`: a caller chooses by keys, and is asked again, in other words, when nothing or something else came.
 * The behaviour is VoiceXML's (W3C VoiceXML 2.0, sections 5.2.2 and 5.2.5: noinput and nomatch are counted apart, prompts are
 * tapered), with Telnyx' gathers underneath. Each try is a state of its own, so that a chart shows how often is asked.
 */
import { z } from 'zod';
import type { TypedParams } from '../typed-keys.ts';
import { stopGather } from '../commands/gathering.ts';
import { checkBlock, invalidBlock, TargetOption } from './block-options.ts';
import { outcomes, type BlockState, type BlockTransition, type Target } from './block-state.ts';
import { gathered, noted, sifted, took } from './digit-buffer.ts';
import { gatherRules, tryStates, type Listening } from './gather-try.ts';
import { PromptOption, type Prompt } from './prompt.ts';
import { promptOf, questionShape } from './question.ts';
import { triesOf, type Attempts, type Try } from './tries.ts';

/** Options of {@link menu}. */
export interface MenuOptions<Context> {
  /** What is asked. */
  readonly prompt: Prompt<Context>;
  /** Where each choice leads: 1 to 8 keys of 0-9, * and #. */
  readonly choices: Readonly<Record<string, Target>>;
  /** Where it goes on when the attempts are used up: one state, or one each for silence and for wrong keys. */
  readonly otherwise: Target | { readonly noinput: Target; readonly nomatch: Target };
  /** What is asked after silence: the first time, the second, and so on; the last holds from then on. Default: the prompt. */
  readonly noinput?: Prompt<Context> | readonly Prompt<Context>[] | undefined;
  /** What is asked after keys that are no choice, likewise. Default: the prompt. */
  readonly nomatch?: Prompt<Context> | readonly Prompt<Context>[] | undefined;
  /** How often is asked, 1 to 9; or how often at most in all, after silence and after wrong keys. Default 3. */
  readonly attempts?: Attempts | undefined;
  /** A key that explains the choices, and what is said then. It does not count as an attempt. */
  readonly help?: { readonly digit: string; readonly prompt: Prompt<Context> } | undefined;
  /** A key that repeats what was asked. It does not count as an attempt. */
  readonly repeat?: string | undefined;
  /** Whether a key interrupts the prompt. Without, keys count only after it. Default true. */
  readonly bargeIn?: boolean | undefined;
  /** How long the caller may think after the prompt, in milliseconds. Default 6 000. */
  readonly timeout_millis?: number | undefined;
  /** How long between two keys of one choice, in milliseconds. Default 2 000. */
  readonly inter_digit_timeout_millis?: number | undefined;
  /** A member of the context with a `DigitBuffer`: keys that were pressed before the menu listens count as well. */
  readonly typed?: (string & keyof Context) | undefined;
}

const Key = z.string().regex(/^[0-9*#]$/, 'must be one of 0-9, * and #');
const shape = {
  ...questionShape,
  choices: z
    .record(z.string().regex(/^[0-9*#]{1,8}$/, 'choices are 1 to 8 keys of 0-9, * and #'), TargetOption)
    .refine((choices) => Object.keys(choices).length > 0, 'must offer a choice'),
  help: z.strictObject({ digit: Key, prompt: PromptOption }).optional(),
  repeat: Key.optional(),
  bargeIn: z.boolean().optional(),
};

/**
 * A state in which the caller chooses by keys. Each choice leads to a state of yours; silence and wrong keys are counted
 * apart and asked again; when the attempts are used up it goes on at `otherwise`. Leaving it, for whatever reason, stops
 * the gather.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { menu } from 'callchart';
 *
 * const mainMenu = menu({
 *   prompt: 'For sales press 1, for support press 2. To hear this again press star.',
 *   noinput: ['I did not hear anything. Press 1 or 2.', 'Still nothing. For sales press 1, for support 2.'],
 *   nomatch: 'That is not one of the choices. Press 1 or 2.',
 *   choices: { 1: 'sales', 2: 'support' },
 *   repeat: '*',
 *   otherwise: 'operator',
 * });
 * ```
 */
export function menu<Context>(options: MenuOptions<Context>): BlockState<Context> {
  checkBlock('menu', shape, options);
  const { prompt, choices, otherwise, noinput = prompt, nomatch = prompt, help, repeat, typed } = options;
  const keys = Object.keys(choices);
  checkKeys(keys, help?.digit, repeat);
  const offered = [...keys, ...(help === undefined ? [] : [help.digit]), ...(repeat === undefined ? [] : [repeat])];
  const listening: Listening = {
    rules: gatherRules(offered, options),
    bargeIn: options.bargeIn ?? true,
    taken: typed === undefined ? [] : [gathered(typed)],
  };
  const tries = triesOf(options.attempts ?? 3);
  const ends = outcomes(typeof otherwise === 'string' ? { noinput: otherwise, nomatch: otherwise } : otherwise);
  const states = Object.assign(
    {},
    ...tries.flatMap((one) => {
      const wrong = wrongTurns(one, offered, listening);
      const again = (key: string): BlockTransition[] => [
        ...(repeat === undefined ? [] : [{ ...chosen(repeat, listening), target: key, reenter: true }]),
        ...(help === undefined ? [] : [{ ...chosen(help.digit, listening), target: `${one.key}Help`, reenter: true }]),
        ...wrong,
      ];
      return [
        tryStates(one.key, promptOf(one, prompt, noinput, nomatch), listening, again(one.key), one.onNoinput),
        ...(help === undefined
          ? []
          : [tryStates(`${one.key}Help`, help.prompt, listening, again(`${one.key}Help`), one.onNoinput)]),
      ];
    }),
    ends.states,
  ) as Record<string, unknown>;
  const early = typed === undefined ? [] : unambiguous(keys).map((key) => ({ in: typed, digits: key }));
  return {
    initial: early.length > 0 ? 'beginning' : 'asking',
    states: { ...(early.length > 0 && { beginning: untilTyped(early) }), ...states },
    on: {
      'call.gather.ended': keys.map((key) => ({ ...chosen(key, listening), target: choices[key] })),
      ...(typed !== undefined && { 'call.dtmf.received': { actions: noted(typed, offered) } }),
    },
    ...(typed !== undefined && {
      entry: sifted(typed, offered),
      always: early.map((params) => ({
        guard: { type: 'typed', params },
        target: choices[params.digits],
        actions: took(typed, params.digits.length),
      })),
    }),
    onDone: ends.onDone,
    exit: stopGather(),
  };
}

/** Asks only when no choice has been typed: otherwise the menu is left before it was heard. */
const untilTyped = (early: readonly TypedParams[]): unknown => ({
  always: {
    guard: { type: 'not', params: { type: 'or', params: early.map((params) => ({ type: 'typed', params })) } },
    target: 'asking',
  },
  after: { 1_000: 'asking' }, // never: one of the two is taken at once
});

const chosen = (digits: string, { taken }: Listening): BlockTransition => ({
  guard: { type: 'digits', params: digits },
  ...(taken.length > 0 && { actions: taken }),
});

/** Silence, and keys that are on offer nowhere. What is a choice falls through to the menu. */
function wrongTurns(one: Try, offered: readonly string[], { taken }: Listening): BlockTransition[] {
  const noted = taken.length > 0 ? { actions: taken } : {};
  return [
    { guard: 'noinput', target: one.onNoinput, ...noted },
    { guard: { type: 'not', params: { type: 'digits', params: offered } }, target: one.onNomatch, ...noted },
  ];
}

/** Choices that more keys could not turn into another: only those can be taken before the gather has ended. */
const unambiguous = (keys: readonly string[]): string[] =>
  keys.filter((key) => !keys.some((other) => other !== key && other.startsWith(key)));

function checkKeys(keys: readonly string[], help: string | undefined, repeat: string | undefined): void {
  const single = [help, repeat].filter((key) => key !== undefined);
  const twice = [...new Set(single)].filter(
    (key) => keys.includes(key) || single.filter((one) => one === key).length > 1,
  );
  if (twice.length > 0) throw invalidBlock('menu', [`the key ${twice.join(', ')} has two meanings.`]);
}
