/**
 * Flows that hand calls to a flow that is not loaded: it is told when a server starts, not when the first caller gets
 * there. It stops nobody: of several flows most may be whole.
 */
import { handoffTargets } from '../flow/handoff.ts';
import type { Flow } from '../flow/load-flow.ts';

/** A handoff that leads nowhere. */
export interface MissingHandoff {
  readonly flow: string;
  readonly version: string;
  /** Id of the flow that is not loaded. */
  readonly to: string;
}

/** What these flows hand on to flows that are not among them. */
export function missingHandoffs(flows: readonly Flow[]): readonly MissingHandoff[] {
  const ids = new Set(flows.map(({ id }) => id));
  return flows.flatMap(({ id: flow, version, machine }) =>
    handoffTargets(machine)
      .filter((to) => !ids.has(to))
      .map((to) => ({ flow, version, to })),
  );
}
