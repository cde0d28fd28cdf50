/** The front desk once more, with raw action objects instead of creators: the same machine. */
import { setup } from 'xstate';
import { callActions, callGuards, type CallEvents } from 'callchart';

export default setup({
  types: { events: {} as CallEvents<'sales'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'front-desk',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: { type: 'answer', params: {} }, on: { 'call.answered': 'menu' } },
    menu: {
      entry: {
        type: 'gatherUsingSpeak',
        params: {
          payload: 'Press 1 for sales.',
          voice: 'female',
          maximum_digits: 1,
          maximum_tries: 2,
          timeout_millis: 6_000,
        },
      },
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'sales' }, { target: 'goodbye' }] },
      after: { 45_000: 'goodbye' },
    },
    sales: {
      entry: { type: 'transfer', params: { as: 'sales', to: '+15550100', timeout_secs: 20 } },
      on: { 'sales.call.bridged': 'connected', 'legs.ended.sales': 'goodbye', 'command.failed.transfer': 'goodbye' },
      after: { 40_000: 'goodbye' },
    },
    connected: {},
    goodbye: {
      entry: { type: 'speak', params: { payload: 'Goodbye.', voice: 'female' } },
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
