/** Calls that are in progress: answered, and on hold with music for half an hour. */
import { answer, callActions, callGuards, type CallEvents, startPlayback } from 'callchart';
import { setup } from 'xstate';

export default setup({
  types: { events: {} as CallEvents },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'hold',
  version: '1',
  initial: 'answering',
  on: { 'call.hangup': '.done' },
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'holding' }, after: { 30_000: 'done' } },
    holding: {
      entry: startPlayback({ audio_url: 'https://example.com/music.mp3', loop: 'infinity' }),
      after: { 1_800_000: 'done' },
    },
    done: { type: 'final' },
  },
});
