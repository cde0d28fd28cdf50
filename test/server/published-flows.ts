/** Flows for the published calls. They are loaded by the process that serves them, and know nothing of it. */
import { setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  enqueue,
  gatherUsingSpeak,
  speak,
  startPlayback,
  startRecording,
  type CallEvents,
} from 'callchart';

const call = setup({ types: { events: {} as CallEvents }, actions: callActions, guards: callGuards });

/** Greets and hangs up. */
const greeting = call.createMachine({
  id: 'greeting',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Hello, and goodbye.', voice: 'female' }),
      on: { 'call.speak.ended': 'done' },
    },
    done: { type: 'final' },
  },
});

/** Records and plays until the caller hangs up. */
const recorded = call.createMachine({
  id: 'recorded',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer({ client_state: 'bXkgb3du' }), on: { 'call.answered': 'recording' } },
    recording: {
      entry: [
        startRecording({ format: 'wav', channels: 'dual' }),
        startPlayback({ audio_url: 'https://example.com/waiting.mp3', loop: 'infinity' }),
      ],
      on: { 'call.hangup': 'filing' },
    },
    filing: { on: { 'call.recording.saved': 'done' } },
    done: { type: 'final' },
  },
});

/** Asks, queues, plays and hangs up. */
const menu = call.createMachine({
  id: 'menu',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'asking' } },
    asking: {
      entry: gatherUsingSpeak({ payload: 'Your number, please.', voice: 'female', maximum_digits: 3 }),
      on: {
        'call.gather.ended': [{ guard: { type: 'digits', params: '123' }, target: 'queued' }, { target: 'done' }],
      },
    },
    queued: { entry: enqueue({ queue_name: 'support' }), on: { 'call.dequeued': 'playing' } },
    playing: {
      entry: startPlayback({ media_name: 'my_media_uploaded_to_media_storage_api' }),
      on: { 'call.playback.ended': 'done' },
    },
    done: { type: 'final' },
  },
});

/** The flows by name. */
export const publishedFlows = { greeting, recorded, menu };
