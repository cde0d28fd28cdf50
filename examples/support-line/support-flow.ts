/**
 * The support line: while it is staffed a menu leads to the queue or to billing; otherwise, and whenever nobody is free,
 * the caller leaves a message. Your application says who is free with the event `agent.free`
 * (`POST /calls/:id/events`): that phone rings, and the caller is put through.
 */
import { assign, setup } from 'xstate';
import { z } from 'zod';
import {
  answer,
  bridge,
  callActions,
  callGuards,
  dial,
  enqueue,
  hangup,
  hours,
  leaveQueue,
  leg,
  menu,
  say,
  startPlayback,
  stopPlayback,
  transferTo,
  type CallEvents,
  type FlowOptions,
} from 'callchart';
import type { CheckMeta } from 'callchart/checker';
import { messageStates, type WithMessage } from './message.ts';

export const options = {
  defaults: { voice: 'female', language: 'en-US' },
  events: { 'agent.free': z.object({ phone: z.string() }) },
} satisfies FlowOptions;

type AgentFree = { type: 'agent.free'; payload: { phone: string } };

export default setup({
  types: {
    context: {} as WithMessage & { readonly phone: string },
    events: {} as CallEvents<'agent' | 'billing', AgentFree>,
  },
  actions: {
    ...callActions,
    choose: assign({
      phone: ({ context, event }) => (event.type === 'agent.free' ? event.payload.phone : context.phone),
    }),
  },
  guards: callGuards,
}).createMachine({
  id: 'support',
  version: '1',
  meta: { check: { events: { 'agent.free': [{ phone: '+15550101' }] } } satisfies CheckMeta },
  context: { phone: '', message: null },
  output: ({ context }) => ({ message: context.message }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'hours' } },
    hours: hours({
      zone: 'Australia/Sydney',
      open: {
        mon: '09:00-17:00',
        tue: '09:00-17:00',
        wed: '09:00-17:00',
        thu: '09:00-17:00',
        fri: '09:00-17:00',
      },
      holidays: ['2026-12-25'],
      next: 'menu',
      closed: 'closed',
    }),
    closed: say({ prompt: 'We are here from Monday to Friday, nine to five.', next: 'message' }),

    menu: menu({
      prompt: 'For technical questions press 1, for billing press 2, to leave a message press 3.',
      choices: { 1: 'queue', 2: 'billing', 3: 'message' },
      attempts: 2,
      otherwise: 'queue', // whoever cannot press keys talks to somebody
    }),
    billing: {
      on: { 'call.hangup': 'done' }, // whoever leaves while the phone rings is not asked for a message
      initial: 'ringing',
      states: {
        ringing: transferTo({
          as: 'billing',
          to: '+15550111',
          ringSecs: 20,
          connected: '#support.toBilling',
          otherwise: '#support.message',
        }),
      },
    },
    toBilling: { on: { 'legs.ended.billing': 'done' } },

    queue: {
      entry: [
        enqueue({ queue_name: 'support', max_wait_time_secs: 600 }),
        startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
      ],
      exit: stopPlayback({ stop: 'all' }),
      initial: 'waiting',
      on: {
        // The agent whose phone rings at that moment is let go.
        'call.dequeued': {
          guard: { type: 'reason', params: ['timeout', 'leave'] },
          target: 'message',
          actions: hangup({ leg: 'agent' }),
        },
        'command.failed.enqueue': { target: 'message', actions: hangup({ leg: 'agent' }) }, // the queue is full
      },
      after: { 630_000: { target: 'leaving', actions: hangup({ leg: 'agent' }) } },
      states: {
        waiting: { on: { 'agent.free': { target: 'ringing', actions: 'choose' } } },
        // The caller keeps music and place until the agent is there.
        ringing: {
          entry: dial(({ context }) => ({ as: 'agent', to: context.phone, timeout_secs: 20 })),
          on: { 'agent.call.answered': 'joining', 'legs.ended.agent': 'waiting' },
          after: { 40_000: { target: 'waiting', actions: hangup({ leg: 'agent' }) } },
        },
        joining: {
          entry: bridge({ call_control_id: leg('agent') }),
          on: {
            'call.bridged': '#support.connected',
            'legs.ended.agent': '#support.leaving',
            'command.failed.bridge': '#support.leaving',
          },
          after: { 10_000: '#support.leaving' },
        },
      },
    },
    connected: { on: { 'legs.ended.agent': 'done' } },
    leaving: {
      entry: [hangup({ leg: 'agent' }), leaveQueue()],
      on: { 'call.dequeued': 'message', 'command.failed.leaveQueue': 'message' },
      after: { 5_000: 'message' },
    },

    ...messageStates,
    done: { type: 'final' },
  },
});
