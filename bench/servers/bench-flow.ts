/** The flow that every server of the benchmark runs: answered once, then each key moves it, with a timer in each state. */
import { answer, callActions, callGuards, type CallEvents } from 'callchart';
import { assign, setup } from 'xstate';

export default setup({
  types: { context: {} as { keys: number }, events: {} as CallEvents },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'bench',
  version: '1',
  context: () => ({ keys: 0 }),
  initial: 'answering',
  on: { 'call.hangup': '.done' },
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'even' }, after: { 30_000: 'done' } },
    even: {
      on: { 'call.dtmf.received': { target: 'odd', actions: assign({ keys: ({ context }) => context.keys + 1 }) } },
      after: { 60_000: 'done' },
    },
    odd: {
      on: { 'call.dtmf.received': { target: 'even', actions: assign({ keys: ({ context }) => context.keys + 1 }) } },
      after: { 60_000: 'done' },
    },
    done: { type: 'final' },
  },
});
