/**
 * What a static rule looks at: the flow's model, the facts about its legs, and the questions that several rules ask of
 * both. It judges nothing.
 */
import type { AnyStateNode } from 'xstate';
import type { Flow } from '../../flow/load-flow.ts';
import { memberOf } from '../../flow/load/machine-reading.ts';
import { chainOf } from './entering.ts';
import { factsOf, type FlowFacts } from './fixpoint.ts';
import { type Candidate, type FlowModel, modelOf } from './flow-model.ts';

/** What rules look at. */
export interface Subject {
  readonly model: FlowModel;
  readonly facts: FlowFacts;
  /** The leaves that can be reached and that are not final: where a call can stay. */
  readonly resting: readonly AnyStateNode[];
  /** The shortest time after which a leaf is left by a timer of its own or of an ancestor. */
  readonly deadlineOf: (leaf: AnyStateNode) => number | undefined;
  /** Whether a leaf or an ancestor has any candidate for the event. */
  readonly handles: (leaf: AnyStateNode, event: string) => boolean;
}

/** Reads a flow for the rules. */
export function subjectOf(flow: Flow): Subject {
  const model = modelOf(flow);
  return {
    model,
    facts: factsOf(model),
    resting: model.leaves.filter(
      (leaf) => leaf.type !== 'final' && model.reachable.has(leaf) && !passesOn(model, leaf),
    ),
    deadlineOf: (leaf) => deadlineOf(model, leaf),
    handles: (leaf, event) => model.candidatesFor(leaf, event).length > 0,
  };
}

/** Whether a leaf is left as soon as it is entered. */
function passesOn(model: FlowModel, leaf: AnyStateNode): boolean {
  return model.candidatesFor(leaf, 'always').some(({ guard, targets }) => guard === undefined && targets.length > 0);
}

function deadlineOf({ flow }: FlowModel, leaf: AnyStateNode): number | undefined {
  const delays = chainOf(leaf).flatMap((node) =>
    Object.keys((node.config as { readonly after?: object }).after ?? {}).map((key) => {
      const named = Number.isNaN(Number(key)) ? memberOf(flow.machine.implementations.delays, key) : Number(key);
      // A delay that is computed is some time, and that is all that is known.
      return typeof named === 'number' ? named : 0;
    }),
  );
  return delays.length === 0 ? undefined : Math.min(...delays);
}

/** Whether a candidate leads elsewhere or asks for something. */
export const doesSomething = ({ targets, actions }: Candidate): boolean => targets.length > 0 || actions.length > 0;
