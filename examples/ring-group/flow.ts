import { setup } from 'xstate';
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
} from 'callchart';

export default setup({
  types: { events: {} as CallEvents<'agent'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'ring-group',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'ringing' } },
    ringing: {
      entry: [
        startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
        dial({ as: 'agent', to: ['+15550101', '+15550102', '+15550103'], timeout_secs: 25 }),
      ],
      on: {
        // The first to answer wins; the other phones stop ringing.
        'agent.call.answered': { target: 'joining', actions: hangup({ leg: others('agent') }) },
        'legs.ended.agent': 'nobody',
      },
      after: { 40_000: 'nobody' },
    },
    joining: {
      entry: bridge({ call_control_id: leg('agent') }),
      on: { 'call.bridged': 'connected', 'legs.ended.agent': 'nobody', 'command.failed.bridge': 'nobody' },
      after: { 10_000: 'nobody' },
    },
    connected: { on: { 'legs.ended.agent': 'done' } },
    nobody: {
      // `stop` cuts the music off: behind an endless loop nothing else is ever heard.
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
