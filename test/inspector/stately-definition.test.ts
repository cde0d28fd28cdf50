import { describe, expect, test } from 'vitest';
import { createMachine, type AnyStateMachine, type AnyStateNode } from 'xstate';
import { statelyDefinition } from '../../src/inspector/stately-definition.ts';
import { flowOfEverything, nodesOf } from './made-flow.ts';
import { shippedFlows } from './shipped-flows.ts';

/** What Stately's tools do with a definition. */
function read(machine: AnyStateMachine): AnyStateMachine {
  return createMachine(JSON.parse(JSON.stringify(statelyDefinition(machine))) as Parameters<typeof createMachine>[0]);
}

const facts = (machine: AnyStateMachine): unknown =>
  nodesOf(machine).map((node) => ({
    id: node.id,
    type: node.type,
    transitions: [...node.transitions].map(([event, candidates]) => [
      event,
      candidates.map(({ target }) => target?.map((state: AnyStateNode) => state.id)),
    ]),
  }));

describe('createMachine(JSON.parse(definition)) makes the same states and transitions', () => {
  const flows = { ...shippedFlows, 'one of everything': flowOfEverything() };
  test.each(Object.entries(flows))('%s', (_file, { machine }) => {
    expect(facts(read(machine))).toEqual(facts(machine));
  });
});

test('commands keep their params; closures become names', () => {
  const states = (statelyDefinition(flowOfEverything().machine) as { states: Record<string, unknown> }).states;
  expect(states['begin']).toEqual({
    entry: [{ type: 'answer', params: {} }, { type: 'speak' }],
    invoke: { id: 'lookup', src: 'lookup', onDone: 'src', onError: 'over' },
    after: {
      250: { guard: { type: 'and', params: ['isOpen', { type: 'not', params: ['noinput'] }] }, target: 'src' },
      600_000: 'over',
    },
  });
  expect(statelyDefinition(shippedFlows['machines/front-desk.ts']!.machine)).toMatchObject({
    states: { sales: { entry: { type: 'transfer', params: { as: 'sales', to: '+15550100', timeout_secs: 20 } } } },
  });
});
