/**
 * The block `outbound`: somebody is called, and what answers is told apart: a person, a machine that gets the message
 * after its beep, a fax, nobody. It dials the first leg, so it belongs into a flow that is started from outside.
 * Source: Telnyx docs, Answering machine detection.
 */
import { assign } from 'xstate';
import { z } from 'zod';
import { AnsweringMachineDetectionConfig } from '../../telnyx/commands/answering-machine-detection.ts';
import { hangup } from '../commands/call.ts';
import { checkBlock, invalidBlock, MemberOption, MillisecondsOption, TargetOption } from './block-options.ts';
import {
  outcomes,
  resolve,
  type BlockArguments,
  type BlockState,
  type BlockTransition,
  type Given,
  type Target,
} from './block-state.ts';
import { heard, heardEvent, heardFailure, heardLimitMs, PromptOption, type Prompt } from './prompt.ts';
import { AddressOption, RingOption } from './dialled.ts';
import { modeOf, verdictEvents, type DetectionMode } from './verdict.ts';

/** What came of calling somebody. `notSure` is a person as far as anybody can tell. */
export type Disposition =
  'human' | 'notSure' | 'machine' | 'message' | 'fax' | 'busy' | 'declined' | 'noAnswer' | 'hungUp' | 'failed';

/** Options of {@link outbound}, however machines are detected. */
export interface OutboundBase<Context> {
  /** Number or SIP URI. */
  readonly to: Given<string, Context>;
  /** The number that is shown. Default: `options.defaults.from`. */
  readonly from?: Given<string, Context> | undefined;
  /** How long it rings, in seconds, 5 to 600. Default 30. */
  readonly ringSecs?: number | undefined;
  /** The member of the context that gets the {@link Disposition}. */
  readonly into?: (string & keyof Context) | undefined;
  /** Where it goes on with a person. */
  readonly human: Target;
  /** Where it goes on with nobody, unless one of the following says otherwise. */
  readonly otherwise: Target;
  readonly busy?: Target | undefined;
  readonly declined?: Target | undefined;
  readonly noAnswer?: Target | undefined;
  /** The dial, or the message, was refused. */
  readonly failed?: Target | undefined;
}

/** Options of {@link outbound} where machines are detected. */
export interface Detecting {
  /** Where it goes on when it is not known who answered. Default: `human`. */
  readonly notSure?: Target | undefined;
  /** Where it goes on with a machine, once it has the message, if there is one. Default: `otherwise`. */
  readonly machine?: Target | undefined;
  /** Where it goes on when whoever answered hung up before it was known who. Default: `otherwise`. */
  readonly hungUp?: Target | undefined;
  /** How long who has answered hears nothing before they are taken for a person, in milliseconds. Default 6 000. */
  readonly patienceMs?: number | undefined;
  /** Settings of the detection. */
  readonly detection?: AnsweringMachineDetectionConfig | undefined;
}

/** Options of {@link outbound} where the end of a machine's greeting is told, too. */
export interface Dropping<Context> extends Detecting {
  /**
   * `premium` (default): by speech recognition, with an event of its own. `detect_beep`, `detect_words`,
   * `greeting_end`: classic detection, which waits for a beep, for a beep or thirty seconds, for the greeting's end.
   */
  readonly detect?: 'premium' | 'detect_beep' | 'detect_words' | 'greeting_end' | undefined;
  /** What is left on a machine. */
  readonly message?: Prompt<Context> | undefined;
  /** How long a beep is waited for; then the message is left without, in milliseconds. Default 25 000. */
  readonly beepMs?: number | undefined;
  /** Where it goes on with a fax; `premium` alone knows. Default: `otherwise`. */
  readonly fax?: Target | undefined;
}

/** Options of {@link outbound} where nothing but the verdict is told. */
export interface DetectingOnly extends Detecting {
  readonly detect: 'detect';
  readonly message?: never;
}

