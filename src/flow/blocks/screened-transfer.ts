/**
 * The block `screenedTransfer`: the caller hears music while the agent is dialled; the agent hears who calls, and takes
 * the call with 1 or does not; then they are bridged, or the caller is back with what came of it.
 */
import { assign } from 'xstate';
import { z } from 'zod';
import { stopPlayback } from '../commands/media.ts';
import {
  accepted,
  acceptingMs,
  askedToAccept,
  askingFailed,
  bridgedAlone,
  joining,
  outcomesOfLegs,
} from './accepting.ts';
import { checkBlock, MemberOption, TargetOption } from './block-options.ts';
import type { BlockState, BlockTransition, Given, Target } from './block-state.ts';
import { AddressOption, dialled, RingOption, RoleOption } from './dialled.ts';
import { AudioPromptOption, heard, PromptOption, type AudioPrompt, type Prompt } from './prompt.ts';

/** What came of a screened transfer, as `into` keeps it. */
export type ScreenedResult = 'connected' | 'declined' | 'busy' | 'noAnswer' | 'voicemail' | 'failed' | 'callerLeft';

/** Options of {@link screenedTransfer}. */
export interface ScreenedTransferOptions<Context> {
  /** Number or SIP URI of the agent. */
  readonly to: Given<string, Context>;
  /** Role of the agent's leg. Default `agent`. */
  readonly as?: string | undefined;
  /** The number that the agent is shown. Default: the number that was called. */
  readonly from?: Given<string, Context> | undefined;
  /** How long it rings, in seconds, 5 to 600. Default 25. */
  readonly ringSecs?: number | undefined;
  /** What the caller hears meanwhile, in a loop. */
  readonly hold: AudioPrompt<Context>;
  /** What the agent hears, and takes the call with 1. Default: 'You have a call. Press 1 to take it.' */
  readonly whisper?: Prompt<Context> | undefined;
  /**
   * How a mailbox is told from a person, as `answering_machine_detection` of `dial`. `false`: not at all; then a mailbox
   * has declined, for it presses nothing. Default `detect`.
   */
  readonly detect?: 'detect' | 'detect_words' | 'premium' | false | undefined;
  /**
   * The caller stays on the line when the agent hangs up, for what comes after the talk, or a `warmTransfer`: wait
   * for `legs.ended.<role>` then. Default: whoever hangs up ends it for both.
   */
  readonly keepCaller?: boolean | undefined;
  /** The member of the context that gets the result, a {@link ScreenedResult}. */
  readonly into?: (string & keyof Context) | undefined;
  /** Where it goes on when they talk. */
  readonly connected: Target;
  /** Where it goes on when they do not, unless one of the following says otherwise. */
  readonly otherwise: Target;
  /** The agent refused: on the phone, by another key, by none, or by hanging up. */
  readonly declined?: Target | undefined;
  readonly busy?: Target | undefined;
  readonly noAnswer?: Target | undefined;
  /** A machine answered. */
  readonly voicemail?: Target | undefined;
  /** The agent cannot be dialled, asked or bridged, or `hold` cannot be played. */
  readonly failed?: Target | undefined;
  /** The caller hung up before. Default: the call ends. */
  readonly callerLeft?: Target | undefined;
}

const shape = {
  to: AddressOption,
  as: RoleOption.optional(),
  from: AddressOption.optional(),
  ringSecs: RingOption.optional(),
  hold: AudioPromptOption,
  whisper: PromptOption.optional(),
  detect: z.union([z.enum(['detect', 'detect_words', 'premium']), z.literal(false)]).optional(),
  keepCaller: z.boolean().optional(),
  into: MemberOption.optional(),
  connected: TargetOption,
  otherwise: TargetOption,
  declined: TargetOption.optional(),
  busy: TargetOption.optional(),
  noAnswer: TargetOption.optional(),
  voicemail: TargetOption.optional(),
  failed: TargetOption.optional(),
  callerLeft: TargetOption.optional(),
};

// Telnyx gives up by itself; its webhook may be lost.
const graceMs = 15_000;
// Whoever is at the other phone does not wait in silence for long. Without a verdict they are asked: a machine presses
// nothing.
const verdictMs = 8_000;

