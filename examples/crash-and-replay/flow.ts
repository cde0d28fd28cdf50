/**
 * A seat is held for somebody for a quarter of a minute. Meanwhile they key in their four-digit card and then press 1 to
 * take it. The limit is one timer around both questions: it runs from the moment the seat was held, whatever happens to
 * the process in between.
 */
import { assign, setup } from 'xstate';
import { answer, callActions, callGuards, gatherUsingSpeak, say, type CallEvents, type FlowOptions } from 'callchart';

export const options = { defaults: { voice: 'female', language: 'en-US' } } satisfies FlowOptions;

export default setup({
  types: { context: {} as { readonly card: string }, events: {} as CallEvents },
  actions: {
    ...callActions,
    keep: assign({
      card: ({ context, event }) =>
        event.type === 'call.gather.ended' ? (event.payload.digits ?? context.card) : context.card,
    }),
  },
  guards: {
    ...callGuards,
    isCard: ({ event }) => event.type === 'call.gather.ended' && event.payload.digits?.length === 4,
  },
}).createMachine({
  id: 'seat',
  version: '1',
  context: { card: '' },
  output: ({ context }) => ({ card: context.card }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'held' } },
    held: {
      initial: 'card',
      after: { 15_000: 'released' },
      states: {
        card: {
          entry: gatherUsingSpeak({
            payload: 'Your seat is held. Please key in the four digits of your card.',
            minimum_digits: 4,
            maximum_digits: 4,
            maximum_tries: 1,
            timeout_millis: 60_000,
            inter_digit_timeout_millis: 10_000,
          }),
          on: {
            'call.gather.ended': [
              { guard: 'isCard', target: 'confirming', actions: 'keep' },
              { target: '#seat.released' },
            ],
          },
        },
        confirming: {
          entry: gatherUsingSpeak({
            payload: 'Thank you. Press 1 to take the seat.',
            valid_digits: '1',
            maximum_digits: 1,
            maximum_tries: 1,
            timeout_millis: 60_000,
          }),
          on: {
            'call.gather.ended': [
              { guard: { type: 'digits', params: '1' }, target: '#seat.taken' },
              { target: '#seat.released' },
            ],
          },
        },
      },
    },
    taken: say({ prompt: 'The seat is yours. Goodbye.', next: 'done' }),
    released: say({ prompt: 'Your time is over, and the seat is free again. Goodbye.', next: 'done' }),
    done: { type: 'final' },
  },
});
