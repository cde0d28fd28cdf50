/**
 * Find me, follow me: one person's phones are tried one after the other, desk, mobile, home. Who picks up presses 1 to
 * take the call; anything else, a mailbox included, is not the person. When all were tried the caller leaves a message.
 * The caller hears music all the while.
 *
 *     npx callchart dev machines/find-me-follow-me.ts
 */
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
  startRecording,
  stopPlayback,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';

export const options = { defaults: { voice: 'female', language: 'en-US' } } satisfies FlowOptions;

type Phone = 'desk' | 'mobile' | 'home';

const flow = setup({
  types: { input: {} as CallInput, context: {} as { readonly from: string }, events: {} as CallEvents<Phone> },
  actions: callActions,
  guards: callGuards,
});

/** Rings one phone and asks who picks up; whatever goes wrong there, the next one is tried. */
const attempt = (phone: Phone, to: string, next: string) =>
  flow.createStateConfig({
    initial: 'ringing',
    onDone: next,
    states: {
      ringing: {
        entry: dial({ as: phone, to, timeout_secs: 20 }),
        on: { [`${phone}.call.answered`]: 'asking', [`legs.ended.${phone}`]: 'over', 'command.failed.dial': 'over' },
        after: { 35_000: 'over' },
      },
      asking: {
        entry: gatherUsingSpeak(({ context }) => ({
          leg: phone,
          payload: `A call from ${context.from}. Press 1 to take it.`,
          maximum_digits: 1,
          maximum_tries: 1,
          timeout_millis: 8_000,
        })),
        on: {
          [`${phone}.call.gather.ended`]: [
            { guard: { type: 'digits', params: '1' }, target: 'joining' },
            { target: 'over' },
          ],
          [`legs.ended.${phone}`]: 'over',
          'command.failed.gatherUsingSpeak': 'over',
        },
        after: { 40_000: 'over' },
      },
      joining: {
        entry: bridge({ call_control_id: leg(phone) }),
        on: { 'call.bridged': '#connected', [`legs.ended.${phone}`]: 'over', 'command.failed.bridge': 'over' },
        after: { 10_000: 'over' },
      },
      over: { type: 'final', entry: hangup({ leg: phone }) },
    },
  });

export default flow.createMachine({
  id: 'find-me-follow-me',
  version: '1',
  context: ({ input }) => ({ from: input.trigger.from ?? 'an unknown number' }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'looking' } },
    looking: {
      entry: startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
      initial: 'desk',
      onDone: 'message',
      states: {
        desk: attempt('desk', '+15550101', 'mobile'),
        mobile: attempt('mobile', '+15550102', 'home'),
        home: attempt('home', '+15550103', 'nobody'),
        nobody: { type: 'final' },
      },
    },
    connected: {
      id: 'connected',
      entry: stopPlayback({ stop: 'all' }),
      on: { 'legs.ended.desk': 'done', 'legs.ended.mobile': 'done', 'legs.ended.home': 'done' },
    },
    message: {
      entry: [
        stopPlayback({ stop: 'all' }),
        speak({ payload: 'Nobody answers. Please leave a message after the tone.' }),
      ],
      on: { 'call.speak.ended': 'recording' },
      after: { 20_000: 'recording' },
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
