/**
 * Secure payment: the caller pays by card over the keypad. Telnyx asks for number, date and code and hands them to the
 * payment connector; the flow never sees a digit of them, and learns what came of it. Its output is the charge.
 *
 *     npx callchart dev machines/secure-payment.ts
 */
import { assign, setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  gatherUsingSpeak,
  hangup,
  pay,
  speak,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';
import type { CheckMeta } from 'callchart/checker';

export const options = { defaults: { voice: 'female', language: 'en-US' } } satisfies FlowOptions;

interface Charge {
  readonly id: string | null;
  readonly confirmation: string | null;
}

export default setup({
  types: {
    input: {} as CallInput,
    context: {} as { readonly amount: number; readonly charge: Charge | null },
    events: {} as CallEvents,
  },
  actions: {
    ...callActions,
    keep: assign({
      charge: ({ context, event }) => {
        if (event.type !== 'call.payment.completed') return context.charge;
        const { charge_id, payment_confirmation_code } = event.payload;
        return { id: charge_id ?? null, confirmation: payment_confirmation_code ?? null };
      },
    }),
  },
  guards: {
    ...callGuards,
    isPaid: ({ event }) => event.type === 'call.payment.completed' && event.payload.result === 'success',
  },
}).createMachine({
  id: 'secure-payment',
  version: '1',
  context: ({ input }) => ({ amount: typeof input['amount'] === 'number' ? input['amount'] : 12.5, charge: null }),
  output: ({ context }) => ({ charge: context.charge }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'confirming' } },

    confirming: {
      entry: gatherUsingSpeak(({ context }) => ({
        payload: `Your bill is ${context.amount} dollars. Press 1 to pay it now by card.`,
        valid_digits: '1',
        maximum_digits: 1,
        maximum_tries: 2,
        timeout_millis: 8_000,
      })),
      on: {
        'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'paying' }, { target: 'goodbye' }],
      },
      after: { 60_000: 'goodbye' },
    },

    paying: {
      meta: {
        check: { allow: { 'dead-air': 'Telnyx asks and listens until the payment is over' } } satisfies CheckMeta,
      },
      entry: pay(({ context }) => ({
        transaction_type: 'charge',
        amount: context.amount,
        currency: 'USD',
        connector_name: 'shop',
        payment_method: 'credit-card',
        max_attempts: 3,
        timeout_millis: 10_000,
      })),
      on: {
        'call.payment.completed': [{ guard: 'isPaid', target: 'paid', actions: 'keep' }, { target: 'refused' }],
        'command.failed.pay': 'refused',
      },
      after: { 300_000: 'refused' },
    },

    paid: {
      entry: speak({ payload: 'Thank you, your payment has arrived. Goodbye.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    refused: {
      entry: speak({ payload: 'The payment did not go through, and nothing was charged. Please call again later.' }),
      // A payment of which nothing was heard holds the leg: the flow's end alone would not hang it up.
      on: { 'call.speak.ended': { target: 'done', actions: hangup() } },
      after: { 20_000: { target: 'done', actions: hangup() } },
    },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 15_000: 'done' } },
    done: { type: 'final' },
  },
});
