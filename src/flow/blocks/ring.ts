/**
 * The block `ring`: several phones ring for the caller, all at once or one after the other. Who answers takes the call
 * with 1; the first is bridged, all others are hung up. What follows is the flow's business.
 */
import { z } from 'zod';
import { hangup } from '../commands/call.ts';
import { stopPlayback } from '../commands/media.ts';
import { leg } from '../leg-address.ts';
import {
  accepted,
  acceptingMs,
  askedToAccept,
  askingFailed,
  bridgedAlone,
  joining,
  outcomesOfLegs,
} from './accepting.ts';
import { checkBlock, TargetOption } from './block-options.ts';
import type { BlockState, Given, Target } from './block-state.ts';
import { AddressOption, dialled, RingOption, RoleOption } from './dialled.ts';
import { AudioPromptOption, heard, PromptOption, type AudioPrompt, type Prompt } from './prompt.ts';

/** Options of {@link ring}. */
export interface RingOptions<Context> {
  /** The phones: 1 to 10 numbers or SIP URIs, or functions that give one. */
  readonly to: readonly Given<string, Context>[];
  /** `all`: they ring at once. `hunt`: one after the other, in their order. Default `all`. */
  readonly order?: 'all' | 'hunt' | undefined;
  /** Role of their legs. Default `agent`. */
  readonly as?: string | undefined;
  /** The number that they are shown. Default: the number that was called. */
  readonly from?: Given<string, Context> | undefined;
  /** How long each rings, in seconds, 5 to 600. Default 20. */
  readonly ringSecs?: number | undefined;
  /**
   * What the caller hears meanwhile, in a loop. Leave it out only while the caller is not answered: then they hear it
   * ring.
   */
  readonly hold?: AudioPrompt<Context> | undefined;
  /**
   * What is said to whoever answers: they take the call with 1, so that no mailbox does. `false`: who answers has it.
   * Default: 'You have a call. Press 1 to take it.'
   */
  readonly confirm?: Prompt<Context> | false | undefined;
  /**
   * The caller stays on the line when the other one hangs up, for what comes after the talk, or a `warmTransfer`:
   * wait for `legs.ended.<role>` then. Default: whoever hangs up ends it for both.
   */
  readonly keepCaller?: boolean | undefined;
  /** Where it goes on when they talk. */
  readonly connected: Target;
  /** Where it goes on when nobody takes the call. */
  readonly otherwise: Target;
  /** Where it goes on when `hold` cannot be played. Default: `otherwise`. */
  readonly failed?: Target | undefined;
  /** Where it goes on when the caller hangs up before. Default: the call ends. */
  readonly callerLeft?: Target | undefined;
}

const mostPhones = 10;

const shape = {
  to: z.array(AddressOption).min(1).max(mostPhones),
  order: z.enum(['all', 'hunt']).optional(),
  as: RoleOption.optional(),
  from: AddressOption.optional(),
  ringSecs: RingOption.optional(),
  hold: AudioPromptOption.optional(),
  confirm: z.union([z.literal(false), PromptOption], 'must be a prompt or false').optional(),
  keepCaller: z.boolean().optional(),
  connected: TargetOption,
  otherwise: TargetOption,
  failed: TargetOption.optional(),
  callerLeft: TargetOption.optional(),
};

/** What the states of either order are made of. */
interface Ringing<Context> {
  readonly to: readonly Given<string, Context>[];
  readonly as: string;
  readonly from: Given<string, Context> | undefined;
  readonly ringSecs: number;
  readonly confirm: Prompt<Context> | false;
  readonly keepCaller: boolean;
}

// Telnyx gives up by itself; its webhook may be lost.
const graceMs = 15_000;
// A hung-up leg is told to be over within a second.
const leavingMs = 5_000;

/**
 * A state in which phones ring for the caller. Once one of them has the call it goes on at `connected`: a state that
 * waits for `legs.ended.<role>`, or simply for the end.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { ring } from 'callchart';
 *
 * const sales = ring({
 *   to: ['+15550101', '+15550102'],
 *   hold: { audio_url: 'https://example.com/hold.mp3' },
 *   confirm: 'A call for sales. Press 1 to take it.',
 *   connected: 'talking',
 *   otherwise: 'voicemail',
 * });
 * const ann = ring<{ mobile: string }>({
 *   to: ['+15550103', ({ context }) => context.mobile],
 *   order: 'hunt',
 *   hold: { audio_url: 'https://example.com/hold.mp3' },
 *   connected: 'talking',
 *   otherwise: 'voicemail',
 * });
 * ```
 */
