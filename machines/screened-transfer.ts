/**
 * Screened transfer: the caller hears music while the agent is dialled; the agent hears who calls, and takes the call
 * with 1 or declines; a mailbox takes nothing. A caller whose call is not taken hears why. What came of it is the flow's
 * output: connected, declined, busy, noAnswer, voicemail or failed; whoever hung up before that has none.
 *
 *     npx callchart dev machines/screened-transfer.ts
 */
import { assign, setup } from 'xstate';
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
  stopPlayback,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';

export const options = { defaults: { voice: 'female', language: 'en-US' } } satisfies FlowOptions;

type Result = 'connected' | 'declined' | 'busy' | 'noAnswer' | 'voicemail' | 'failed';

/** Hangs the agent up, tells the caller, and ends with that result. */
const refusal = (result: Result, payload: string) =>
  ({
    entry: [
      { type: 'note', params: { result } },
      hangup({ leg: 'agent' }),
      stopPlayback({ stop: 'all' }),
      speak({ payload }),
    ],
    on: { 'call.speak.ended': 'done' },
    after: { 20_000: 'done' },
  }) as const;

export default setup({
  types: {
    input: {} as CallInput,
    context: {} as { readonly from: string; readonly result: Result },
    events: {} as CallEvents<'agent'>,
  },
  actions: {
    ...callActions,
    note: assign({ result: (_, { result }: { readonly result: Result }) => result }),
  },
  guards: callGuards,
}).createMachine({
  id: 'screened-transfer',
  version: '1',
  context: ({ input }) => ({ from: input.trigger.from ?? 'an unknown number', result: 'failed' }),
  output: ({ context }) => ({ result: context.result }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'dialling' } },

    dialling: {
      entry: [
        startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
        dial({ as: 'agent', to: '+15550101', timeout_secs: 25, answering_machine_detection: 'detect' }),
      ],
      on: {
        'agent.call.machine.detection.ended': [
          { guard: { type: 'amd', params: ['human', 'not_sure'] }, target: 'whispering' },
          { target: 'voicemail' },
        ],
        'legs.ended.agent': [
          { guard: { type: 'cause', params: 'user_busy' }, target: 'busy' },
          { guard: { type: 'cause', params: 'call_rejected' }, target: 'declined' },
          { target: 'noAnswer' },
        ],
        'command.failed.dial': 'failed',
      },
      after: { 45_000: 'noAnswer' },
    },

    whispering: {
      entry: gatherUsingSpeak(({ context }) => ({
        leg: 'agent',
        payload: `A call from ${context.from}. Press 1 to take it.`,
        maximum_digits: 1,
        maximum_tries: 1,
        timeout_millis: 10_000,
      })),
      on: {
        'agent.call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'joining' },
          { target: 'declined' },
        ],
        'legs.ended.agent': 'declined',
        'command.failed.gatherUsingSpeak': 'failed',
      },
      after: { 45_000: 'declined' },
    },

    joining: {
      entry: bridge({ call_control_id: leg('agent') }),
      on: { 'call.bridged': 'connected', 'legs.ended.agent': 'failed', 'command.failed.bridge': 'failed' },
      after: { 10_000: 'failed' },
    },
    connected: {
      entry: [{ type: 'note', params: { result: 'connected' } }, stopPlayback({ stop: 'all' })],
      on: { 'legs.ended.agent': 'done' },
    },

    declined: refusal('declined', 'Nobody is free now. Goodbye.'),
    busy: refusal('busy', 'The line is busy. Please call again in a few minutes.'),
    noAnswer: refusal('noAnswer', 'There is no answer. Please call again later.'),
    voicemail: refusal('voicemail', 'There is no answer. Please call again later.'),
    failed: refusal('failed', 'The call cannot be put through now. Please call again later.'),
    done: { type: 'final' },
  },
});
