/**
 * Voicemail: greets, beeps, records, and thanks. `#`, five seconds of silence or two minutes end the message; so does
 * hanging up, and the message is kept then as well.
 *
 * The message is this flow's output, and it is among the recordings of the `completed` hook, which is called once per
 * call and repeated until it succeeds. Save it there; its URLs live for ten minutes (Telnyx docs: recordings):
 *
 *     // callchart.config.ts
 *     export default defineConfig({ completed: (call) => saveMessages(call.recordings) });
 *
 *     npx callchart dev machines/voicemail.ts
 */
import { assign, setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  hangup,
  speak,
  startRecording,
  stopRecording,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';

export const options = { defaults: { voice: 'female', language: 'en-US' } } satisfies FlowOptions;

/** A message that somebody left. */
interface Message {
  readonly recording_id: string | null;
  readonly url: string | null;
}

export default setup({
  types: {
    context: {} as { readonly from: string | null; readonly message: Message | null },
    events: {} as CallEvents,
    input: {} as CallInput,
  },
  actions: {
    ...callActions,
    keep: assign({
      message: ({ context, event }) => {
        if (event.type !== 'call.recording.saved') return context.message;
        const { recording_id, recording_urls } = event.payload;
        return { recording_id: recording_id ?? null, url: recording_urls?.mp3 ?? null };
      },
    }),
  },
  guards: { ...callGuards, isKept: ({ context }) => context.message !== null },
}).createMachine({
  id: 'voicemail',
  version: '1',
  context: ({ input }) => ({ from: input.trigger.from ?? null, message: null }),
  output: ({ context }) => ({ from: context.from, message: context.message }),
  initial: 'answering',
  on: { 'call.recording.saved': { actions: 'keep' } }, // whenever it comes
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },

    greeting: {
      entry: speak({ payload: 'Nobody is here. Leave a message after the tone, and press pound when you are done.' }),
      on: { 'call.speak.ended': 'recording' },
      after: { 30_000: 'recording' },
    },

    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true, max_length: 120, timeout_secs: 5 }),
      on: {
        'call.dtmf.received': { guard: { type: 'digits', params: '#' }, target: 'thanks', actions: stopRecording() },
        'call.recording.saved': { target: 'thanks', actions: 'keep' },
        'call.recording.error': 'sorry',
        'command.failed.startRecording': 'sorry',
        'call.hangup': 'collecting',
      },
      after: { 150_000: { target: 'thanks', actions: stopRecording() } },
    },

    thanks: {
      entry: speak({ payload: 'Thank you. Goodbye.' }),
      on: {
        'call.speak.ended': { target: 'collecting', actions: hangup() },
        'command.failed.speak': { target: 'collecting', actions: hangup() },
        'call.hangup': 'collecting',
      },
      after: { 15_000: { target: 'collecting', actions: hangup() } },
    },

    // The caller is gone; the file comes a little later.
    collecting: {
      always: { guard: 'isKept', target: 'done' },
      on: { 'call.recording.error': 'done', 'call.hangup': {} },
      after: { 90_000: 'done' },
    },

    sorry: {
      entry: speak({ payload: 'Sorry, your message cannot be recorded now. Please call again later.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 20_000: 'done' },
    },

    done: { type: 'final' },
  },
});
