/**
 * Secure collect: who calls is looked up by number and asked for a PIN, up to three times. The PIN is gathered as
 * sensitive: it stands in no journal, no log and no snapshot, and the flow keeps none; a guard compares its salted hash
 * with the one on file. Who is let in is put through. For card numbers see secure-payment.ts.
 *
 *     npx callchart dev machines/secure-collect.ts
 */
import { createHash } from 'node:crypto';
import { assign, fromPromise, setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  gatherUsingSpeak,
  speak,
  transfer,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';

export const options = {
  defaults: { voice: 'female', language: 'en-US' },
  tasks: { findAccount: { timeoutMs: 3_000, retries: 1 } },
} satisfies FlowOptions;

/** What is on file: never the PIN itself. */
interface Account {
  readonly salt: string;
  readonly pinHash: string;
}

/** How a PIN is kept on file. */
export const hashPin = (salt: string, pin: string): string =>
  createHash('sha256').update(`${salt} ${pin}`).digest('hex');

// Here your database comes in.
const findAccount = fromPromise<Account, { readonly from: string }>(async ({ input }) => {
  if (input.from !== '+15550123') throw new Error('nobody has that number');
  return { salt: 'd1f7', pinHash: hashPin('d1f7', '4711') };
});

const pin = {
  minimum_digits: 4,
  maximum_digits: 4,
  valid_digits: '0123456789',
  maximum_tries: 1,
  sensitive: true,
} as const;
const ask = (payload: string, otherwise: string) =>
  ({
    entry: gatherUsingSpeak({ payload, timeout_millis: 10_000, inter_digit_timeout_millis: 5_000, ...pin }),
    on: { 'call.gather.ended': [{ guard: 'isRightPin', target: '#welcome' }, { target: otherwise }] },
    after: { 60_000: '#sorry' },
  }) as const;

export default setup({
  types: {
    input: {} as CallInput,
    context: {} as { readonly from: string; readonly account: Account },
    events: {} as CallEvents<'service'>,
  },
  actors: { findAccount },
  actions: callActions,
  guards: {
    ...callGuards,
    isRightPin: ({ context: { account }, event }) =>
      event.type === 'call.gather.ended' && hashPin(account.salt, event.payload.digits ?? '') === account.pinHash,
  },
}).createMachine({
  id: 'secure-collect',
  version: '1',
  context: ({ input }) => ({ from: input.trigger.from ?? '', account: { salt: '', pinHash: '' } }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Welcome. One moment, please.' }),
      invoke: {
        id: 'findAccount',
        src: 'findAccount',
        input: ({ context }) => ({ from: context.from }),
        onDone: { target: 'asking', actions: assign({ account: ({ event }) => event.output }) },
        onError: 'sorry',
      },
      after: { 9_000: 'sorry' },
    },

    asking: {
      initial: 'first',
      states: {
        first: ask('Please key in your four digit PIN.', 'second'),
        second: ask('That is not right. Please key in your PIN again.', 'third'),
        third: ask('That is not right either. Please try once more.', '#sorry'),
      },
    },

    welcome: {
      id: 'welcome',
      entry: transfer({ as: 'service', to: '+15550100', timeout_secs: 20 }),
      on: { 'service.call.bridged': 'connected', 'legs.ended.service': 'nobody', 'command.failed.transfer': 'nobody' },
      after: { 40_000: 'nobody' },
    },
    connected: { on: { 'legs.ended.service': 'done' } },

    nobody: {
      entry: speak({ payload: 'Nobody is free at the moment. Please call again later.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 20_000: 'done' },
    },
    sorry: {
      id: 'sorry',
      entry: speak({ payload: 'Sorry, we cannot let you in by phone. Goodbye.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
