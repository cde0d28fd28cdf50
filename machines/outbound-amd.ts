/**
 * Outbound with answering machine detection: calls somebody, tells a person the message and asks for a 1, and leaves it
 * on a mailbox after the beep. Busy and unanswered lines are called again after ten minutes, twice. The flow's output is
 * the disposition: confirmed, heard, message, fax, unreached.
 *
 *     POST /calls { "flow": "outbound-amd", "key": "order-7", "input": { "to": "+15550110", "text": "We come at ten." } }
 */
import { assign, setup } from 'xstate';
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
import type { CheckMeta } from 'callchart/checker';

export const options = {
  defaults: { voice: 'female', language: 'en-US', from: '+15550100' },
} satisfies FlowOptions;

type Disposition = 'confirmed' | 'heard' | 'message' | 'fax' | 'unreached';
const noted = (disposition: Disposition) => ({ type: 'note', params: { disposition } }) as const;

export default setup({
  types: {
    input: {} as CallInput & { readonly to: string; readonly text: string },
    context: {} as { to: string; text: string; attempts: number; disposition: Disposition },
    events: {} as CallEvents,
  },
  actions: {
    ...callActions,
    count: assign({ attempts: ({ context }) => context.attempts + 1 }),
    note: assign({ disposition: (_, { disposition }: { readonly disposition: Disposition }) => disposition }),
  },
  guards: {
    ...callGuards,
    mayTryAgain: ({ context }) => context.attempts < 3,
    isCut: ({ event }) => event.type === 'call.gather.ended' && event.payload.status === 'cancelled_amd',
  },
}).createMachine({
  id: 'outbound-amd',
  version: '1',
  meta: { check: { input: { to: '+15550110', text: 'We come at ten.' } } satisfies CheckMeta },
  context: ({ input }) => ({ to: input.to, text: input.text, attempts: 0, disposition: 'unreached' }),
  output: ({ context }) => ({ disposition: context.disposition }),
  initial: 'reaching',
  states: {
    reaching: {
      entry: [
        'count',
        dial(({ context }) => ({ to: context.to, timeout_secs: 30, answering_machine_detection: 'premium' })),
      ],
      initial: 'dialling',
      on: {
        'call.machine.premium.detection.ended': [
          { guard: { type: 'amd', params: ['human', 'not_sure', 'silence'] }, target: 'person' },
          { guard: { type: 'amd', params: 'fax_detected' }, target: 'done', actions: noted('fax') },
          { target: 'machine' },
        ],
        'call.machine.premium.greeting.ended': 'leaving', // a beep before any verdict
        'call.hangup': [{ guard: 'mayTryAgain', target: 'later' }, { target: 'done' }],
        'command.failed.dial': 'done',
      },
      after: { 90_000: 'done' },
      states: {
        dialling: { on: { 'call.answered': 'listening' } },
        // A verdict may take half a minute: nobody is left with silence for so long.
        listening: { after: { 6_000: '#person' } },
      },
    },
    later: { after: { 600_000: 'reaching' } },

    person: {
      id: 'person',
      entry: [
        noted('heard'),
        gatherUsingSpeak(({ context }) => ({
          payload: `${context.text} Press 1 to confirm.`,
          valid_digits: '1',
          maximum_digits: 1,
          maximum_tries: 2,
          timeout_millis: 8_000,
        })),
      ],
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'thanks' },
          { guard: 'isCut', target: 'machine' },
          { target: 'done' },
        ],
        // It was a machine after all: a late verdict, or its beep, says so.
        'call.machine.premium.detection.ended': [{ guard: { type: 'amd', params: 'machine' }, target: 'machine' }, {}],
        'call.machine.premium.greeting.ended': 'leaving',
      },
      after: { 90_000: 'done' },
    },
    thanks: {
      entry: [noted('confirmed'), speak({ payload: 'Thank you. Goodbye.' })],
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },

    machine: { on: { 'call.machine.premium.greeting.ended': 'leaving' }, after: { 25_000: 'leaving' } },
    leaving: {
      meta: { check: { allow: { amd: 'the beep is the verdict' } } satisfies CheckMeta },
      entry: speak(({ context }) => ({ payload: context.text })),
      on: { 'call.speak.ended': { target: 'done', actions: noted('message') } },
      after: { 90_000: 'done' },
    },
    done: { type: 'final' },
  },
});
