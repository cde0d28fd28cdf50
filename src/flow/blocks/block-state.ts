/**
 * What a building block returns: an ordinary XState state config. Its outcomes are final states within it, so that a
 * chart shows them by name, and `onDone` leads from each to where the author wants. It knows no block.
 */
import type { CallGuard } from '../guards.ts';

/** Where a transition leads: a sibling's key (`sales`), a state's id (`#sales`), or a path (`sales.ringing`). */
export type Target = string;

/**
 * A member of a block's config. A block fits every machine, whatever its events, guards and actions are, so XState's
 * types cannot say what is in it; what the author gives a block is typed by the block's own options.
 */
// oxlint-disable-next-line typescript/no-explicit-any
type AnyPart = any;

/**
 * A state config that a building block made. Put it among `states`; spread it to add to it: `{ ...menu(…), id: 'menu' }`.
 *
 * @example
 * ```ts
 * import { say, type BlockState } from 'callchart';
 *
 * const goodbye: BlockState<object> = say({ prompt: 'Goodbye.', next: 'done' });
 * ```
 */
export interface BlockState<Context> {
  readonly initial?: string;
  readonly states?: Readonly<Record<string, AnyPart>>;
  readonly on?: AnyPart;
  readonly always?: AnyPart;
  readonly after?: AnyPart;
  readonly onDone?: AnyPart;
  readonly invoke?: AnyPart;
  readonly entry?: AnyPart;
  readonly exit?: AnyPart;
  readonly meta?: AnyPart;
  /** Never there: by it the compiler finds the context that functions among the options get. */
  readonly output?: (args: { readonly context: Context }) => unknown;
}

/** What a function among a block's options is given. */
export interface BlockArguments<Context> {
  /** The machine's context. */
  readonly context: Context;
  /** The event by which the state was entered. */
  readonly event: { readonly type: string };
}

/** A value, or a function of context and event that makes it when it is wanted. */
export type Given<Value, Context> = Value | ((args: BlockArguments<Context>) => Value);

/** A transition of a block's config, as XState takes it. */
export interface BlockTransition {
  readonly target?: Target;
  readonly reenter?: boolean;
  readonly guard?: CallGuard | ((args: never) => boolean);
  readonly actions?: unknown;
}

/** Final states, one per outcome that leads somewhere, and the transitions that they set off. */
export function outcomes(next: Readonly<Record<string, Target | undefined>>): {
  readonly states: Readonly<Record<string, { readonly type: 'final'; readonly output: { readonly result: string } }>>;
  readonly onDone: readonly BlockTransition[];
} {
  const led = Object.entries(next).filter((entry): entry is [string, Target] => entry[1] !== undefined);
  return {
    states: Object.fromEntries(led.map(([result]) => [result, { type: 'final', output: { result } } as const])),
    onDone: led.map(([result, target]) => ({ guard: { type: 'result', params: result }, target })),
  };
}

/** The value now: what was given, or what the function makes. */
export function resolve<Value, Context>(given: Given<Value, Context>, args: BlockArguments<Context>): Value {
  return typeof given === 'function' ? (given as (args: BlockArguments<Context>) => Value)(args) : given;
}
