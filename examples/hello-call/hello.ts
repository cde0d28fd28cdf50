/**
 * The smallest call there is: answer, say something, hang up.
 */
import { setup } from 'xstate';
import { answer, callActions, speak, type CallEvents } from 'callchart';

export default setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
  id: 'hello',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Hello from Callchart. Goodbye.', voice: 'female' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
