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

export const options = { defaults: { voice: 'female', from: '+15550100' } } satisfies FlowOptions;

export default setup({
  types: {
    input: {} as CallInput & { to: string; text: string },
    context: {} as { to: string; text: string; tries: number },
    events: {} as CallEvents,
  },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'reminder',
  version: '1',
  meta: { check: { input: { to: '+15550110', text: 'We come at ten.' } } satisfies CheckMeta },
  context: ({ input }) => ({ to: input.to, text: input.text, tries: 0 }),
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial(({ context }) => ({ to: context.to, timeout_secs: 30, answering_machine_detection: 'detect_beep' })),
      on: {
        'call.machine.detection.ended': [
          { guard: { type: 'amd', params: ['human', 'not_sure'] }, target: 'person' },
          { target: 'machine' },
        ],
        // Busy, or no answer: three times at most.
        'call.hangup': [{ guard: ({ context }) => context.tries < 2, target: 'later' }, { target: 'done' }],
        'command.failed.dial': 'done',
      },
      after: { 90_000: 'done' },
    },
    // Durable: ten minutes later, over any restart.
    later: {
      entry: assign({ tries: ({ context }) => context.tries + 1 }),
      after: { 600_000: 'dialling' },
    },
    person: {
      entry: gatherUsingSpeak(({ context }) => ({
        payload: `${context.text} Press 1 to confirm.`,
        maximum_digits: 1,
        timeout_millis: 8_000,
      })),
      on: {
        'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'thanks' }, { target: 'done' }],
        'call.hangup': 'done',
      },
      after: { 60_000: 'done' },
    },
    machine: { on: { 'call.machine.greeting.ended': 'message', 'call.hangup': 'done' }, after: { 30_000: 'message' } },
    message: {
      entry: speak(({ context }) => ({ payload: context.text })),
      on: { 'call.speak.ended': 'done', 'call.hangup': 'done' },
      after: { 60_000: 'done' },
    },
    thanks: {
      entry: speak({ payload: 'Thank you. Goodbye.' }),
      on: { 'call.speak.ended': 'done', 'call.hangup': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
