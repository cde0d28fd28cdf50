import { expect, test } from 'vitest';
import { handoff, loadFlow, type Flow } from 'callchart';
import { createMachine } from 'xstate';
import { missingHandoffs } from '../../src/server/missing-handoffs.ts';

function handingTo(id: string, ...targets: readonly string[]): Flow {
  const states = Object.fromEntries(targets.map((flow, at) => [`to${at}`, { ...handoff({ flow }) }]));
  const on = { 'call.answered': targets.map((_, at) => `to${at}`) };
  return loadFlow(createMachine({ id, version: '1', initial: 'idle', states: { idle: { on }, ...states } }), id);
}

test('whom a flow hands calls to is among those that are loaded, or it is told', () => {
  const board = handingTo('switchboard', 'billing', 'support', 'billing');
  expect(missingHandoffs([board, handingTo('support')])).toEqual([
    { flow: 'switchboard', version: '1', to: 'billing' },
  ]);
  expect(missingHandoffs([board, handingTo('support', 'switchboard'), handingTo('billing')])).toEqual([]);
});