/** Options of {@link outbound} where whoever answers is a person. */
export interface NotDetecting {
  readonly detect: 'disabled';
  readonly message?: never;
}

/** Options of {@link outbound}. */
export type OutboundOptions<Context> = OutboundBase<Context> & (Dropping<Context> | DetectingOnly | NotDetecting);

/** The options by whichever mode. */
type AnyOptions<Context> = OutboundBase<Context> &
  Omit<Dropping<Context>, 'detect'> & { readonly detect?: DetectionMode | 'disabled' | undefined };

const shape = {
  to: AddressOption,
  from: AddressOption.optional(),
  ringSecs: RingOption.optional(),
  into: MemberOption.optional(),
  human: TargetOption,
  otherwise: TargetOption,
  busy: TargetOption.optional(),
  declined: TargetOption.optional(),
  noAnswer: TargetOption.optional(),
  failed: TargetOption.optional(),
  detect: z.enum(['premium', 'detect', 'detect_beep', 'detect_words', 'greeting_end', 'disabled']).optional(),
  notSure: TargetOption.optional(),
  machine: TargetOption.optional(),
  hungUp: TargetOption.optional(),
  patienceMs: z.int().min(500).max(9_000).optional(),
  detection: AnsweringMachineDetectionConfig.optional(),
  message: PromptOption.optional(),
  beepMs: MillisecondsOption.max(120_000).optional(),
  fax: TargetOption.optional(),
};

// For the checker: a beep may come before the verdict, or overtake the answer.
const beeped = { 'wrong-state': 'only an answered leg beeps', amd: 'the beep is the verdict' };

// Telnyx gives up by itself; its webhook may be lost.
const graceMs = 15_000;

/**
 * A state that calls somebody and goes on by who answers. A verdict may come late: the states in which one talks with a
 * person take it with {@link lateVerdict}.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { outbound, type Disposition } from 'callchart';
 *
 * const calling = outbound<{ to: string; disposition: Disposition | null }>({
 *   to: ({ context }) => context.to,
 *   message: 'We come at ten.',
 *   into: 'disposition',
 *   human: 'telling',
 *   otherwise: 'done',
 * });
 * ```
 */
export function outbound<Context>(options: OutboundOptions<Context>): BlockState<Context> {
  checkBlock('outbound', shape, options);
  const all = options as AnyOptions<Context>;
  checkMode(all);
  const { detect = 'premium', message, ringSecs = 30, patienceMs = 6_000, beepMs = 25_000, otherwise } = all;
  const { busy = otherwise, declined = otherwise, noAnswer = otherwise, failed = otherwise } = all;
  const { human, notSure = human, machine = otherwise, fax = otherwise, hungUp = otherwise } = all;
  const isDetecting = detect !== 'disabled';
  const ends = outcomes({
    human,
    ...(isDetecting && { notSure, [message === undefined ? 'machine' : 'message']: machine, hungUp }),
    ...(detect === 'premium' && { fax }),
    busy,
    declined,
    noAnswer,
    failed,
  });
  const verdict = isDetecting ? verdictOn(detect, message !== undefined) : {};
  return {
    initial: 'dialling',
    states: {
      dialling: {
        entry: { type: 'dial', params: dialParams(all, detect, ringSecs) },
        on: {
          'call.answered': isDetecting ? 'listening' : 'human',
          ...verdict,
          'call.hangup': [
            { guard: { type: 'cause', params: 'user_busy' }, target: 'busy' },
            { guard: { type: 'cause', params: 'call_rejected' }, target: 'declined' },
            { target: 'noAnswer' },
          ],
          'command.failed.dial': 'failed',
        },
        after: { [ringSecs * 1_000 + graceMs]: { target: 'noAnswer', actions: hangup() } },
      },
      ...(isDetecting && {
        listening: { on: { ...verdict, 'call.hangup': 'hungUp' }, after: { [patienceMs]: 'notSure' } },
      }),
      ...(message !== undefined && isDetecting && leavingStates(message, detect, beepMs)),
      ...ends.states,
    },
    onDone: noted(ends.onDone, all.into),
  };
}

