/** A ring group: three phones ring at once, the first to answer gets the caller, the others stop. */
import { assign, setup } from 'xstate';
import {
  answer,
  bridge,
  callActions,
  callGuards,
  dial,
  hangup,
  leg,
  others,
  speak,
  startPlayback,
  stopPlayback,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';

export const options = {
  defaults: { voice: 'female', language: 'en-GB' },
  fallback: { say: 'Sorry, we cannot take your call.' },
} satisfies FlowOptions;

export default setup({
  types: {
    context: {} as { caller: string; winner: string | null },
    events: {} as CallEvents<'agent'>,
    input: {} as CallInput,
  },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'ring-group',
  version: '3',
  context: ({ input }) => ({ caller: input.trigger.from ?? 'anonymous', winner: null }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'ringing' } },
    ringing: {
      entry: [
        startPlayback({ audio_url: 'https://example.com/ring.mp3', loop: 'infinity' }),
        dial({ as: 'agent', to: ['+15550100', '+15550101', 'sip:desk@example.com'], timeout_secs: 25 }),
      ],
      exit: stopPlayback({ stop: 'all' }),
      on: {
        'agent.call.answered': {
          target: 'bridging',
          actions: [assign({ winner: ({ event }) => event.leg }), hangup({ leg: others('agent') })],
        },
        'legs.ended.agent': 'nobody',
      },
      after: { 40_000: 'nobody' },
    },
    bridging: {
      entry: bridge(({ event, context }) => ({ call_control_id: leg(context.winner ?? event.leg) })),
      on: { 'call.bridged': 'talking', 'command.failed.bridge': 'nobody', 'agent.call.hangup': 'nobody' },
      after: { 10_000: 'nobody' },
    },
    talking: { on: { 'legs.ended.agent': 'done' } },
    nobody: {
      entry: speak(({ context }) => ({ payload: `Nobody is free, ${context.caller}. Goodbye.` })),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
