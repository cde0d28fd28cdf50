/**
 * The block `lookup`: a task with something to hear meanwhile and a budget of time. What it brings, an error and the end
 * of the budget are transitions; none of them is dead air.
 */
import { assign } from 'xstate';
import { z } from 'zod';
import { stopPlayback } from '../commands/media.ts';
import { checkBlock, FunctionOption, MemberOption, MillisecondsOption, TargetOption } from './block-options.ts';
import type { BlockArguments, BlockState, Target } from './block-state.ts';
import { heard, heardEvent, heardLimitMs, isAudio, PromptOption, type Prompt } from './prompt.ts';

/** Options of {@link lookup}. */
export interface LookupOptions<Context> {
  /** The task: the name of an actor in `setup({ actors })`. */
  readonly src: string;
  /** The task's id, when a flow invokes one actor in several states. Default: `src`. */
  readonly id?: string | undefined;
  /** What the task is given. */
  readonly input?: ((args: BlockArguments<Context>) => unknown) | undefined;
  /** What is heard meanwhile: audio runs in a loop, words are said again after a pause. */
  readonly filler: Prompt<Context>;
  /** How long the caller is kept waiting, in milliseconds. Default 10 000. */
  readonly budgetMs?: number | undefined;
  /** The member of the context that gets the task's result. */
  readonly into?: (string & keyof Context) | undefined;
  /** Where it goes on with the result. */
  readonly next: Target;
  /** Where it goes on when the task fails for good. */
  readonly failed: Target;
  /** Where it goes on when the budget is used up; what comes later is dropped. Default: `failed`. */
  readonly timeout?: Target | undefined;
}

const shape = {
  src: z.string().min(1, 'must name an actor'),
  id: z.string().min(1).optional(),
  input: FunctionOption.optional(),
  filler: PromptOption,
  budgetMs: MillisecondsOption.optional(),
  into: MemberOption.optional(),
  next: TargetOption,
  failed: TargetOption,
  timeout: TargetOption.optional(),
};

const pauseMs = 4_000;

/**
 * A state that looks something up while the caller hears the filler, and goes on with the result, with its failure, or
 * when the budget is used up. How long one attempt may take, and how often a failed one is repeated, say
 * `options.tasks`.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { lookup } from 'callchart';
 *
 * const looking = lookup<{ from: string; customer: object | null }>({
 *   src: 'findCustomer',
 *   input: ({ context }) => ({ number: context.from }),
 *   filler: { audio_url: 'https://example.com/typing.mp3' },
 *   budgetMs: 8_000,
 *   into: 'customer',
 *   next: 'known',
 *   failed: 'unknown',
 * });
 * ```
 */
export function lookup<Context>(options: LookupOptions<Context>): BlockState<Context> {
  checkBlock('lookup', shape, options);
  const { src, id = src, input, filler, budgetMs = 10_000, into, next, failed, timeout = failed } = options;
  return {
    ...filling(filler, failed),
    invoke: {
      id,
      src,
      ...(input !== undefined && { input }),
      onDone: { target: next, ...(into !== undefined && { actions: result(into) }) },
      onError: failed,
    },
    after: { [budgetMs]: timeout },
    exit: stopPlayback({ stop: 'all' }),
  };
}

/** The states of what is heard meanwhile. */
function filling<Context>(
  filler: Prompt<Context>,
  failed: Target,
): Pick<BlockState<Context>, 'initial' | 'states' | 'onDone'> {
  if (isAudio(filler)) {
    return {
      initial: 'filler',
      states: {
        filler: {
          entry: heard(filler, { loop: 'infinity' }),
          on: { 'command.failed.startPlayback': 'silence' },
        },
        // The result may come at once; a caller who hears nothing is not kept waiting for it.
        silence: { after: { [pauseMs]: 'unheard' } },
        unheard: { type: 'final' },
      },
      onDone: failed,
    };
  }
  return {
    initial: 'filler',
    states: {
      filler: {
        entry: heard(filler),
        on: { [heardEvent(filler)]: 'pause', 'command.failed.speak': 'pause' },
        after: { [heardLimitMs(filler)]: 'pause' },
      },
      pause: { after: { [pauseMs]: 'filler' } },
    },
  };
}

/** Puts a task's result into the context. */
function result(into: string): unknown {
  return assign<Readonly<Record<string, unknown>>, { type: string }, undefined, { type: string }, never>({
    [into]: ({ event }: { readonly event: unknown }) => (event as { readonly output?: unknown }).output,
  });
}