/** What the verdict leads to, and a beep before it. */
function verdictOn(detect: DetectionMode, leaves: boolean): Readonly<Record<string, unknown>> {
  const { detectionEnded, greetingEnded } = verdictEvents(detect);
  return {
    [detectionEnded]: [
      { guard: { type: 'amd', params: 'human' }, target: 'human' },
      { guard: { type: 'amd', params: 'machine' }, target: leaves ? 'greeting' : 'machine' },
      ...(detect === 'premium' ? [{ guard: { type: 'amd', params: 'fax_detected' }, target: 'fax' }] : []),
      { target: 'notSure' },
    ],
    ...(greetingEnded !== undefined && { [greetingEnded]: leaves ? 'leaving' : 'machine' }),
  };
}

/** The machine's greeting, and the message after it. Nobody hears the silence between. */
function leavingStates<Context>(message: Prompt<Context>, detect: DetectionMode, beepMs: number): object {
  const { greetingEnded } = verdictEvents(detect);
  return {
    greeting: {
      on: {
        ...(greetingEnded !== undefined && { [greetingEnded]: 'leaving' }),
        'call.hangup': 'hungUp',
        'leg.silent': {},
      },
      after: { [beepMs]: 'leaving' },
    },
    leaving: {
      meta: { check: { allow: beeped } },
      entry: heard(message),
      on: { [heardEvent(message)]: 'message', [heardFailure(message)]: 'failed', 'call.hangup': 'hungUp' },
      after: { [heardLimitMs(message)]: 'message' },
    },
  };
}

function dialParams<Context>(
  { to, from, detection }: AnyOptions<Context>,
  detect: DetectionMode | 'disabled',
  ringSecs: number,
): unknown {
  const params = (args: BlockArguments<Context>): object => ({
    to: resolve(to, args),
    ...(from !== undefined && { from: resolve(from, args) }),
    timeout_secs: ringSecs,
    ...modeOf(detect, detection),
  });
  const isMade = typeof to === 'function' || typeof from === 'function';
  return isMade ? params : params({ context: undefined as never, event: { type: '' } });
}

/** Each way out, with the disposition put into the context. */
function noted(ways: readonly BlockTransition[], into: string | undefined): readonly BlockTransition[] {
  if (into === undefined) return ways;
  return ways.map((way) => ({
    ...way,
    actions: assign<Readonly<Record<string, unknown>>, { type: string }, undefined, { type: string }, never>({
      [into]: ({ event }: { readonly event: unknown }) =>
        (event as { readonly output?: { readonly result?: unknown } }).output?.result,
    }),
  }));
}

function checkMode<Context>(options: AnyOptions<Context>): void {
  const { detect = 'premium', message, fax, beepMs } = options;
  const problems = [
    message !== undefined && detect === 'detect'
      ? 'message: `detect` does not tell when a greeting is over: choose `premium`, `detect_beep`, `detect_words` or `greeting_end`.'
      : undefined,
    fax !== undefined && detect !== 'premium' ? 'fax: only `premium` detection knows a fax.' : undefined,
    beepMs !== undefined && message === undefined ? 'beepMs: there is no `message` that waits for a beep.' : undefined,
    ...(detect === 'disabled' ? uselessOf(options) : []),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw invalidBlock('outbound', problems);
}

const needDetection = ['message', 'machine', 'notSure', 'hungUp', 'patienceMs', 'detection'] as const;

const uselessOf = <Context>(options: AnyOptions<Context>): readonly string[] =>
  needDetection
    .filter((name) => options[name] !== undefined)
    .map((name) => `${name}: nothing detects a machine: leave it out, or choose another \`detect\`.`);
