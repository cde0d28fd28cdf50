/** A flow that makes the carrier do as many different things as possible: to hold two models of it against each other. */
import { setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  dial,
  enqueue,
  gather,
  gatherUsingAudio,
  leaveQueue,
  leg,
  speak,
  startAIAssistant,
  startPlayback,
  startRecording,
  stopPlayback,
  stopRecording,
  transfer,
  type CallEvents,
} from 'callchart';

export default setup({
  types: { events: {} as CallEvents<'friend' | 'boss'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'everything',
  version: '1',
  initial: 'answering',
  on: { 'command.failed.*': {} },
  states: {
    answering: {
      entry: answer({ record: 'record-from-answer' }),
      on: { 'call.answered': 'asking' },
      after: { 8_000: 'asking' },
    },
    asking: {
      entry: gather({ maximum_digits: 3, minimum_digits: 2, timeout_millis: 9_000 }),
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '11' }, target: 'queueing' },
          { guard: { type: 'digits', params: '22' }, target: 'talking' },
          { guard: { type: 'digits', params: '333' }, target: 'moved' },
          { target: 'again' },
        ],
      },
      after: { 30_000: 'again' },
    },
    again: {
      entry: gatherUsingAudio({
        audio_url: 'https://example.com/again.mp3',
        invalid_audio_url: 'https://example.com/wrong.mp3',
        maximum_digits: 1,
        valid_digits: '123',
        maximum_tries: 2,
        timeout_millis: 4_000,
      }),
      on: {
        'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'dialling' }, { target: 'playing' }],
      },
      after: { 60_000: 'playing' },
    },
    playing: {
      entry: [
        startPlayback({ audio_url: 'https://example.com/music.mp3', loop: 'infinity' }),
        startPlayback({ audio_url: 'https://example.com/over.mp3', overlay: true }),
        startRecording({ format: 'wav', channels: 'dual', max_length: 20, timeout_secs: 7 }),
      ],
      on: { 'call.recording.saved': { target: 'queueing', actions: [stopPlayback({ stop: 'all' }), stopRecording()] } },
      after: { 12_000: 'queueing' },
    },
    queueing: {
      entry: enqueue({ queue_name: 'support', max_wait_time_secs: 15 }),
      on: { 'call.enqueued': 'waiting', 'call.dequeued': 'dialling' },
      after: { 20_000: 'dialling' },
    },
    waiting: {
      on: { 'call.dequeued': 'dialling' },
      after: { 9_000: { target: 'dialling', actions: leaveQueue() } },
    },
    dialling: {
      entry: dial({
        as: 'friend',
        to: '+15550100077',
        timeout_secs: 12,
        link_to: leg('caller'),
        bridge_on_answer: true,
        answering_machine_detection: 'detect_words',
      }),
      on: {
        'friend.call.machine.detection.ended': {
          actions: speak({ leg: 'friend', payload: 'Hello there.', voice: 'female' }),
        },
        'legs.ended.friend': 'talking',
        'command.failed.dial': 'talking',
      },
      after: { 60_000: 'talking' },
    },
    talking: {
      entry: [stopPlayback({ stop: 'all' }), startAIAssistant({ assistant: { id: 'assistant-1' } })],
      on: { 'call.conversation.ended': 'moved' },
      after: { 45_000: 'moved' },
    },
    moved: {
      entry: transfer({
        as: 'boss',
        to: '+15550100088',
        timeout_secs: 10,
        park_after_unbridge: 'self',
        answering_machine_detection: 'premium',
      }),
      on: { 'legs.ended.boss': 'goodbye' },
      after: { 90_000: 'goodbye' },
    },
    goodbye: {
      entry: [
        speak({ payload: 'Good', voice: 'female' }),
        speak({ payload: 'bye.', voice: 'female', stop: 'current' }),
      ],
      on: { 'call.speak.ended': 'done' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
});
