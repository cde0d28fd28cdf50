/**
 * The block `handoff`: the flow is over, and another one goes on with the same legs.
 */
import { z } from 'zod';
import type { HandoffMeta } from '../handoff.ts';
import { checkBlock, FunctionOption } from './block-options.ts';
import type { BlockState } from './block-state.ts';

/** Options of {@link handoff}. */
export interface HandoffOptions<Context> {
  /** Id of the flow that goes on: the newest version that is loaded. */
  readonly flow: string;
  /** What its machine gets as `input`, beside `callId`, `at` and `trigger`: plain JSON. */
  readonly input?: object | ((args: { readonly context: Context }) => object) | undefined;
}

/** A final state with which a flow hands its call on. */
export interface HandoffState<Context> extends BlockState<Context> {
  readonly type: 'final';
  readonly meta: { readonly handoff: HandoffMeta };
}

const shape = {
  flow: z.string().min(1, 'must name a flow'),
  input: z.union([FunctionOption, z.record(z.string(), z.unknown())], 'must be an object or a function').optional(),
};

/**
 * A final state of the machine with which another flow goes on: in the same commit the call changes to it, and its
 * initial state is entered with `input`. Legs keep their roles; timers and tasks of this flow are gone. A flow that
 * begins with `answer()` is told `call.answered` at once. When no flow of that id is loaded, the fallback takes the
 * call over.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { handoff } from 'callchart';
 *
 * const billing = handoff<{ customer: string }>({
 *   flow: 'billing',
 *   input: ({ context }) => ({ customer: context.customer }),
 * });
 * ```
 */
export function handoff<Context>(options: HandoffOptions<Context>): HandoffState<Context> {
  checkBlock('handoff', shape, options);
  return { type: 'final', meta: { handoff: options } };
}
