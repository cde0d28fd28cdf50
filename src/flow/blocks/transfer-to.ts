/**
 * The block `transferTo`: a cold transfer. The caller hears the other phone ring; what comes of it is a transition.
 */
import { hangup } from '../commands/call.ts';
import { checkBlock, TargetOption } from './block-options.ts';
import { resolve, type BlockArguments, type BlockState, type Given, type Target } from './block-state.ts';
import { AddressOption, RingOption, RoleOption } from './dialled.ts';

/** Options of {@link transferTo}. */
export interface TransferToOptions<Context> {
  /** Number or SIP URI. */
  readonly to: Given<string, Context>;
  /** Role of the new leg. Default `target`. */
  readonly as?: string | undefined;
  /** The number that is shown. Default: the number that was called. */
  readonly from?: Given<string, Context> | undefined;
  /** How long it rings, in seconds, 5 to 600. Default 30. */
  readonly ringSecs?: number | undefined;
  /** Where it goes on when they talk. */
  readonly connected: Target;
  /** Where it goes on when they do not, unless one of the following says otherwise. */
  readonly otherwise: Target;
  readonly busy?: Target | undefined;
  readonly declined?: Target | undefined;
  readonly noAnswer?: Target | undefined;
  /** The transfer itself was refused. */
  readonly failed?: Target | undefined;
  /** The caller hung up before. Default: the call ends. */
  readonly callerLeft?: Target | undefined;
}

const shape = {
  to: AddressOption,
  as: RoleOption.optional(),
  from: AddressOption.optional(),
  ringSecs: RingOption.optional(),
  connected: TargetOption,
  otherwise: TargetOption,
  busy: TargetOption.optional(),
  declined: TargetOption.optional(),
  noAnswer: TargetOption.optional(),
  failed: TargetOption.optional(),
  callerLeft: TargetOption.optional(),
};

// Telnyx gives up by itself; its webhook may be lost.
const graceMs = 15_000;
// The two legs of a caller who hangs up are told to be over within a second, in any order.
const leavingMs = 5_000;

/**
 * A state that transfers the caller. Once they talk it goes on at `connected`: a state that waits for
 * `legs.ended.<role>`, or simply for the end.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { transferTo } from 'callchart';
 *
 * const sales = transferTo({
 *   to: '+15550100',
 *   as: 'sales',
 *   ringSecs: 20,
 *   connected: 'talking',
 *   busy: 'sayBusy',
 *   otherwise: 'voicemail',
 * });
 * ```
 */
export function transferTo<Context>(options: TransferToOptions<Context>): BlockState<Context> {
  checkBlock('transferTo', shape, options);
  const { to, as = 'target', from, ringSecs = 30, connected, otherwise } = options;
  const { busy = otherwise, declined = otherwise, noAnswer = otherwise, failed = otherwise, callerLeft } = options;
  const made = typeof to === 'function' || typeof from === 'function';
  const params = (args: BlockArguments<Context>): object => ({
    as,
    to: resolve(to, args),
    ...(from !== undefined && { from: resolve(from, args) }),
    timeout_secs: ringSecs,
  });
  return {
    entry: { type: 'transfer', params: made ? params : params({ context: undefined as never, event: { type: '' } }) },
    initial: 'ringing',
    states: {
      ringing: {},
      // Their own webhook is on its way. Does it not come, they are there still.
      callerLeaves: { after: { [leavingMs]: 'callerStays' } },
      callerStays: { type: 'final' },
    },
    onDone: noAnswer,
    on: {
      [`${as}.call.bridged`]: connected,
      [`legs.ended.${as}`]: [
        { guard: { type: 'cause', params: 'originator_cancel' }, target: '.callerLeaves' },
        { guard: { type: 'cause', params: 'user_busy' }, target: busy },
        { guard: { type: 'cause', params: 'call_rejected' }, target: declined },
        { target: noAnswer },
      ],
      'command.failed.transfer': failed,
      ...(callerLeft !== undefined && { 'call.hangup': callerLeft }),
    },
    after: { [ringSecs * 1_000 + graceMs]: { target: noAnswer, actions: hangup({ leg: as }) } },
  };
}
