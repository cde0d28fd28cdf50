/**
 * How a call's state on an older version of a flow becomes a state of this one: what the flow's file exports as
 * `migrations`. It moves nothing.
 */
import type { StateValue } from 'xstate';

/** What a migration is given and gives back. */
export interface MigratedState<Context = Readonly<Record<string, unknown>>> {
  readonly value: StateValue;
  readonly context: Context;
}

/**
 * By the version that a call is on: the state that it has on this one. A version without an entry keeps states and
 * context as they are.
 *
 * @example
 * ```ts
 * import type { Migrations } from 'callchart';
 *
 * export const migrations = {
 *   // Version 2 calls it `farewell`.
 *   '1': (state) => (state.value === 'goodbye' ? { ...state, value: 'farewell' } : state),
 * } satisfies Migrations;
 * ```
 */
export type Migrations = Readonly<Record<string, (state: MigratedState) => MigratedState>>;
