import { setup } from 'xstate';
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

export const options = { defaults: { voice: 'female', from: '+15550100' } } satisfies FlowOptions;

export default setup({
  types: {
    input: {} as CallInput & { to: string; text: string },
    context: {} as { to: string; text: string },
    events: {} as CallEvents,
  },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'reminder',
  version: '1',
  context: ({ input }) => ({ to: input.to, text: input.text }),
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial(({ context }) => ({ to: context.to, timeout_secs: 30, answering_machine_detection: 'detect_beep' })),
      on: {
        'call.machine.detection.ended': [
          { guard: { type: 'amd', params: ['human', 'not_sure'] }, target: 'person' },
          { target: 'machine' },
        ],
        'call.hangup': 'later', // busy, no answer
        'command.failed.dial': 'done',
      },
      after: { 90_000: 'done' },
    },
    later: { after: { 600_000: 'dialling' } }, // durable: ten minutes later, over any restart
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
