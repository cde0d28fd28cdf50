import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, callActions, handoff, loadFlow, type CallEvents } from 'callchart';

const made = setup({ types: { events: {} as CallEvents }, actions: callActions });

test('a final state of the machine may hand the call on', () => {
  const machine = made.createMachine({
    id: 'front',
    version: '1',
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'billing' } },
      billing: handoff({ flow: 'billing' }),
    },
  });
  expect(() => loadFlow(machine)).not.toThrow();
});

test('a final state within another one may not: it would be overlooked', () => {
  const machine = made.createMachine({
    id: 'front',
    version: '1',
    initial: 'answering',
    states: {
      answering: {
        entry: answer(),
        initial: 'waiting',
        states: { waiting: { on: { 'call.answered': 'billing' } }, billing: handoff({ flow: 'billing' }) },
      },
    },
  });
  expect(() => loadFlow(machine)).toThrow(/answering\.billing: it hands the call on[\s\S]*#billing/);
});
