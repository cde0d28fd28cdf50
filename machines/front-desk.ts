/**
 * Front desk: answers, offers a menu, and puts the caller through to sales or support.
 *
 * Who presses nothing, or a wrong key, is asked once more in other words. When nobody is free the caller hears so and is
 * hung up politely. To make it yours, change the numbers and the words, and route your number to `front-desk`.
 *
 *     npx callchart dev machines/front-desk.ts
 */
import { setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  gatherUsingSpeak,
  hangup,
  speak,
  transfer,
  type CallEvents,
  type FlowOptions,
} from 'callchart';

export const options = {
  defaults: { voice: 'female', language: 'en-US' },
  fallback: { say: 'Sorry, we have a technical problem. Please call again later.' },
} satisfies FlowOptions;

const oneKey = { valid_digits: '12', maximum_digits: 1, maximum_tries: 1, timeout_millis: 6_000 } as const;

export default setup({
  types: { events: {} as CallEvents<'sales' | 'support'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'front-desk',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },

    menu: {
      initial: 'first',
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'sales' },
          { guard: { type: 'digits', params: '2' }, target: 'support' },
          { target: 'goodbye' },
        ],
      },
      after: { 60_000: 'goodbye' }, // should the end of the gather get lost
      states: {
        first: {
          entry: gatherUsingSpeak({ payload: 'Hello. For sales press 1. For support press 2.', ...oneKey }),
          on: {
            'call.gather.ended': [
              { guard: 'noinput', target: 'unheard' },
              { guard: 'nomatch', target: 'unknown' },
            ],
          },
        },
        unheard: {
          entry: gatherUsingSpeak({ payload: 'Still there? Press 1 for sales or 2 for support.', ...oneKey }),
        },
        unknown: { entry: gatherUsingSpeak({ payload: 'There are only 1 for sales and 2 for support.', ...oneKey }) },
      },
    },

    sales: {
      entry: transfer({ as: 'sales', to: '+15550100', timeout_secs: 20 }),
      on: {
        'sales.call.bridged': 'connected',
        'legs.ended.sales': 'nobody',
        'command.failed.transfer': 'nobody',
      },
      after: { 40_000: 'stuck' },
    },

    support: {
      entry: transfer({ as: 'support', to: '+15550101', timeout_secs: 20 }),
      on: {
        'support.call.bridged': 'connected',
        'legs.ended.support': 'nobody',
        'command.failed.transfer': 'nobody',
      },
      after: { 40_000: 'stuck' },
    },

    // Telnyx hangs the caller up with the other side; should the caller be left behind, the flow's end does it.
    connected: { on: { 'legs.ended.sales': 'done', 'legs.ended.support': 'done' } },

    // No word of the transfer for far too long: whatever rings is given up.
    stuck: {
      entry: [hangup({ leg: 'sales' }), hangup({ leg: 'support' })],
      on: { 'legs.ended.sales': 'nobody', 'legs.ended.support': 'nobody' },
      after: { 5_000: 'nobody' },
    },

    nobody: {
      entry: speak({ payload: 'Nobody is free at the moment. Please call again later.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 20_000: 'done' },
    },

    goodbye: {
      entry: speak({ payload: 'Goodbye.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },

    done: { type: 'final' }, // hangs up whoever is still there
  },
});
