/**
 * Business hours: while the office is open its phone rings; otherwise, and when nobody is free, the caller may leave a
 * message. Days, hours and holidays are the office's own, by the clock on its wall; the call's own time decides, so that
 * a repeat of the step decides the same.
 *
 *     npx callchart dev machines/business-hours.ts
 */
import { setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  gatherUsingSpeak,
  opennessAt,
  speak,
  startRecording,
  transfer,
  type CallEvents,
  type CallInput,
  type FlowOptions,
  type OpeningHours,
} from 'callchart';

export const options = { defaults: { voice: 'female', language: 'en-US' } } satisfies FlowOptions;

const day = '09:00-17:00';
const office: OpeningHours = {
  zone: 'America/New_York',
  open: { mon: day, tue: day, wed: day, thu: day, fri: day },
  holidays: ['2026-12-25', '2027-01-01'],
};

/** Whether the office is open at that time (ISO 8601). */
export const isOpenAt = (time: string): boolean => opennessAt(office, time) === 'open';

const oneKey = { valid_digits: '1', maximum_digits: 1, maximum_tries: 1, timeout_millis: 6_000 } as const;
const toMessage = {
  'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'recording' }, { target: 'goodbye' }],
} as const;

export default setup({
  types: { input: {} as CallInput, context: {} as { readonly isOpen: boolean }, events: {} as CallEvents<'office'> },
  actions: callActions,
  guards: { ...callGuards, isOpen: ({ context }) => context.isOpen },
}).createMachine({
  id: 'business-hours',
  version: '1',
  context: ({ input }) => ({ isOpen: isOpenAt(input.at) }),
  initial: 'answering',
  states: {
    answering: {
      entry: answer(),
      on: { 'call.answered': [{ guard: 'isOpen', target: 'ringing' }, { target: 'closed' }] },
    },

    ringing: {
      entry: transfer({ as: 'office', to: '+15550100', timeout_secs: 20 }),
      on: {
        'office.call.bridged': 'connected',
        'legs.ended.office': 'busy',
        'command.failed.transfer': 'busy',
      },
      after: { 40_000: 'busy' },
    },
    connected: { on: { 'legs.ended.office': 'done' } },

    busy: {
      entry: gatherUsingSpeak({ payload: 'Nobody is free at the moment. To leave a message press 1.', ...oneKey }),
      on: toMessage,
      after: { 45_000: 'goodbye' },
    },
    closed: {
      entry: gatherUsingSpeak({
        payload: 'We are here from Monday to Friday, nine to five. To leave a message press 1.',
        ...oneKey,
      }),
      on: toMessage,
      after: { 45_000: 'goodbye' },
    },

    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true, max_length: 120, timeout_secs: 5 }),
      on: {
        'call.recording.saved': 'thanks',
        'call.recording.error': 'sorry',
        'command.failed.startRecording': 'sorry',
      },
      after: { 150_000: 'thanks' },
    },

    thanks: {
      entry: speak({ payload: 'Thank you. Goodbye.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    sorry: {
      entry: speak({ payload: 'Your message cannot be recorded now. Please call again.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 15_000: 'done' } },
    done: { type: 'final' }, // the message is among the recordings of the `completed` hook
  },
});
