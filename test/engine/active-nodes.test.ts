/** Which nodes a machine state makes active, and which events they name exactly. */
import { createMachine } from 'xstate';
import { expect, test } from 'vitest';
import { activeNodeIds, namesExactly } from '../../src/engine/active-nodes.ts';
import { start } from '../../src/engine/step.ts';

const machine = createMachine({
  id: 'm',
  type: 'parallel',
  on: { top: {} },
  states: {
    a: { initial: 'one', states: { one: { on: { 'go.*': 'two' } }, two: { on: { go: 'one' } } } },
    b: { on: { stop: {} } },
  },
});

test('the active nodes are all of the active branches, ancestors included', () => {
  expect([...activeNodeIds(machine, start(machine).state)].sort()).toEqual(['m', 'm.a', 'm.a.one', 'm.b']);
});

test('exactly means no wildcard and no inactive state', () => {
  const { state } = start(machine);
  expect(['top', 'stop', 'go', 'go.on'].filter((type) => namesExactly(machine, state, type))).toEqual(['top', 'stop']);
});
