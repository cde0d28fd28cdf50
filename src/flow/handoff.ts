/**
 * A final state with which a flow hands its call on: another flow goes on with the same legs. The state says so in its
 * `meta`, where charts and the engine read it. It knows neither calls nor legs.
 */
import type { AnyStateMachine } from 'xstate';

/** What `meta.handoff` of a final state says. */
export interface HandoffMeta {
  /** Id of the flow that goes on. */
  readonly flow: string;
  /** What its machine gets as `input`, beside what every call's machine gets. */
  readonly input?: object | ((args: { readonly context: never }) => object) | undefined;
}

/** What a state's `meta` says about handing on, if it does. */
export function handoffMeta(meta: unknown): HandoffMeta | undefined {
  const handoff = memberOf(meta, 'handoff');
  return typeof memberOf(handoff, 'flow') === 'string' ? (handoff as HandoffMeta) : undefined;
}

/** Ids of the flows to which a machine hands calls. */
export function handoffTargets({ root }: AnyStateMachine): readonly string[] {
  const targets = Object.values(root.states).flatMap(({ meta }) => handoffMeta(meta)?.flow ?? []);
  return [...new Set(targets)];
}

/** The input of the flow that goes on. */
export function handoffInput({ input = {} }: HandoffMeta, context: unknown): object {
  return typeof input === 'function' ? input({ context: context as never }) : input;
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
