/**
 * The emergency number, day and night: the phone of whoever is on duty rings; if nobody takes it, the caller leaves a
 * message.
 */
import { setup } from 'xstate';
import { answer, callActions, callGuards, say, transferTo, type CallEvents, type FlowOptions } from 'callchart';
import { messageStates, type WithMessage } from './message.ts';

export const options = { defaults: { voice: 'female', language: 'en-US' } } satisfies FlowOptions;

export default setup({
  types: { context: {} as WithMessage, events: {} as CallEvents<'duty'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'emergency',
  version: '1',
  context: { message: null },
  output: ({ context }) => ({ message: context.message }),
  initial: 'answering',
  on: { 'call.hangup': '.done' }, // whoever leaves while a phone rings is not asked for a message
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: say({ prompt: 'This is the emergency line. I put you through.', next: 'duty' }),
    duty: transferTo({ as: 'duty', to: '+15550112', ringSecs: 25, connected: 'talking', otherwise: 'message' }),
    talking: { on: { 'legs.ended.duty': 'done' } },
    ...messageStates,
    done: { type: 'final' },
  },
});
