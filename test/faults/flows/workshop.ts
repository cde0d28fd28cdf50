/**
 * A flow with everything that has to survive: tasks that fail and are tried again, timers that overlap, regions side by
 * side, an announcement that repeats. Who presses a key long enough gets through all of it.
 */
import { assign, fromPromise, setup } from 'xstate';
import { answer, callActions, callGuards, type CallEvents, type FlowOptions, speak } from 'callchart';

export const options = {
  defaults: { voice: 'female' },
  tasks: { price: { timeoutMs: 3_000, retries: 2 } },
} satisfies FlowOptions;

/** What the tasks of a test do; by default they answer at once. */
export const tasks = { price: (key: string): Promise<number> => Promise.resolve(key.length) };

export default setup({
  types: { context: {} as { keys: string; prices: number[] }, events: {} as CallEvents },
  actions: callActions,
  guards: callGuards,
  actors: { price: fromPromise<number, string>(({ input }) => tasks.price(input)) },
}).createMachine({
  id: 'workshop',
  version: '1',
  context: { keys: '', prices: [] },
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'open' } },
    open: {
      type: 'parallel',
      states: {
        counter: {
          initial: 'waiting',
          states: {
            waiting: {
              on: {
                'call.dtmf.received': {
                  target: 'asking',
                  actions: assign({ keys: ({ context, event }) => context.keys + (event.payload.digit ?? '') }),
                },
              },
              after: { 45_000: 'closed' },
            },
            asking: {
              invoke: {
                id: 'price',
                src: 'price',
                input: ({ context }) => context.keys,
                onDone: {
                  target: 'waiting',
                  actions: assign({ prices: ({ context, event }) => [...context.prices, event.output] }),
                },
                onError: 'waiting',
              },
            },
            closed: { type: 'final' },
          },
        },
        announcing: {
          initial: 'saying',
          states: {
            saying: {
              entry: speak(({ context }) => ({ payload: `So far you have pressed ${context.keys.length} keys.` })),
              on: { 'call.speak.ended': 'resting', 'command.failed.speak': 'resting' },
              after: { 20_000: 'resting' },
            },
            resting: { after: { 8_000: 'saying', 7_000: { actions: assign({}) } } },
          },
        },
        shift: { initial: 'on', states: { on: { after: { 70_000: 'over' } }, over: { type: 'final' } } },
      },
      // The shift ends for everybody.
      after: { 75_000: 'goodbye' },
    },
    goodbye: {
      entry: speak({ payload: 'We are closing.' }),
      on: { 'call.speak.ended': 'done', 'command.failed.speak': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
