/** A consultation with whisper: the agent hears who calls before the caller is put through, and may bring in a boss. */
import { assign, setup } from 'xstate';
import {
  answer,
  bridge,
  callActions,
  callGuards,
  dial,
  gatherUsingSpeak,
  hangup,
  leg,
  speak,
  startPlayback,
  stopPlayback,
  switchSupervisorRole,
  type CallEvents,
} from 'callchart';

export default setup({
  types: { context: {} as { refusals: number }, events: {} as CallEvents<'agent' | 'boss'> },
  actions: { ...callActions, countRefusal: assign({ refusals: ({ context }) => context['refusals'] + 1 }) },
  guards: callGuards,
  delays: { patience: 60_000 },
}).createMachine({
  id: 'consult',
  version: '2',
  context: { refusals: 0 },
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'holding' } },
    holding: {
      initial: 'dialling',
      entry: startPlayback({ media_name: 'hold', loop: 'infinity' }),
      exit: stopPlayback({ stop: 'all' }),
      on: { 'legs.ended.agent': '#sorry', 'agent.*': {} },
      after: { patience: '#sorry' },
      states: {
        dialling: {
          entry: dial({ as: 'agent', to: '+15550100', link_to: leg('caller') }),
          on: { 'agent.call.answered': 'whispering', 'command.failed.dial': '#sorry' },
        },
        whispering: {
          entry: gatherUsingSpeak({
            leg: 'agent',
            payload: 'A caller for you. Press 1 to take the call.',
            voice: 'female',
            valid_digits: '1',
            maximum_digits: 1,
          }),
          on: {
            'agent.call.gather.ended': [
              { guard: { type: 'digits', params: '1' }, target: 'joining' },
              { target: '#sorry', actions: ['countRefusal', hangup({ leg: 'agent' })] },
            ],
          },
        },
        joining: {
          entry: bridge({ call_control_id: leg('agent') }),
          on: { 'call.bridged': '#talking', 'command.failed.bridge': '#sorry' },
        },
      },
    },
    talking: {
      id: 'talking',
      on: {
        'agent.call.dtmf.received': {
          guard: { type: 'digits', params: '*' },
          actions: dial({
            as: 'boss',
            to: '+15550199',
            supervise_call_control_id: leg('agent'),
            supervisor_role: 'whisper',
          }),
        },
        'boss.call.dtmf.received': { actions: switchSupervisorRole({ leg: 'boss', role: 'barge' }) },
      },
    },
    sorry: {
      id: 'sorry',
      entry: [stopPlayback({ stop: 'all' }), speak({ payload: 'Nobody is there. Goodbye.', voice: 'female' })],
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
