/** The front desk of the documentation, word for word: what a newcomer writes first. It must compile as it stands. */
import { setup } from 'xstate';
import { answer, callActions, callGuards, gatherUsingSpeak, speak, transfer, type CallEvents } from 'callchart';

export default setup({
  types: { events: {} as CallEvents<'sales'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'front-desk',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({
        payload: 'Press 1 for sales.',
        voice: 'female',
        maximum_digits: 1,
        maximum_tries: 2,
        timeout_millis: 6_000,
      }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'sales' }, { target: 'goodbye' }] },
      after: { 45_000: 'goodbye' },
    },
    sales: {
      entry: transfer({ as: 'sales', to: '+15550100', timeout_secs: 20 }),
      on: { 'sales.call.bridged': 'connected', 'legs.ended.sales': 'goodbye', 'command.failed.transfer': 'goodbye' },
      after: { 40_000: 'goodbye' },
    },
    connected: {}, // ends with the caller or the bridge
    goodbye: {
      entry: speak({ payload: 'Goodbye.', voice: 'female' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' }, // a finished flow hangs up every leg that nothing holds
  },
});
