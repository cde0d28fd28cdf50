/**
 * The verdict of answering machine detection: its events by mode, and what a state does with one that comes late.
 * Source: Telnyx docs, Answering machine detection.
 */
import { z } from 'zod';
import type { AnsweringMachineDetectionConfig } from '../../telnyx/commands/answering-machine-detection.ts';
import { checkBlock, TargetOption } from './block-options.ts';
import type { BlockTransition, Target } from './block-state.ts';

/** How machines are detected. */
export type DetectionMode = 'premium' | 'detect' | 'detect_beep' | 'detect_words' | 'greeting_end';

/** The events of a mode. */
export interface VerdictEvents {
  readonly detectionEnded: 'call.machine.detection.ended' | 'call.machine.premium.detection.ended';
  /** Undefined where a greeting's end is not told. */
  readonly greetingEnded: 'call.machine.greeting.ended' | 'call.machine.premium.greeting.ended' | undefined;
}

/** The events by which a mode tells its verdict, and the end of a machine's greeting. */
export function verdictEvents(mode: DetectionMode): VerdictEvents {
  switch (mode) {
    case 'premium':
      return {
        detectionEnded: 'call.machine.premium.detection.ended',
        greetingEnded: 'call.machine.premium.greeting.ended',
      };
    case 'detect':
      return { detectionEnded: 'call.machine.detection.ended', greetingEnded: undefined };
    case 'detect_beep':
    case 'detect_words':
    case 'greeting_end':
      return { detectionEnded: 'call.machine.detection.ended', greetingEnded: 'call.machine.greeting.ended' };
    default:
      return mode satisfies never;
  }
}

/** The params of a dial that ask for it. */
export function modeOf(mode: DetectionMode | 'disabled', config: AnsweringMachineDetectionConfig | undefined): object {
  if (mode === 'disabled') return {};
  return {
    answering_machine_detection: mode,
    ...(config !== undefined && { answering_machine_detection_config: config }),
  };
}

/** What {@link lateVerdict} is told of the block that called. */
export interface LateVerdictOptions {
  /** The state that `outbound` made, by its id: `#calling`. */
  readonly calling: Target;
  /** The block's `detect`. Default `premium`. */
  readonly detect?: DetectionMode | undefined;
  /** Whether the block has a `message` for machines. Default true. */
  readonly message?: boolean | undefined;
}

const shape = {
  calling: TargetOption,
  detect: z.enum(['premium', 'detect', 'detect_beep', 'detect_words', 'greeting_end']).optional(),
  message: z.boolean().optional(),
};

/**
 * Transitions for `on` of a state in which one talks with a person: when a late verdict, or a beep, says that it is a
 * machine after all, the call goes back into the block, which leaves the message.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { lateVerdict, outbound, say } from 'callchart';
 *
 * const states = {
 *   calling: { ...outbound({ to: '+15550110', message: 'We come at ten.', human: 'telling', otherwise: 'done' }), id: 'calling' },
 *   telling: {
 *     on: lateVerdict({ calling: '#calling' }),
 *     initial: 'hello',
 *     states: { hello: say({ prompt: 'Hello, we come at ten.', next: '#done' }) },
 *   },
 *   done: { id: 'done', type: 'final' },
 * };
 * ```
 */
export function lateVerdict(options: LateVerdictOptions): Readonly<Record<string, readonly BlockTransition[]>> {
  checkBlock('lateVerdict', shape, options);
  const { calling, detect = 'premium', message = detect !== 'detect' } = options;
  const { detectionEnded, greetingEnded } = verdictEvents(detect);
  const machine = {
    guard: { type: 'amd', params: 'machine' },
    target: `${calling}.${message ? 'greeting' : 'machine'}`,
  } as const;
  return {
    // Whatever else it is, one talks already.
    [detectionEnded]: [machine, {}],
    ...(greetingEnded !== undefined && {
      [greetingEnded]: [{ target: `${calling}.${message ? 'leaving' : 'machine'}` }],
    }),
  };
}
