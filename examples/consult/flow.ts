import { setup } from 'xstate';
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
  type CallEvents,
  type CallInput,
} from 'callchart';

export default setup({
  types: { input: {} as CallInput, context: {} as { from: string }, events: {} as CallEvents<'agent'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'consult',
  version: '1',
  context: ({ input }) => ({ from: input.trigger.from ?? 'an unknown number' }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'dialling' } },
    dialling: {
      entry: [
        startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
        dial({ as: 'agent', to: '+15550101', timeout_secs: 25 }),
      ],
      on: { 'agent.call.answered': 'whispering', 'legs.ended.agent': 'declined' },
      after: { 40_000: 'declined' },
    },
    whispering: {
      entry: gatherUsingSpeak(({ context }) => ({
        leg: 'agent',
        payload: `A call from ${context.from}. Press 1 to take it.`,
        voice: 'female',
        maximum_digits: 1,
        timeout_millis: 10_000,
      })),
      on: {
        'agent.call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'joining' },
          { target: 'declined' },
        ],
        'legs.ended.agent': 'declined',
      },
      after: { 45_000: 'declined' },
    },
    joining: {
      entry: bridge({ call_control_id: leg('agent') }),
      on: { 'call.bridged': 'connected', 'legs.ended.agent': 'declined', 'command.failed.bridge': 'declined' },
      after: { 10_000: 'declined' },
    },
    connected: { on: { 'legs.ended.agent': 'done' } },
    declined: {
      entry: [
        hangup({ leg: 'agent' }),
        stopPlayback({ stop: 'all' }),
        speak({ payload: 'Nobody is free now. Goodbye.', voice: 'female' }),
      ],
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
