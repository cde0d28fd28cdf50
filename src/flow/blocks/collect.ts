/**
 * The block `collect`: digits of some length, checked, asked for again when they are not right, and read back if wanted.
 * Private ones stay out of everything but the check: whatever a context or a command holds is stored.
 */
import { assign } from 'xstate';
import { z } from 'zod';
import { stopGather } from '../commands/gathering.ts';
import { pauseRecording, resumeRecording } from '../commands/recording.ts';
import { checkBlock, FunctionOption, invalidBlock, MemberOption, TargetOption } from './block-options.ts';
import { outcomes, type BlockState, type BlockTransition, type Target } from './block-state.ts';
import { gathered } from './digit-buffer.ts';
import { gatherRules, tryStates, type GatherRules, type Listening } from './gather-try.ts';
import type { Prompt, SpokenPrompt } from './prompt.ts';
import { promptOf, questionShape } from './question.ts';
import { triesOf, type Attempts, type Try } from './tries.ts';

/** Options of {@link collect} that private digits have too. */
export interface CollectBase<Context> {
  /** What is asked. */
  readonly prompt: Prompt<Context>;
  /** How many digits: so many, or between two bounds; 1 to 128. */
  readonly length: number | { readonly min: number; readonly max: number };
  /** The key that ends digits of different lengths: `#`, `*`, or empty for none. Default `#`. */
  readonly terminator?: '#' | '*' | '' | undefined;
  /**
   * Whether the digits are right, the terminator excluded: a function of digits and context, or a zod schema. It runs
   * within the step, so it must be quick and pure; what has to be looked up is a task.
   */
  readonly validate?: ((digits: string, context: Context) => boolean) | z.ZodType<unknown, string> | undefined;
  /** What is asked after silence: the first time, the second, and so on. Default: the prompt. */
  readonly noinput?: Prompt<Context> | readonly Prompt<Context>[] | undefined;
  /** What is asked after digits that are not right. Default: the prompt. */
  readonly nomatch?: Prompt<Context> | readonly Prompt<Context>[] | undefined;
  /** How often is asked, 1 to 9; or how often at most in all, after silence and after wrong digits. Default 3. */
  readonly attempts?: Attempts | undefined;
  /** Where it goes on with digits that are right. */
  readonly next: Target;
  /** Where it goes on when the attempts are used up. */
  readonly otherwise: Target | { readonly noinput: Target; readonly nomatch: Target };
  /** How long the caller may think after the prompt, in milliseconds. Default 8 000. */
  readonly timeout_millis?: number | undefined;
  /** How long between two digits, in milliseconds. Default 4 000. */
  readonly inter_digit_timeout_millis?: number | undefined;
  /** The flow's digit buffer: what is collected here does not count there, however late its key events come. */
  readonly typed?: (string & keyof Context) | undefined;
}

/** Digits that may be stored. */
export interface PlainDigits<Context> {
  readonly sensitive?: false | undefined;
  /** The member of the context that gets the digits, or what `keep` makes of them. */
  readonly into?: (string & keyof Context) | undefined;
  /** What of the digits the context gets. Default: the digits as text. */
  readonly keep?: ((digits: string) => unknown) | undefined;
  /** Whether the digits are read back, and keyed in again if they are not right: at `next` they are. */
  readonly confirm?:
    | boolean
    | {
        /** What is asked. Default: 'You entered 1 2 3. If that is right press 1, otherwise press 2.' */
        readonly prompt: (digits: string) => string | SpokenPrompt;
      }
    | undefined;
}

/** Digits that must be stored nowhere. */
export interface PrivateDigits<Context> {
  /** Keeps the digits out of journal, logs, stored state and inspector, and pauses a running recording meanwhile. */
  readonly sensitive: true;
  /** The member of the context that gets what `keep` makes of the digits: a token, their last two. */
  readonly into?: (string & keyof Context) | undefined;
  /** What of the digits may be stored. */
  readonly keep?: ((digits: string) => unknown) | undefined;
  /** Whether a running recording is paused meanwhile. Default true; false for a flow that never records. */
  readonly pauseRecording?: boolean | undefined;
  readonly confirm?: never;
}

