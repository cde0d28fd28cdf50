/**
 * A caller waits with music until somebody at the desk accepts the call. Then that agent's phone rings; if nobody picks
 * it up the caller waits on, and somebody else may accept. The desk tells the flow by the event `agent.accepted`.
 */
import { assign, setup } from 'xstate';
import { z } from 'zod';
import {
  answer,
  bridge,
  callActions,
  callGuards,
  dial,
  hangup,
  leg,
  say,
  startPlayback,
  stopPlayback,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';
import type { CheckMeta } from 'callchart/checker';

export const options = {
  defaults: { voice: 'female', language: 'en-US' },
  events: { 'agent.accepted': z.object({ phone: z.string() }) },
} satisfies FlowOptions;

type Accepted = { type: 'agent.accepted'; payload: { phone: string } };

export default setup({
  types: {
    input: {} as CallInput,
    context: {} as { readonly from: string; readonly phone: string },
    events: {} as CallEvents<'agent', Accepted>,
  },
  actions: {
    ...callActions,
    take: assign({
      phone: ({ context, event }) => (event.type === 'agent.accepted' ? event.payload.phone : context.phone),
    }),
  },
  guards: callGuards,
}).createMachine({
  id: 'agent-desk',
  version: '1',
  meta: { check: { events: { 'agent.accepted': [{ phone: '+15550101' }] } } satisfies CheckMeta },
  context: ({ input }) => ({ from: input.trigger.from ?? 'unknown', phone: '' }),
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: say({ prompt: 'Hello. Somebody will be with you in a moment.', next: 'holding' }),
    holding: {
      entry: startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
      exit: stopPlayback({ stop: 'all' }),
      initial: 'waiting',
      states: {
        // Only here an acceptance counts: of two agents who press at once the first one gets the call.
        waiting: {
          on: { 'agent.accepted': { target: 'ringing', actions: 'take' } },
          after: { 600_000: '#agent-desk.sorry' },
        },
        ringing: {
          entry: dial(({ context }) => ({ as: 'agent', to: context.phone, timeout_secs: 20 })),
          on: { 'agent.call.answered': 'joining', 'legs.ended.agent': 'waiting' },
          after: { 40_000: { target: 'waiting', actions: hangup({ leg: 'agent' }) } },
        },
        joining: {
          entry: bridge({ call_control_id: leg('agent') }),
          on: {
            'call.bridged': '#agent-desk.connected',
            'legs.ended.agent': '#agent-desk.again',
            'command.failed.bridge': '#agent-desk.again',
          },
          after: { 10_000: '#agent-desk.again' },
        },
      },
    },
    connected: { on: { 'legs.ended.agent': 'done' } },
    again: { entry: hangup({ leg: 'agent' }), always: 'holding' },
    sorry: say({ prompt: 'Nobody is free today. Please call again tomorrow.', next: 'done' }),
    done: { type: 'final' },
  },
});
