/**
 * The block `queue`: the caller waits in a queue with music, hears their place and now and then a word, and is put
 * through by whoever takes the queue's next call. Nobody waits for ever, and who has enough may leave by a key.
 */
import { z } from 'zod';
import { enqueue, leaveQueue } from '../commands/queueing.ts';
import { stopPlayback } from '../commands/media.ts';
import { checkBlock, TargetOption } from './block-options.ts';
import { outcomes, type BlockState, type BlockTransition, type Target } from './block-state.ts';
import {
  AudioPromptOption,
  heard,
  heardEvent,
  heardFailure,
  heardLimitMs,
  PromptOption,
  type AudioPrompt,
  type Prompt,
} from './prompt.ts';

/** Options of {@link queue}. */
export interface QueueOptions<Context> {
  /** The queue's name at Telnyx: agents take its next call with `bridge({ queue })`. */
  readonly name: string;
  /** What the caller hears, in a loop. */
  readonly hold: AudioPrompt<Context>;
  /**
   * What is said when the caller has a place; the function's `event` is `call.enqueued`, with `current_position` and
   * `queue_avg_wait_time_secs` in its payload. Default: nothing.
   */
  readonly position?: Prompt<Context> | undefined;
  /** What is said now and then: the first time, the second, and so on; the last holds from then on. Default: nothing. */
  readonly wait?: Prompt<Context> | readonly Prompt<Context>[] | undefined;
  /** How long the music plays before each word of `wait`, in seconds, 5 to 3600. Default 60. */
  readonly everySecs?: number | undefined;
  /** The longest wait, in seconds, 1 to 14 000. Default 600. */
  readonly maxWaitSecs?: number | undefined;
  /** How many may wait; the same wherever the queue's name is used, since it cannot change. Default: 100, Telnyx'. */
  readonly maxSize?: number | undefined;
  /** Keys by which the caller leaves the queue, and where each leads. */
  readonly keys?: Readonly<Record<string, Target>> | undefined;
  /** Where it goes on when somebody has taken the call. */
  readonly connected: Target;
  /** Where it goes on when nobody takes it, unless one of the following says otherwise. */
  readonly otherwise: Target;
  /** The longest wait is over. */
  readonly timeout?: Target | undefined;
  /** The queue takes nobody: it is full. */
  readonly full?: Target | undefined;
  /** Somebody else took the caller out of the queue, without a bridge or with one that did not come about. */
  readonly removed?: Target | undefined;
  /** `hold` cannot be played. */
  readonly failed?: Target | undefined;
  /** The caller hung up while they waited. Default: the call ends. */
  readonly abandoned?: Target | undefined;
}