/** Options of {@link collect}. */
export type CollectOptions<Context> = CollectBase<Context> & (PlainDigits<Context> | PrivateDigits<Context>);

const Length = z.int().min(1).max(128);
const isSchema = (value: unknown): boolean => typeof value === 'object' && value !== null && '_zod' in value;

const shape = {
  ...questionShape,
  length: z.union([
    Length,
    z.strictObject({ min: Length, max: Length }).refine(({ min, max }) => min <= max, 'min must not be above max'),
  ]),
  terminator: z.enum(['#', '*', '']).optional(),
  validate: z.union([FunctionOption, z.custom(isSchema)], 'must be a function or a zod schema').optional(),
  next: TargetOption,
  sensitive: z.boolean().optional(),
  into: MemberOption.optional(),
  keep: FunctionOption.optional(),
  confirm: z.union([z.boolean(), z.strictObject({ prompt: FunctionOption })]).optional(),
  pauseRecording: z.boolean().optional(),
};

/** The options by whichever kind of digits. */
type AnyOptions<Context> = CollectBase<Context> &
  Omit<PlainDigits<Context>, 'sensitive'> & { readonly sensitive?: boolean | undefined } & Pick<
    PrivateDigits<Context>,
    'pauseRecording'
  >;

/**
 * A state in which the caller keys in digits. What is not right is asked for again; what is right goes on at `next`.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { collect } from 'callchart';
 *
 * const zip = collect<{ zip: string }>({
 *   prompt: 'Please key in your five digit zip code.',
 *   length: 5,
 *   into: 'zip',
 *   confirm: true,
 *   next: 'found',
 *   otherwise: 'operator',
 * });
 * const pin = collect({
 *   prompt: 'Please key in your PIN.',
 *   length: { min: 4, max: 6 },
 *   sensitive: true,
 *   validate: (digits) => digits !== '0000',
 *   next: 'welcome',
 *   otherwise: 'sorry',
 * });
 * ```
 */
export function collect<Context>(options: CollectOptions<Context>): BlockState<Context> {
  checkBlock('collect', shape, options);
  const all = options as AnyOptions<Context>;
  checkPrivacy(all);
  const { prompt, noinput = prompt, nomatch = prompt, otherwise, next, typed, into } = all;
  const taken = typed === undefined ? [] : [gathered(typed)];
  const listening: Listening = { rules: rulesOf(all), bargeIn: true, taken };
  const keeping = into === undefined ? [] : [kept(into, all.keep)];
  const ends = outcomes({
    collected: next,
    ...(typeof otherwise === 'string' ? { noinput: otherwise, nomatch: otherwise } : otherwise),
  });
  const readBack = readBackOf(all.confirm);
  const states = triesOf(all.attempts ?? 3).flatMap((one) => {
    const { key, onNoinput, onNomatch } = one;
    const turns: BlockTransition[] = [
      { guard: 'noinput', target: onNoinput, actions: taken },
      {
        guard: acceptable(all),
        target: readBack === undefined ? 'collected' : confirmingKey(key),
        actions: [...taken, ...keeping],
      },
      { target: onNomatch, actions: taken },
    ];
    return [
      tryStates(key, promptOf(one, prompt, noinput, nomatch), listening, turns, onNoinput),
      ...(readBack === undefined ? [] : [confirming(one, readBack, listening)]),
    ];
  });
  const pauses = all.sensitive === true && all.pauseRecording !== false;
  return {
    initial: 'asking',
    states: Object.assign({}, ...states, ends.states) as Record<string, unknown>,
    on: { 'call.dtmf.received': {} }, // what is keyed in here is nobody else's
    ...(pauses && { entry: pauseRecording() }),
    exit: [stopGather(), ...(pauses ? [resumeRecording()] : [])],
    onDone: ends.onDone,
  };
}