export function ring<Context>(options: RingOptions<Context>): BlockState<Context> {
  checkBlock('ring', shape, options);
  const { to, order = 'all', as = 'agent', from, ringSecs = 20, hold } = options;
  const { confirm = 'You have a call. Press 1 to take it.', keepCaller = false } = options;
  const { connected, otherwise, failed = otherwise, callerLeft } = options;
  const ringing: Ringing<Context> = { to, as, from, ringSecs, confirm, keepCaller };
  const ends = outcomesOfLegs(as, { connected, nobody: otherwise, ...(hold && { failed }), callerLeft });
  return {
    initial: order === 'all' ? 'ringing' : phoneKey(0),
    states: { ...(order === 'all' ? atOnce(ringing) : inOrder(ringing)), ...ends.states },
    ...(hold !== undefined && {
      entry: heard(hold, { loop: 'infinity', stop: 'all' }),
      exit: stopPlayback({ stop: 'all' }),
    }),
    on: {
      ...(hold !== undefined && { 'command.failed.startPlayback': '.failed' }),
      ...(callerLeft !== undefined && { 'call.hangup': '.callerLeft' }),
    },
    onDone: ends.onDone,
  };
}

/** All phones ring; whoever answers is asked, however many are asked at a time. */
function atOnce<Context>({ to, as, from, ringSecs, confirm, keepCaller }: Ringing<Context>): Record<string, unknown> {
  const take = { target: 'joining', actions: bridgedAlone(as, keepCaller) };
  const letGo = { actions: hangup({ leg: leg() }) };
  return {
    ringing: {
      entry: dialled({ to, as, from, ringSecs }),
      on: {
        ...(confirm === false
          ? { [`${as}.call.answered`]: take }
          : {
              [`${as}.call.answered`]: { actions: askedToAccept(confirm, leg()) },
              [`${as}.call.gather.ended`]: [{ guard: accepted, ...take }, letGo],
              [askingFailed(confirm)]: letGo,
            }),
        [`legs.ended.${as}`]: 'nobody',
      },
      after: { [ringSecs * 1_000 + (confirm === false ? 0 : acceptingMs(confirm)) + graceMs]: 'nobody' },
    },
    joining: joining(as, 'nobody', 'nobody'),
  };
}

const phoneKey = (index: number): string => `phone${index + 1}`;

/** One phone after the other: each has states of its own, so that a chart shows how far the hunt is. */
function inOrder<Context>(ringing: Ringing<Context>): Record<string, unknown> {
  const { to } = ringing;
  const states = to.map((phone, index) =>
    onePhone(ringing, phone, phoneKey(index), index + 1 < to.length ? phoneKey(index + 1) : 'nobody'),
  );
  return Object.assign({}, ...states) as Record<string, unknown>;
}

function onePhone<Context>(
  { as, from, ringSecs, confirm, keepCaller }: Ringing<Context>,
  phone: Given<string, Context>,
  key: string,
  next: string,
): Record<string, unknown> {
  const leaving = `${key}Leaving`;
  const take = { target: `${key}Joining`, actions: bridgedAlone(as, keepCaller) };
  return {
    [key]: {
      entry: dialled({ to: phone, as, from, ringSecs }),
      on: {
        [`${as}.call.answered`]: confirm === false ? take : `${key}Asking`,
        [`legs.ended.${as}`]: next,
      },
      after: { [ringSecs * 1_000 + graceMs]: leaving },
    },
    ...(confirm !== false && {
      [`${key}Asking`]: {
        entry: askedToAccept(confirm, as),
        on: {
          [`${as}.call.gather.ended`]: [{ guard: accepted, ...take }, { target: leaving }],
          [askingFailed(confirm)]: leaving,
          [`legs.ended.${as}`]: next,
        },
        after: { [acceptingMs(confirm)]: leaving },
      },
    }),
    [`${key}Joining`]: joining(as, next, leaving),
    // The next phone rings when this one is over: never two at a time.
    [leaving]: {
      entry: hangup({ leg: as }),
      on: { [`legs.ended.${as}`]: next },
      after: { [leavingMs]: next },
    },
  };
}
