/**
 * The blocks `say` and `play`: a state in which the caller hears something, then goes on.
 */
import { checkBlock, MillisecondsOption, TargetOption } from './block-options.ts';
import type { BlockState, Target } from './block-state.ts';
import {
  heard,
  heardEvent,
  heardFailure,
  heardLimitMs,
  PromptOption,
  type AudioPrompt,
  type Prompt,
} from './prompt.ts';

/** Options of {@link say}. */
export interface SayOptions<Context> {
  /** What is heard. */
  readonly prompt: Prompt<Context>;
  /** Where it goes on afterwards, also when the end is not heard of. */
  readonly next: Target;
  /** Where it goes on when nothing can be heard. Default: the flow's fallback. */
  readonly failed?: Target | undefined;
  /** After how long it goes on though no end was heard of, in milliseconds. Default: by the text's length. */
  readonly longestMs?: number | undefined;
}

/** Options of {@link play}. */
export type PlayOptions<Context> = AudioPrompt<Context> & Omit<SayOptions<Context>, 'prompt'>;

const shape = {
  prompt: PromptOption,
  next: TargetOption,
  failed: TargetOption.optional(),
  longestMs: MillisecondsOption.optional(),
};

/**
 * A state in which the caller hears a prompt; then the call goes on at `next`.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { setup } from 'xstate';
 * import { answer, callActions, callGuards, say, type CallEvents } from 'callchart';
 *
 * export default setup({ types: { events: {} as CallEvents }, actions: callActions, guards: callGuards }).createMachine({
 *   id: 'hello',
 *   version: '1',
 *   initial: 'answering',
 *   states: {
 *     answering: { entry: answer(), on: { 'call.answered': 'hello' } },
 *     hello: say({ prompt: { text: 'Hello.', voice: 'female' }, next: 'done' }),
 *     done: { type: 'final' },
 *   },
 * });
 * ```
 */
export function say<Context>(options: SayOptions<Context>): BlockState<Context> {
  checkBlock('say', shape, options);
  const { prompt, next, failed, longestMs = heardLimitMs(prompt) } = options;
  return {
    entry: heard(prompt),
    on: { [heardEvent(prompt)]: next, ...(failed !== undefined && { [heardFailure(prompt)]: failed }) },
    after: { [longestMs]: next },
  };
}

/**
 * A state in which the caller hears an audio file; then the call goes on at `next`.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { play } from 'callchart';
 *
 * const jingle = play({ audio_url: 'https://example.com/jingle.mp3', next: 'menu', longestMs: 20_000 });
 * ```
 */
export function play<Context>(options: PlayOptions<Context>): BlockState<Context> {
  const { next, failed, longestMs, ...prompt } = options;
  return say({ prompt, next, failed, longestMs });
}
