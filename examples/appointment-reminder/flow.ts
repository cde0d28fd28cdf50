/**
 * Calls somebody about their appointment. A person hears it, after a lookup in a slow system while music plays, and
 * confirms or cancels; a mailbox gets a message after its beep; who is not reached is called again, twice. The flow's
 * output says what came of it.
 */
import { assign, fromPromise, setup } from 'xstate';
import {
  callActions,
  callGuards,
  dial,
  lookup,
  menu,
  say,
  speak,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';
import type { CheckMeta } from 'callchart/checker';
import { findAppointment, type Appointment } from './appointments.ts';

export const options = {
  defaults: { voice: 'female', language: 'en-US', from: '+15550100' },
  tasks: { findAppointment: { timeoutMs: 6_000, retries: 1 } },
} satisfies FlowOptions;

type Outcome = 'unreached' | 'heard' | 'confirmed' | 'cancelled' | 'message left';
const noted = (outcome: Outcome) => ({ type: 'note', params: { outcome } }) as const;

// Who hangs up before the last word has answered all the same.
const said = { 'call.speak.ended': 'done', 'call.hangup': 'done' } as const;

interface Context {
  readonly to: string;
  readonly id: string;
  readonly tries: number;
  readonly appointment: Appointment | null;
  readonly outcome: Outcome;
}

export default setup({
  types: {
    input: {} as CallInput & { readonly to: string; readonly appointment: string },
    context: {} as Context,
    events: {} as CallEvents,
  },
  actors: { findAppointment: fromPromise<Appointment, { id: string }>(({ input }) => findAppointment(input.id)) },
  actions: {
    ...callActions,
    count: assign({ tries: ({ context }) => context.tries + 1 }),
    note: assign({ outcome: (_, { outcome }: { readonly outcome: Outcome }) => outcome }),
  },
  guards: { ...callGuards, mayTryAgain: ({ context }) => context.tries < 3 },
}).createMachine({
  id: 'appointment-reminder',
  version: '1',
  meta: {
    check: {
      input: { to: '+15550110', appointment: '4711' },
      tasks: { findAppointment: [{ day: 'Tuesday', time: 'ten' }] },
    } satisfies CheckMeta,
  },
  context: ({ input }) => ({
    to: input.to,
    id: input.appointment,
    tries: 0,
    appointment: null,
    outcome: 'unreached',
  }),
  output: ({ context }) => ({ appointment: context.id, outcome: context.outcome }),
  initial: 'dialling',
  states: {
    dialling: {
      entry: [
        'count',
        dial(({ context }) => ({ to: context.to, timeout_secs: 30, answering_machine_detection: 'detect_beep' })),
      ],
      on: {
        'call.machine.detection.ended': [
          { guard: { type: 'amd', params: ['human', 'not_sure'] }, target: 'greeting' },
          { target: 'mailbox' },
        ],
        'call.hangup': [{ guard: 'mayTryAgain', target: 'later' }, { target: 'done' }],
        'command.failed.dial': 'done',
      },
      after: { 90_000: 'done' },
    },
    later: { after: { 600_000: 'dialling' } },

    greeting: say({ prompt: 'Hello, this is the clinic. One moment, I have your appointment here.', next: 'looking' }),
    looking: lookup({
      src: 'findAppointment',
      input: ({ context }) => ({ id: context.id }),
      filler: { audio_url: 'https://example.com/filler.mp3' },
      budgetMs: 8_000,
      into: 'appointment',
      next: 'asking',
      failed: 'sorry',
    }),
    asking: menu({
      prompt: ({ context: { appointment } }) =>
        `You are with us on ${appointment?.day} at ${appointment?.time}. Press 1 to confirm, or 2 to cancel.`,
      choices: { 1: 'confirmed', 2: 'cancelled' },
      attempts: 2,
      otherwise: 'heard',
    }),
    confirmed: {
      entry: [noted('confirmed'), speak({ payload: 'Thank you, see you then.' })],
      on: said,
      after: { 15_000: 'done' },
    },
    cancelled: {
      entry: [noted('cancelled'), speak({ payload: 'It is cancelled. Call us for another day.' })],
      on: said,
      after: { 15_000: 'done' },
    },
    heard: {
      entry: [noted('heard'), speak({ payload: 'We expect you. Goodbye.' })],
      on: said,
      after: { 15_000: 'done' },
    },
    sorry: say({ prompt: 'I cannot see it at the moment. Please call us back.', next: 'done' }),

    mailbox: { on: { 'call.machine.greeting.ended': 'message' }, after: { 30_000: 'message' } },
    message: {
      entry: speak({ payload: 'This is the clinic. You have an appointment with us soon: please call us back.' }),
      on: { 'call.speak.ended': { target: 'done', actions: noted('message left') }, 'call.hangup': 'done' },
      after: { 60_000: 'done' },
    },
    done: { type: 'final' },
  },
});
