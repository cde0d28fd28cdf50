/** An outbound reminder: dials, waits for answering machine detection, talks to a human, leaves a message else. */
import { assign, fromPromise, setup } from 'xstate';
import { z } from 'zod';
import {
  callActions,
  callGuards,
  dial,
  gatherUsingSpeak,
  speak,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';

interface Appointment {
  readonly name: string;
  readonly at: string;
}

export const options = {
  defaults: { from: '+15550111' },
  events: { 'appointment.cancelled': z.strictObject({ reason: z.string() }) },
  tasks: { lookupAppointment: { timeoutMs: 3_000, retries: 1 } },
} satisfies FlowOptions;

export default setup({
  types: {
    context: {} as { to: string; appointment: Appointment | null; confirmed: boolean },
    events: {} as CallEvents<never, { type: 'appointment.cancelled'; payload: { reason: string } }>,
    input: {} as CallInput,
  },
  actions: callActions,
  guards: callGuards,
  actors: {
    lookupAppointment: fromPromise(async ({ input }: { input: { to: string } }): Promise<Appointment> => {
      return { name: input.to, at: '10 o’clock' };
    }),
  },
}).createMachine({
  id: 'reminder',
  version: '1',
  context: ({ input }) => ({ to: input.trigger.to ?? '', appointment: null, confirmed: false }),
  initial: 'looking',
  on: { 'appointment.cancelled': '.done' },
  states: {
    looking: {
      invoke: {
        id: 'lookup',
        src: 'lookupAppointment',
        input: ({ context }) => ({ to: context.to }),
        onDone: {
          target: 'dialling',
          actions: assign({ appointment: ({ event }) => event.output }),
        },
        onError: 'done',
      },
    },
    dialling: {
      entry: dial(({ context }) => ({
        to: context.to,
        timeout_secs: 30,
        answering_machine_detection: 'detect_beep',
      })),
      on: {
        'call.machine.detection.ended': [
          { guard: { type: 'amd', params: ['human', 'not_sure'] }, target: 'asking' },
          { target: 'waitingForBeep' },
        ],
        'call.hangup': [
          { guard: { type: 'cause', params: ['user_busy', 'no_answer'] }, target: 'later' },
          { target: 'done' },
        ],
        'command.failed.dial': { guard: { type: 'reason', params: 'rejected' }, target: 'done' },
      },
      after: { 90_000: 'done' },
    },
    later: { after: { 600_000: 'dialling' } },
    asking: {
      entry: gatherUsingSpeak({
        payload: 'Press 1 to confirm your appointment.',
        voice: 'female',
        maximum_digits: 1,
        valid_digits: '1',
      }),
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'thanks' },
          { guard: { type: 'or', params: ['noinput', 'nomatch'] }, target: 'done' },
        ],
      },
      after: { 60_000: 'done' },
    },
    waitingForBeep: { on: { 'call.machine.greeting.ended': 'message' }, after: { 30_000: 'message' } },
    message: {
      entry: speak({ payload: 'We remind you of your appointment.', voice: 'female' }),
      on: { 'call.speak.ended': 'done' },
      after: { 30_000: 'done' },
    },
    thanks: {
      entry: speak({ payload: 'Thank you.', voice: 'female' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
