/**
 * A flow that says of every event that it heard, in commands that can be counted: what the machine was told, in which
 * order and how often, is then to be read off what arrives at the carrier. `callchart serve` loads it.
 */
import { assign, fromPromise, setup } from 'xstate';
import { answer, callActions, type CallEvents, type CallInput, dial, type FlowOptions, sendDtmf } from 'callchart';

// Nobody listens, and a restart may take its time.
export const options = { limits: { silenceMs: 3_600_000 } } satisfies FlowOptions;

/** `A` and the key's place among all keys; `B`: the call was answered; `C`: the task; `D`: the timer. */
const numbered = (letter: string, count: number): string => `${letter}${String(count).padStart(4, '0')}`;

export default setup({
  types: {
    input: {} as CallInput,
    context: {} as { to: string; isIncoming: boolean; keys: number },
    events: {} as CallEvents,
  },
  actions: callActions,
  actors: { double: fromPromise<number, number>(({ input }) => Promise.resolve(input * 2)) },
}).createMachine({
  id: 'counting',
  version: '1',
  context: ({ input }) => ({
    to: input.trigger.to ?? '',
    isIncoming: input.trigger['direction'] === 'incoming',
    keys: 0,
  }),
  initial: 'beginning',
  states: {
    beginning: {
      always: [{ guard: ({ context }) => context.isIncoming, target: 'answering' }, { target: 'dialling' }],
    },
    answering: { entry: answer(), on: { 'call.answered': 'talking' } },
    dialling: {
      entry: dial(({ context }) => ({ to: context.to, timeout_secs: 60 })),
      on: { 'call.answered': 'talking' },
    },
    talking: {
      entry: sendDtmf({ digits: numbered('B', 0) }),
      invoke: {
        id: 'double',
        src: 'double',
        input: 21,
        onDone: { actions: sendDtmf(({ event }) => ({ digits: numbered('C', event.output) })) },
      },
      after: { 600: { actions: sendDtmf({ digits: numbered('D', 600) }) } },
      on: {
        'call.dtmf.received': [
          { guard: ({ event }) => event.payload.digit === '#', target: 'done' },
          {
            actions: [
              assign({ keys: ({ context }) => context.keys + 1 }),
              sendDtmf(({ context }) => ({ digits: numbered('A', context.keys) })),
            ],
          },
        ],
      },
    },
    done: { type: 'final' },
  },
});
