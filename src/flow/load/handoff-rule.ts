/**
 * Rule: only the flow's own end hands its call on. A final state within another one ends that one alone, and what its
 * `meta` says would be overlooked.
 */
import { handoffMeta } from '../handoff.ts';
import type { FlowFinding } from './finding.ts';
import type { MachineReading } from './machine-reading.ts';

/** Findings about states that hand on. */
export function checkHandoffs({ states }: MachineReading): FlowFinding[] {
  return states
    .filter(({ node }) => handoffMeta(node.meta) !== undefined && (node.type !== 'final' || node.path.length !== 1))
    .map(({ state }) => ({
      state,
      rule: 'handoff' as const,
      message: 'it hands the call on, but is no final state of the machine itself.',
      remedy: 'Put `handoff({ … })` among the machine\'s own `states`, and lead there by its id: "#billing".',
    }));
}
