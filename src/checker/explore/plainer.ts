/**
 * Which of two ways needs less to come about: the one that is shown to people. It explores nothing.
 */
import type { FoundViolation, Node, Step } from './explored.ts';

/** Whether a violation needs less to come about than another: no odd behaviour, no fault, fewer acts, or fewer steps. */
export function isPlainer(one: FoundViolation, other: FoundViolation): boolean {
  const needs = ({ variant, fault, node }: FoundViolation): readonly number[] => [
    variant === undefined ? 0 : 1,
    fault === undefined ? 0 : 1,
    node.acts,
    node.depth,
  ];
  const [mine, others] = [needs(one), needs(other)];
  const at = mine.findIndex((need, index) => need !== others[index]);
  return at !== -1 && (mine[at] ?? 0) < (others[at] ?? 0);
}

/** How many things people have done on the way to where a step leads. Tasks end in any case: nobody does that. */
export function actsOf(parent: Node | undefined, { move, commandFault, webhookFault, flip }: Step): number {
  if (parent === undefined || commandFault !== undefined || webhookFault !== undefined || flip !== undefined) return 0;
  return parent.acts + (move?.act === undefined || move.act.kind === 'task' ? 0 : 1);
}
