/**
 * The block `warmTransfer`: an agent who talks with the caller calls a second one to it, consults, and leaves the caller
 * with them. The second one comes as a supervisor of the agent's leg, so that nobody waits on hold: whispering, the
 * agent alone hears them; barging in, both do. Source: Telnyx OpenAPI, Dial (`supervise_call_control_id`), Bridge calls.
 */
import { z } from 'zod';
import { hangup } from '../commands/call.ts';
import { bridge, switchSupervisorRole } from '../commands/connect.ts';
import { stopPlayback } from '../commands/media.ts';
import { leg } from '../leg-address.ts';
import { outcomesOfLegs } from './accepting.ts';
import { checkBlock, invalidBlock, TargetOption } from './block-options.ts';
import type { BlockState, BlockTransition, Given, Target } from './block-state.ts';
import { AddressOption, dialled, RingOption, RoleOption } from './dialled.ts';
import { AudioPromptOption, heard, type AudioPrompt } from './prompt.ts';

/** How the first agent says something to the flow: an event of the application, a key, or either. */
export interface AgentSignal {
  /** An event of the application: what the agent's screen posts to the call. */
  readonly event?: string | undefined;
  /** A key of the agent's phone. */
  readonly digit?: string | undefined;
}

/** Options of {@link warmTransfer}. */
export interface WarmTransferOptions<Context> {
  /** Role of the leg that talks with the caller. Default `agent`. */
  readonly agent?: string | undefined;
  /** Number or SIP URI of the second agent. */
  readonly to: Given<string, Context>;
  /** Role of the second agent's leg. Default `expert`. */
  readonly as?: string | undefined;
  /** The number that is shown. Default: the number that was called. */
  readonly from?: Given<string, Context> | undefined;
  /** How long it rings, in seconds, 5 to 600. Default 30. */
  readonly ringSecs?: number | undefined;
  /** Who hears the second agent while they consult: the agent alone, or the caller too. Default `whisper`. */
  readonly consult?: 'whisper' | 'barge' | undefined;
  /** The second agent is to be heard by the caller as well. */
  readonly join?: AgentSignal | undefined;
  /** The caller is left with the second agent. An agent who hangs up says the same. */
  readonly complete: AgentSignal;
  /** The second agent is not wanted after all. */
  readonly cancel: AgentSignal;
  /** What the caller hears when the agent leaves while the other phone still rings. */
  readonly hold: AudioPrompt<Context>;
  /**
   * The caller stays on the line when the second agent hangs up: wait for `legs.ended.<role>` then. Default: whoever
   * hangs up ends it for both.
   */
  readonly keepCaller?: boolean | undefined;
  /** Where it goes on when caller and second agent talk. */
  readonly connected: Target;
  /** Where it goes on when caller and agent talk on, unless one of the following says otherwise. */
  readonly returned: Target;
  readonly busy?: Target | undefined;
  readonly declined?: Target | undefined;
  readonly noAnswer?: Target | undefined;
  /** The dial, or the bridge, was refused. */
  readonly failed?: Target | undefined;
  /** Where it goes on when the agent has left, and the second one is not there: the caller is alone. */
  readonly alone: Target;
}

