/**
 * Rule: every state can be reached, the last one too. A state that no transition leads to is a slip of the pen more often
 * than a reserve.
 */
import type { AnyStateNode } from 'xstate';
import type { Found, Rule } from '../finding.ts';
import { chainOf, isLeaf } from '../model/entering.ts';
import { pathOf } from '../model/flow-model.ts';
import type { Subject } from '../model/subject.ts';

/** The rule. */
export const unreachable: Rule = {
  code: 'unreachable',
  severity: 'warning',
  reason: 'A state that no way leads to does nothing, and what it was meant for does not happen.',
  advice: 'Lead a transition there, or take the state away.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'done' } },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  on: { 'command.failed.*': '.refused' }, // from anywhere
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'done' } },
    refused: { entry: hangup(), on: { 'call.hangup': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  find: (subject) => [...unreached(subject), ...noWayOut(subject)],
};

function unreached({ model }: Subject): Found[] {
  const isReached = (node: AnyStateNode): boolean =>
    isLeaf(node) ? model.reachable.has(node) : [...model.reachable].some((leaf) => chainOf(leaf).includes(node));
  return (
    model.nodes
      .filter((node) => node.type !== 'history' && !isReached(node))
      // What lies within an unreachable state is unreachable with it.
      .filter((node) => node.parent === undefined || isReached(node.parent))
      .map((node) => ({ state: pathOf(node), message: 'No transition leads here.' }))
  );
}

/** A flow that has an end and cannot come to it. */
function noWayOut({ model }: Subject): Found[] {
  const ends = model.leaves.filter((leaf) => leaf.type === 'final' && leaf.parent === model.flow.machine.root);
  if (ends.length === 0 || ends.some((leaf) => model.reachable.has(leaf))) return [];
  return [
    {
      state: '(machine)',
      message: `No way leads to the end of the flow (${ends.map((leaf) => `"${pathOf(leaf)}"`).join(', ')}).`,
    },
  ];
}
