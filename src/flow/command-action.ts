/**
 * The action object that a creator returns, and how its params may be given. Types alone.
 */
import type { LegAddress } from './leg-address.ts';

/** The leg that a command addresses. */
export interface OnLeg<Roles extends string = string> {
  /**
   * The leg addressed: a role (`agent`), an exact leg (`agent#2`), `leg()` (the event's), `leg('agent')` or
   * `others('agent')`. Default: the call's first leg.
   */
  leg?: LegAddress<Roles>;
}

/** What a function of params is given: the machine's context, and the event as narrowed as the place allows. */
export interface ParamsArguments<Context, Event> {
  readonly context: Context;
  readonly event: Event;
}

/**
 * Params as an object, checked against the flow's roles, or as a function that makes them when the action is taken.
 * A function may compute roles, so they are not checked there.
 */
export type DynamicParams<Checked, Params, Context, Event> =
  Checked | ((args: ParamsArguments<Context, Event>) => Params);

/**
 * An XState action object of a command: `{ type: 'speak', params }`. Creators return it; written by hand it is the same.
 * Context and event are inferred from the place where it stands.
 */
export interface CommandAction<Name extends string, Params, Context, Event> {
  readonly type: Name;
  readonly params: Params | ((args: ParamsArguments<Context, Event>) => Params);
}
