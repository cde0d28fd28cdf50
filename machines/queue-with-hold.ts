/**
 * Queue with hold: the caller waits in a queue with music, and is told every minute that they are not forgotten. The
 * application says who is free with the event `agent.free` (`POST /calls/:id/events`): that phone rings, and the caller
 * is put through. Who has waited for ten minutes, or presses 1, may leave a message instead.
 *
 *     npx callchart dev machines/queue-with-hold.ts
 */
import { assign, setup } from 'xstate';
import { z } from 'zod';
import {
  answer,
  bridge,
  callActions,
  callGuards,
  dial,
  enqueue,
  hangup,
  leaveQueue,
  leg,
  speak,
  startPlayback,
  startRecording,
  stopPlayback,
  type CallEvents,
  type FlowOptions,
} from 'callchart';
import type { CheckMeta } from 'callchart/checker';

export const options = {
  defaults: { voice: 'female', language: 'en-US' },
  events: { 'agent.free': z.object({ to: z.string() }) },
} satisfies FlowOptions;

type AgentFree = { type: 'agent.free'; payload: { to: string } };

const pressed1 = { guard: { type: 'digits', params: '1' }, target: '#leaving' } as const;

export default setup({
  types: { context: {} as { readonly agent: string }, events: {} as CallEvents<'agent', AgentFree> },
  actions: {
    ...callActions,
    choose: assign({ agent: ({ context, event }) => (event.type === 'agent.free' ? event.payload.to : context.agent) }),
  },
  guards: callGuards,
}).createMachine({
  id: 'queue-with-hold',
  version: '1',
  meta: { check: { events: { 'agent.free': [{ to: '+15550101' }] } } satisfies CheckMeta },
  context: { agent: '' },
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Everybody is talking to somebody. Please hold, or press 1 to leave a message.' }),
      on: { 'call.speak.ended': 'waiting', 'call.dtmf.received': pressed1 },
      after: { 20_000: 'waiting' },
    },
    waiting: {
      entry: enqueue({ queue_name: 'support', max_wait_time_secs: 600 }),
      initial: 'music',
      on: {
        'call.dtmf.received': pressed1,
        'call.dequeued': {
          guard: { type: 'reason', params: ['timeout', 'leave'] },
          target: 'message',
          actions: hangup({ leg: 'agent' }), // whose phone rings at that moment
        },
        'command.failed.enqueue': { target: 'message', actions: hangup({ leg: 'agent' }) }, // the queue is full
      },
      after: { 630_000: 'leaving' },
      states: {
        music: {
          entry: startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity', stop: 'all' }),
          on: { 'agent.free': { target: 'ringing', actions: 'choose' } },
          after: { 60_000: 'comfort' },
        },
        comfort: {
          entry: speak({ payload: 'Thank you for waiting. To leave a message press 1.', stop: 'all' }),
          on: { 'call.speak.ended': 'music', 'agent.free': { target: 'ringing', actions: 'choose' } },
          after: { 20_000: 'music' },
        },
        // The caller keeps music and place until the agent is there.
        ringing: {
          entry: dial(({ context }) => ({ as: 'agent', to: context.agent, timeout_secs: 20 })),
          on: { 'agent.call.answered': 'joining', 'legs.ended.agent': 'music' },
          after: { 40_000: { target: 'music', actions: hangup({ leg: 'agent' }) } },
        },
        joining: {
          entry: bridge({ call_control_id: leg('agent') }),
          on: { 'call.bridged': '#connected', 'legs.ended.agent': '#leaving', 'command.failed.bridge': '#leaving' },
          after: { 10_000: '#leaving' },
        },
      },
    },
    connected: { id: 'connected', entry: stopPlayback({ stop: 'all' }), on: { 'legs.ended.agent': 'done' } },
    leaving: {
      id: 'leaving',
      entry: [hangup({ leg: 'agent' }), leaveQueue()],
      on: { 'call.dequeued': 'message', 'command.failed.leaveQueue': 'message' },
      after: { 5_000: 'message' },
    },
    message: {
      entry: speak({ payload: 'Please leave a message after the tone.', stop: 'all' }),
      on: { 'call.speak.ended': 'recording' },
      after: { 15_000: 'recording' },
    },
    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true, max_length: 120, timeout_secs: 5 }),
      on: {
        'call.recording.saved': 'goodbye',
        'call.recording.error': 'goodbye',
        'command.failed.startRecording': 'goodbye',
      },
      after: { 150_000: 'goodbye' },
    },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 15_000: 'done' } },
    done: { type: 'final' },
  },
});
