/**
 * Ring group: three phones ring at once; who answers hears what it is about and takes the call by pressing 1, so that a
 * mailbox never does. The first to press wins, all others are hung up; two in the same instant give one bridge.
 *
 *     npx callchart dev machines/ring-group.ts
 */
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
  others,
  speak,
  startPlayback,
  stopPlayback,
  type CallEvents,
  type FlowOptions,
} from 'callchart';

export const options = { defaults: { voice: 'female', language: 'en-US' } } satisfies FlowOptions;

const phones = ['+15550101', '+15550102', '+15550103'];

export default setup({
  types: { context: {} as { readonly winner: `agent#${number}` }, events: {} as CallEvents<'agent'> },
  actions: {
    ...callActions,
    remember: assign({
      winner: ({ context, event }) =>
        event.type === 'agent.call.gather.ended' ? (event.leg as `agent#${number}`) : context.winner,
    }),
  },
  guards: callGuards,
}).createMachine({
  id: 'ring-group',
  version: '1',
  context: { winner: 'agent#1' },
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'ringing' } },

    ringing: {
      entry: [
        startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
        dial({ as: 'agent', to: phones, timeout_secs: 25 }),
      ],
      on: {
        'agent.call.answered': {
          actions: gatherUsingSpeak({
            leg: leg(),
            payload: 'A call for the sales team. Press 1 to take it.',
            maximum_digits: 1,
            maximum_tries: 1,
            timeout_millis: 10_000,
          }),
        },
        'agent.call.gather.ended': [
          {
            guard: { type: 'digits', params: '1' },
            target: 'joining',
            actions: ['remember', hangup({ leg: others('agent') })],
          },
          { actions: hangup({ leg: leg() }) },
        ],
        'command.failed.gatherUsingSpeak': { actions: hangup({ leg: leg() }) },
        'legs.ended.agent': 'nobody',
      },
      after: { 60_000: 'nobody' },
    },

    joining: {
      entry: bridge(({ context }) => ({ call_control_id: leg(context.winner) })),
      on: { 'call.bridged': 'connected', 'legs.ended.agent': 'nobody', 'command.failed.bridge': 'nobody' },
      after: { 10_000: 'nobody' },
    },
    connected: { entry: stopPlayback({ stop: 'all' }), on: { 'legs.ended.agent': 'done' } },

    nobody: {
      entry: [
        hangup({ leg: 'agent' }),
        stopPlayback({ stop: 'all' }),
        speak({ payload: 'Nobody is free at the moment. Please call again later.' }),
      ],
      on: { 'call.speak.ended': 'done' },
      after: { 20_000: 'done' },
    },
    done: { type: 'final' },
  },
});