type ReadBack = (digits: string) => string | SpokenPrompt;

const confirmingKey = (key: string): string => `${key}Confirming`;

function readBackOf(confirm: PlainDigits<never>['confirm']): ReadBack | undefined {
  if (confirm === undefined || confirm === false) return undefined;
  if (confirm !== true) return confirm.prompt;
  return (digits) => `You entered ${spelled(digits)}. If that is right press 1, otherwise press 2.`;
}

/** Digits one by one: otherwise a voice makes a number of them. */
const spelled = (digits: string): string => digits.split('').join(' ');

/** Reads back what has just been keyed in. */
function confirming({ key, onNoinput, onNomatch }: Try, readBack: ReadBack, { taken }: Listening): object {
  const rules = gatherRules(['1', '2'], {});
  const prompt: Prompt<unknown> = ({ event }) => readBack(digitsOf(event));
  const turns: BlockTransition[] = [
    { guard: { type: 'digits', params: '1' }, target: 'collected', actions: taken },
    { guard: 'noinput', target: onNoinput, actions: taken },
    { target: onNomatch, actions: taken },
  ];
  return tryStates(confirmingKey(key), prompt, { rules, bargeIn: true, taken }, turns, onNoinput);
}

function checkPrivacy<Context>({ sensitive, into, keep, confirm }: AnyOptions<Context>): void {
  const problems = [
    sensitive === true && into !== undefined && keep === undefined
      ? 'into: private digits must not be stored: say with `keep` what of them may be, or leave `into` out.'
      : undefined,
    sensitive === true && readBackOf(confirm) !== undefined
      ? 'confirm: private digits must not be read back: what is said is stored.'
      : undefined,
    keep !== undefined && into === undefined ? 'keep: say with `into` where it is kept.' : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw invalidBlock('collect', problems);
}

function rulesOf<Context>(options: AnyOptions<Context>): GatherRules {
  const { length, terminator = '#', sensitive } = options;
  const { min, max } = typeof length === 'number' ? { min: length, max: length } : length;
  const times = {
    timeout_millis: options.timeout_millis ?? 8_000,
    inter_digit_timeout_millis: options.inter_digit_timeout_millis ?? 4_000,
  };
  return {
    ...gatherRules(['0123456789'], times),
    minimum_digits: min,
    maximum_digits: max,
    terminating_digit: terminator,
    ...(sensitive === true && { sensitive: true }),
  };
}

// Whether Telnyx leaves the terminator in `digits` is not documented.
const digitsOf = (event: unknown): string => {
  const digits = (event as { readonly payload?: { readonly digits?: unknown } }).payload?.digits;
  return typeof digits === 'string' ? digits.replace(/[#*]$/, '') : '';
};

/** The guard that lets digits pass: one that a chart can show where only the length counts. */
function acceptable<Context>({ length, validate }: AnyOptions<Context>): NonNullable<BlockTransition['guard']> {
  const { min, max } = typeof length === 'number' ? { min: length, max: length } : length;
  const isRight = (digits: string, context: Context): boolean =>
    validate === undefined ||
    (typeof validate === 'function' ? validate(digits, context) : validate.safeParse(digits).success);
  const whole = new RegExp(`^[0-9]{${min},${max}}$`);
  if (validate === undefined) return { type: 'digits', params: { matches: `[0-9]{${min},${max}}[#*]?` } };
  return ({ context, event }: { readonly context: Context; readonly event: unknown }) => {
    const digits = digitsOf(event);
    return whole.test(digits) && isRight(digits, context);
  };
}

/** Puts the digits, or what may be kept of them, into the context. */
function kept(into: string, keep: ((digits: string) => unknown) | undefined): unknown {
  return assign<Readonly<Record<string, unknown>>, { type: string }, undefined, { type: string }, never>({
    [into]: ({ event }: { readonly event: unknown }) => {
      const digits = digitsOf(event);
      return keep === undefined ? digits : keep(digits);
    },
  });
}