/**
 * A state that transfers the caller to somebody who is asked first. What came of it is a transition, and a word in the
 * context if you name a member for it. Once they talk it goes on at `connected`: a state that waits for
 * `legs.ended.<role>`, or simply for the end.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { screenedTransfer, type ScreenedResult } from 'callchart';
 *
 * const toAnn = screenedTransfer<{ from: string; result: ScreenedResult | null }>({
 *   to: '+15550101',
 *   hold: { audio_url: 'https://example.com/hold.mp3' },
 *   whisper: ({ context }) => `A call from ${context.from}. Press 1 to take it.`,
 *   into: 'result',
 *   connected: 'talking',
 *   busy: 'sayBusy',
 *   otherwise: 'voicemail',
 * });
 * ```
 */
export function screenedTransfer<Context>(options: ScreenedTransferOptions<Context>): BlockState<Context> {
  checkBlock('screenedTransfer', shape, options);
  const { to, as = 'agent', from, ringSecs = 25, hold, detect = 'detect', into } = options;
  const { whisper = 'You have a call. Press 1 to take it.', keepCaller = false, connected, otherwise } = options;
  const { declined = otherwise, busy = otherwise, noAnswer = otherwise } = options;
  const { voicemail = otherwise, failed = otherwise, callerLeft } = options;
  const next: Readonly<Partial<Record<ScreenedResult, Target | undefined>>> = {
    connected,
    declined,
    busy,
    noAnswer,
    ...(detect !== false && { voicemail }),
    failed,
    callerLeft,
  };
  const ends = outcomesOfLegs(as, next);
  const detection = verdicts(as, detect);
  const beside = detect === false ? {} : { answering_machine_detection: detect };
  return {
    initial: 'dialling',
    states: {
      dialling: {
        entry: dialled({ to, as, from, ringSecs, beside }),
        on: {
          [`${as}.call.answered`]: detect === false ? 'whispering' : 'detecting',
          ...detection.first,
          [`legs.ended.${as}`]: [
            { guard: { type: 'cause', params: 'user_busy' }, target: 'busy' },
            { guard: { type: 'cause', params: 'call_rejected' }, target: 'declined' },
            { target: 'noAnswer' },
          ],
          'command.failed.dial': 'failed',
        },
        after: { [ringSecs * 1_000 + graceMs]: 'noAnswer' },
      },
      ...(detect !== false && {
        detecting: {
          on: { ...detection.first, [`legs.ended.${as}`]: 'declined' },
          after: { [verdictMs]: 'whispering' },
        },
      }),
      whispering: {
        entry: askedToAccept(whisper, as),
        on: {
          [`${as}.call.gather.ended`]: [
            { guard: accepted, target: 'joining', actions: bridgedAlone(as, keepCaller) },
            { target: 'declined' },
          ],
          [`legs.ended.${as}`]: 'declined',
          [askingFailed(whisper)]: 'failed',
          ...detection.late,
        },
        after: { [acceptingMs(whisper)]: 'declined' },
      },
      joining: joining(as, 'failed', 'failed'),
      ...ends.states,
    },
    entry: heard(hold, { loop: 'infinity', stop: 'all' }),
    exit: stopPlayback({ stop: 'all' }),
    on: {
      'command.failed.startPlayback': '.failed',
      ...(callerLeft !== undefined && { 'call.hangup': '.callerLeft' }),
    },
    onDone: into === undefined ? ends.onDone : ends.onDone.map((one) => ({ ...one, actions: kept(into) })),
  };
}

/** What machine detection says, in either mode: first, and when somebody is being asked already. */
function verdicts(
  as: string,
  detect: string | false,
): Readonly<Record<'first' | 'late', Readonly<Record<string, readonly BlockTransition[]>>>> {
  if (detect === false) return { first: {}, late: {} };
  const isPremium = detect === 'premium';
  const event = `${as}.call.machine.${isPremium ? 'premium.' : ''}detection.ended`;
  const machine: BlockTransition = {
    guard: { type: 'amd', params: isPremium ? ['machine', 'fax_detected'] : 'machine' },
    target: 'voicemail',
  };
  // A doubt is a person: they are asked in any case.
  return { first: { [event]: [machine, { target: 'whispering' }] }, late: { [event]: [machine, {}] } };
}

/** Keeps the result in the context. */
function kept(into: string): unknown {
  return assign<Readonly<Record<string, unknown>>, { type: string }, undefined, { type: string }, never>({
    [into]: ({ event }: { readonly event: unknown }) =>
      (event as { readonly output?: { readonly result?: unknown } }).output?.result,
  });
}
