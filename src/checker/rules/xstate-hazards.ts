/**
 * Rule: what XState allows and does not do as one thinks. A transition to the root without `reenter`, or into a history
 * that resolves to its own source, enters states that it has not left, so a timer is armed twice; one across parallel
 * regions can end in a configuration that no chart has. Measured with xstate 5.33.3.
 */
import type { AnyStateNode } from 'xstate';
import type { Found, Rule } from '../finding.ts';
import { chainOf, isWithin } from '../model/entering.ts';
import { type Candidate, type FlowModel, pathOf } from '../model/flow-model.ts';

/** The rule. */
export const xstateHazards: Rule = {
  code: 'xstate-hazard',
  severity: 'error',
  reason: 'A timer is armed twice, or two states are active that exclude each other.',
  advice: 'Write `reenter: true`, or target the state itself instead of the root, a history or another region.',
  bad: `{
  initial: 'answering',
  id: 'machine',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Hello.' }),
      on: { 'call.speak.ended': 'done', 'command.failed.speak': '#machine' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Hello.' }),
      on: { 'call.speak.ended': 'done', 'command.failed.speak': { target: 'again', reenter: true } },
      after: { 9_000: 'done' },
    },
    again: { entry: speak({ payload: 'Hello?' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  find: ({ model }) => model.nodes.flatMap((node) => hazardsOf(node, model)),
};

function hazardsOf(node: AnyStateNode, model: FlowModel): Found[] {
  const candidates = new Set(
    model.ways.filter(({ candidate }) => candidate.source === node).map(({ candidate }) => candidate),
  );
  return [...candidates].flatMap((candidate) => {
    const message = hazardOf(candidate);
    return message === undefined ? [] : [{ state: pathOf(node), message }];
  });
}

function hazardOf({ source, targets, reenter, descriptor }: Candidate): string | undefined {
  const [target] = targets;
  if (target === undefined) return undefined;
  if (target.parent === undefined && source !== target && !reenter) {
    return `"${descriptor}" targets the whole machine without \`reenter: true\`: it is entered without being left.`;
  }
  if (target.type === 'history' && target.parent !== undefined && isWithin(source, target.parent)) {
    return `"${descriptor}" targets a history of the state that it is in: what is active is entered again without being left.`;
  }
  const own = regionsOf(source);
  const crossed = regionsOf(target).find(({ parallel, region }) =>
    own.some((one) => one.parallel === parallel && one.region !== region),
  );
  if (crossed === undefined) return undefined;
  return `"${descriptor}" leads from one parallel region of "${pathOf(crossed.parallel)}" into another.`;
}

/** The parallel states around a node, each with the region that the node is in. */
function regionsOf(node: AnyStateNode): { parallel: AnyStateNode; region: AnyStateNode }[] {
  return chainOf(node).flatMap((region) =>
    region.parent?.type === 'parallel' ? [{ parallel: region.parent, region }] : [],
  );
}
