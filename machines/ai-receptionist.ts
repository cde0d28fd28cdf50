/**
 * AI receptionist: an assistant answers and talks. It hands the caller to a person when it says so (its tool posts the
 * event `human.wanted` to the call), when the caller presses 0, and when it fails or its connection breaks: the caller is
 * never left with nobody.
 *
 *     npx callchart dev machines/ai-receptionist.ts
 */
import { setup } from 'xstate';
import { z } from 'zod';
import {
  answer,
  callActions,
  callGuards,
  speak,
  startAIAssistant,
  stopAIAssistant,
  transfer,
  type CallEvents,
  type FlowOptions,
} from 'callchart';

export const options = {
  defaults: { voice: 'female', language: 'en-US' },
  limits: { silenceMs: 8_000 },
  events: { 'human.wanted': z.object({ why: z.string().optional() }) },
} satisfies FlowOptions;

type HumanWanted = { type: 'human.wanted'; payload: { why?: string } };

export default setup({
  types: { events: {} as CallEvents<'person', HumanWanted> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'ai-receptionist',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Hello, you are talking to an assistant. Press 0 at any time for a person.' }),
      on: {
        'call.speak.ended': 'talking',
        'call.dtmf.received': { guard: { type: 'digits', params: '0' }, target: 'handing' },
      },
      after: { 20_000: 'talking' },
    },

    talking: {
      entry: startAIAssistant({ assistant: { id: 'assistant-1' }, greeting: 'How can I help you?' }),
      on: {
        'human.wanted': 'stopping',
        'call.dtmf.received': { guard: { type: 'digits', params: '0' }, target: 'stopping' },
        // Null is the assistant's own goodbye; anything else broke.
        'call.conversation.ended': [
          { guard: { type: 'reason', params: 'customer_disconnect' }, target: 'broken' },
          { target: 'goodbye' },
        ],
        'command.failed.startAIAssistant': 'broken',
        'leg.silent': 'broken', // it does not start, and does not fail either
      },
      after: { 1_800_000: 'stopping' },
    },
    // A leg has one voice at a time: the assistant has to be off before the phone of a person rings.
    stopping: {
      entry: stopAIAssistant(),
      on: { 'call.conversation.ended': 'handing', 'command.failed.stopAIAssistant': 'handing' },
      after: { 3_000: 'handing' },
    },
    broken: {
      entry: speak({ payload: 'The assistant is not there at the moment. I put you through to a person.' }),
      on: { 'call.speak.ended': 'handing' },
      after: { 15_000: 'handing' },
    },

    handing: {
      entry: transfer({ as: 'person', to: '+15550100', timeout_secs: 25 }),
      on: {
        'person.call.bridged': 'connected',
        'legs.ended.person': 'nobody',
        'command.failed.transfer': 'nobody',
        'call.hangup': 'done', // whoever leaves meanwhile is not told that nobody is free
      },
      after: { 40_000: 'nobody' },
    },
    connected: { on: { 'legs.ended.person': 'done' } },

    nobody: {
      entry: speak({ payload: 'Nobody is free at the moment. Please call again later.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 20_000: 'done' },
    },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 15_000: 'done' } },
    done: { type: 'final' },
  },
});