const Signal = z
  .strictObject({
    event: z.string().min(1).optional(),
    digit: z
      .string()
      .regex(/^[0-9*#]$/, 'must be one of 0-9, * and #')
      .optional(),
  })
  .refine(({ event, digit }) => event !== undefined || digit !== undefined, 'needs an `event` or a `digit`');

const shape = {
  agent: RoleOption.optional(),
  to: AddressOption,
  as: RoleOption.optional(),
  from: AddressOption.optional(),
  ringSecs: RingOption.optional(),
  consult: z.enum(['whisper', 'barge']).optional(),
  join: Signal.optional(),
  complete: Signal,
  cancel: Signal,
  hold: AudioPromptOption,
  keepCaller: z.boolean().optional(),
  connected: TargetOption,
  returned: TargetOption,
  busy: TargetOption.optional(),
  declined: TargetOption.optional(),
  noAnswer: TargetOption.optional(),
  failed: TargetOption.optional(),
  alone: TargetOption,
};

// Telnyx gives up by itself; its webhook may be lost.
const graceMs = 15_000;
// Both are there: a bridge takes a second.
const bridgingMs = 10_000;
// A hung-up leg is told to be over within a second.
const leavingMs = 5_000;

/**
 * A state, entered while caller and agent talk, in which the agent hands the caller to somebody else. The caller has to
 * stay on the line when the agent hangs up: connect them by `ring` or `screenedTransfer` with `keepCaller: true`, or by
 * `bridge({ call_control_id: leg('agent'), park_after_unbridge: 'self' })`.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { warmTransfer } from 'callchart';
 *
 * const handing = warmTransfer({
 *   to: '+15550104',
 *   hold: { audio_url: 'https://example.com/hold.mp3' },
 *   join: { digit: '2' },
 *   complete: { event: 'desk.complete', digit: '1' },
 *   cancel: { event: 'desk.cancel', digit: '*' },
 *   connected: 'withExpert',
 *   returned: 'withAgent',
 *   alone: 'voicemail',
 * });
 * ```
 */
export function warmTransfer<Context>(options: WarmTransferOptions<Context>): BlockState<Context> {
  checkBlock('warmTransfer', shape, options);
  const { agent = 'agent', to, as = 'expert', from, ringSecs = 30, consult = 'whisper', hold } = options;
  const { join, complete, cancel, keepCaller = false, connected, returned, alone } = options;
  const { busy = returned, declined = returned, noAnswer = returned, failed = returned } = options;
  checkSignals(agent, as, options);
  const ends = outcomesOfLegs(as, { connected, returned, busy, declined, noAnswer, failed, alone });
  const agentLeft = `legs.ended.${agent}`;
  const expertLeft = `legs.ended.${as}`;
  const ringingMs = ringSecs * 1_000 + graceMs;
  const parked = keepCaller ? ({ park_after_unbridge: 'self' } as const) : {};
  const withCaller = bridge({ call_control_id: leg(as), ...parked });
  // Either leg's event will do.
  const bridged = { 'call.bridged': 'connected', [`${as}.call.bridged`]: 'connected' };
  const consulting = (joinTarget: string | undefined): object => ({
    ...signals(agent, [
      [complete, 'joining'],
      [cancel, 'cancelling'],
      [join, joinTarget],
    ]),
    [agentLeft]: 'takingOver',
    [expertLeft]: 'returned',
  });
  // The caller is not left alone with the expert's phone, nor rung it twice: the block is left when it is over.
  const lettingGo = (result: string): object => ({
    entry: hangup({ leg: as }),
    on: { [expertLeft]: result, [agentLeft]: 'alone' },
    after: { [leavingMs]: result },
  });
  // The agent is gone, so there is nobody to go back to.
  const lastChance = {
    on: { ...bridged, [expertLeft]: 'alone', 'command.failed.bridge': 'alone' },
    after: { [bridgingMs]: 'alone' },
  };
  return {
    initial: 'dialling',
    states: {
      dialling: {
        entry: dialled({
          to,
          as,
          from,
          ringSecs,
          beside: { supervise_call_control_id: leg(agent), supervisor_role: consult },
        }),
        on: {
          ...signals(agent, [[cancel, 'cancelling']]),
          [`${as}.call.answered`]: 'consulting',
          [expertLeft]: [
            { guard: { type: 'cause', params: 'user_busy' }, target: 'busy' },
            { guard: { type: 'cause', params: 'call_rejected' }, target: 'declined' },
            { target: 'noAnswer' },
          ],
          'command.failed.dial': 'failed',
          [agentLeft]: 'waiting',
        },
        after: { [ringingMs]: 'givingUp' },
      },
      waiting: {
        entry: heard(hold, { loop: 'infinity' }),
        exit: stopPlayback({ stop: 'all' }),
        on: {
          [`${as}.call.answered`]: 'takingOver',
          [expertLeft]: 'alone',
          'command.failed.dial': 'alone',
          'command.failed.startPlayback': 'alone',
        },
        after: { [ringingMs]: 'alone' },
      },
      consulting: { on: consulting('introducing') },
      ...(join !== undefined && {
        introducing: {
          entry: switchSupervisorRole({ leg: as, role: 'barge' }),
          on: consulting(undefined),
        },
      }),
      joining: {
        entry: withCaller,
        on: {
          ...bridged,
          [agentLeft]: 'left',
          [expertLeft]: 'returned',
          'command.failed.bridge': 'failing',
        },
        after: { [bridgingMs]: 'failing' },
      },
      left: lastChance,
      takingOver: { entry: withCaller, ...lastChance },
      cancelling: lettingGo('returned'),
      failing: lettingGo('failed'),
      givingUp: lettingGo('noAnswer'),
      ...ends.states,
      connected: { ...ends.states['connected'], entry: hangup({ leg: agent }) },
    },
    onDone: ends.onDone,
  };
}

/** The transitions of what the agent says: its events, and all its keys together. */
function signals(
  agent: string,
  said: readonly (readonly [AgentSignal | undefined, Target | undefined])[],
): Readonly<Record<string, Target | readonly BlockTransition[]>> {
  const events: Record<string, Target> = {};
  const keys: BlockTransition[] = [];
  for (const [signal, target] of said) {
    if (signal === undefined || target === undefined) continue;
    if (signal.event !== undefined) events[signal.event] = target;
    if (signal.digit !== undefined) keys.push({ guard: { type: 'digits', params: signal.digit }, target });
  }
  return { ...events, ...(keys.length > 0 && { [`${agent}.call.dtmf.received`]: keys }) };
}

function checkSignals<Context>(agent: string, as: string, options: WarmTransferOptions<Context>): void {
  const said = [options.join, options.complete, options.cancel].filter((one) => one !== undefined);
  const names = said.flatMap(({ event, digit }) => [event, digit]).filter((name) => name !== undefined);
  const twice = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  const problems = [
    ...twice.map((name) => `join, complete, cancel: "${name}" cannot mean two things.`),
    ...(agent === as ? [`as: "${as}" is the agent's role: the second agent needs one of their own.`] : []),
    ...(options.consult === 'barge' && options.join !== undefined
      ? ['join: whoever barges in is heard by the caller from the start: leave it out.']
      : []),
  ];
  if (problems.length > 0) throw invalidBlock('warmTransfer', problems);
}