const Key = z.string().regex(/^[0-9*#]$/, 'keys are one of 0-9, * and #');
const shape = {
  name: z.string().min(1).max(255),
  hold: AudioPromptOption,
  position: PromptOption.optional(),
  wait: z.union([PromptOption, z.array(PromptOption).min(1).max(9)]).optional(),
  everySecs: z.int().min(5).max(3_600).optional(),
  maxWaitSecs: z.int().min(1).max(14_000).optional(),
  maxSize: z.int().min(1).optional(),
  keys: z.record(Key, TargetOption).optional(),
  connected: TargetOption,
  otherwise: TargetOption,
  timeout: TargetOption.optional(),
  full: TargetOption.optional(),
  removed: TargetOption.optional(),
  failed: TargetOption.optional(),
  abandoned: TargetOption.optional(),
};

// A caller whose place is not told goes on waiting without.
const placeMs = 10_000;
// Telnyx lets the caller go by itself; its webhook may be lost.
const graceMs = 30_000;
// Who leaves is told to be out within a second.
const leavingMs = 5_000;
// Both are there: a bridge takes a second.
const bridgingMs = 8_000;

/** Somebody takes the call: the bridge's own webhook follows, or comes before. */
const taken = { type: 'reason', params: ['bridged', 'bridging-in-process'] } as const;

/**
 * A state in which the caller waits in a queue, until an agent takes the call, the wait is too long, the caller presses
 * a key or hangs up. Once they talk it goes on at `connected`: a state that waits for the end.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { queue, type CallEvent } from 'callchart';
 *
 * const support = queue({
 *   name: 'support',
 *   hold: { audio_url: 'https://example.com/hold.mp3' },
 *   position: ({ event }) => `You are number ${(event as CallEvent<'call.enqueued'>).payload.current_position}.`,
 *   wait: 'Thank you for waiting. To leave a message press 1.',
 *   keys: { 1: 'message' },
 *   maxWaitSecs: 600,
 *   connected: 'talking',
 *   otherwise: 'message',
 * });
 * ```
 */
export function queue<Context>(options: QueueOptions<Context>): BlockState<Context> {
  checkBlock('queue', shape, options);
  const { name, hold, position, maxWaitSecs = 600, maxSize, keys = {} } = options;
  const { connected, otherwise, timeout = otherwise, full = otherwise, removed = otherwise } = options;
  const { failed = otherwise, abandoned } = options;
  const pressed = Object.entries(keys).map(([key, target]) => ({ key, outcome: outcomeOf(key), target }));
  const byKey = Object.fromEntries(pressed.map(({ outcome, target }) => [outcome, target]));
  const ends = outcomes({ connected, timeout, full, removed, failed, abandoned, ...byKey });
  const leaving = ['timeout', 'failed', ...pressed.map(({ outcome }) => outcome)];
  return {
    initial: position === undefined ? 'music1' : 'entering',
    entry: enqueue({
      queue_name: name,
      max_wait_time_secs: maxWaitSecs,
      ...(maxSize !== undefined && { max_size: maxSize }),
    }),
    exit: stopPlayback({ stop: 'all' }),
    states: {
      ...(position !== undefined && placeStates(hold, position)),
      ...waitStates(options),
      bridging: { on: { 'call.dequeued': {} }, after: { [bridgingMs]: 'removed' } },
      ...Object.fromEntries(leaving.map((outcome) => [leavingKey(outcome), leavingState(outcome)])),
      ...ends.states,
    },
    on: {
      'call.bridged': '.connected',
      'call.dequeued': [
        { guard: taken, target: '.bridging' },
        { guard: { type: 'reason', params: 'timeout' }, target: '.timeout' },
        { guard: { type: 'reason', params: 'leave' }, target: '.removed' },
      ],
      'command.failed.enqueue': '.full',
      'command.failed.startPlayback': `.${leavingKey('failed')}`,
      ...(pressed.length > 0 && {
        'call.dtmf.received': pressed.map(({ key, outcome }) => ({
          guard: { type: 'digits', params: key },
          target: `.${leavingKey(outcome)}`,
        })),
      }),
      ...(abandoned !== undefined && { 'call.hangup': '.abandoned' }),
    },
    after: { [maxWaitSecs * 1_000 + graceMs]: `.${leavingKey('timeout')}` },
    onDone: ends.onDone,
  };
}

/** A key's outcome as a chart shows it. */
const outcomeOf = (key: string): string => `pressed${key === '*' ? 'Star' : key === '#' ? 'Pound' : key}`;

const leavingKey = (outcome: string): string => `leaving${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`;

const music = <Context>(hold: AudioPrompt<Context>): unknown => heard(hold, { loop: 'infinity', stop: 'all' });

/** Until the caller has a place, and while it is told. */
function placeStates<Context>(hold: AudioPrompt<Context>, position: Prompt<Context>): Record<string, unknown> {
  return {
    entering: {
      entry: music(hold),
      on: { 'call.enqueued': 'position' },
      after: { [placeMs]: 'music1' },
    },
    position: said(position, 'music1'),
  };
}

/** Music and words in turn, unrolled as far as the words differ. */
function waitStates<Context>({ hold, wait, everySecs = 60 }: QueueOptions<Context>): Record<string, unknown> {
  const words = wait === undefined ? [] : ([wait].flat() as readonly Prompt<Context>[]);
  if (words.length === 0) return { music1: { entry: music(hold) } };
  const states = words.map((prompt, index) => {
    const nth = index + 1;
    const next = `music${Math.min(nth + 1, words.length)}`;
    return {
      [`music${nth}`]: { entry: music(hold), after: { [everySecs * 1_000]: `wait${nth}` } },
      [`wait${nth}`]: said(prompt, next),
    };
  });
  return Object.assign({}, ...states) as Record<string, unknown>;
}

/** A word between the music. One that cannot be said is left out. */
function said<Context>(prompt: Prompt<Context>, next: string): object {
  return {
    entry: heard(prompt, { stop: 'all' }),
    on: { [heardEvent(prompt)]: next, [heardFailure(prompt)]: next },
    after: { [heardLimitMs(prompt)]: next },
  };
}

/** Out of the queue, with music till then. An agent who takes the call at that moment has it. */
function leavingState(outcome: string): object {
  const left: BlockTransition[] = [{ guard: taken, target: 'bridging' }, { target: outcome }];
  return {
    entry: leaveQueue(),
    on: {
      'call.dequeued': left,
      // Not in the queue any more: why, is told in a moment.
      'command.failed.leaveQueue': {},
      'command.failed.startPlayback': {},
      'call.dtmf.received': {},
    },
    after: { [leavingMs]: outcome },
  };
}
