/**
 * An assistant answers, and knows who calls. When it cannot help, its tool says so to `tool.ts`, which sends the flow the
 * event `human.wanted`; the caller may press 0 as well. If the assistant fails or does not begin, a person's phone rings
 * too: nobody is left with a machine that does not answer.
 */
import { setup } from 'xstate';
import { z } from 'zod';
import {
  answer,
  callActions,
  callGuards,
  say,
  startAIAssistant,
  stopAIAssistant,
  transferTo,
  type CallEvents,
  type CallInput,
  type FlowOptions,
} from 'callchart';
import type { CheckMeta } from 'callchart/checker';

export const options = {
  defaults: { voice: 'female', language: 'en-US' },
  limits: { silenceMs: 8_000 },
  events: { 'human.wanted': z.object({ why: z.string().max(500) }) },
} satisfies FlowOptions;

type HumanWanted = { type: 'human.wanted'; payload: { why: string } };

const pressed0 = { guard: { type: 'digits', params: '0' }, target: 'stopping' } as const;

export default setup({
  types: {
    input: {} as CallInput,
    context: {} as { readonly callId: string; readonly from: string },
    events: {} as CallEvents<'person', HumanWanted>,
  },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'ai-receptionist-desk',
  version: '1',
  meta: { check: { events: { 'human.wanted': [{ why: 'an invoice' }] } } satisfies CheckMeta },
  context: ({ input }) => ({ callId: input.callId, from: input.trigger.from ?? 'unknown' }),
  initial: 'answering',
  on: { 'call.hangup': '.done' }, // whoever leaves meanwhile is not told that nobody is free
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: say({ prompt: 'You are talking to an assistant. Press 0 at any time for a person.', next: 'talking' }),

    talking: {
      entry: startAIAssistant(({ context }) => ({
        // What the stored assistant may use as {{call}} and {{caller}}: its tool posts the call's id back.
        assistant: { id: 'assistant-1', dynamic_variables: { call: context.callId, caller: context.from } },
        greeting: 'How can I help you?',
      })),
      on: {
        'human.wanted': 'stopping',
        'call.dtmf.received': pressed0,
        // Null is the assistant's own goodbye; anything else broke.
        'call.conversation.ended': [
          { guard: { type: 'reason', params: 'customer_disconnect' }, target: 'broken' },
          { target: 'goodbye' },
        ],
        'command.failed.startAIAssistant': 'broken',
        'leg.silent': 'broken', // it does not begin, and does not fail either
      },
      after: { 1_800_000: 'stopping' },
    },
    // A leg has one voice at a time: the assistant has to be off before the phone of a person rings.
    stopping: {
      entry: stopAIAssistant(),
      on: { 'call.conversation.ended': 'person', 'command.failed.stopAIAssistant': 'person' },
      after: { 3_000: 'person' },
    },
    broken: say({ prompt: 'The assistant is not there at the moment. I put you through to a person.', next: 'person' }),

    person: transferTo({ as: 'person', to: '+15550100', ringSecs: 25, connected: 'connected', otherwise: 'nobody' }),
    connected: { on: { 'legs.ended.person': 'done' } },
    nobody: say({ prompt: 'Nobody is free at the moment. Please call again later.', next: 'done' }),
    goodbye: say({ prompt: 'Goodbye.', next: 'done' }),
    done: { type: 'final' },
  },
});
