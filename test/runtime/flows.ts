/**
 * Small flows that several tests of the runtime share. Those that one test alone needs are in that test.
 */
import { assign, setup } from 'xstate';
import { z } from 'zod';
import { answer, type CallEvents, callActions, loadFlow, speak } from 'callchart';

/** Remembers every key in the order in which it was pressed, and every mark of the application. */
export const keypad = loadFlow({
  default: setup({
    types: {
      context: {} as { keys: string },
      events: {} as CallEvents<never, { type: 'mark'; payload: { key: string } }>,
    },
    actions: callActions,
  }).createMachine({
    id: 'keypad',
    version: '1',
    context: { keys: '' },
    initial: 'open',
    states: { open: {} },
    on: {
      'call.dtmf.received': {
        actions: assign({ keys: ({ context, event }) => context.keys + (event.payload.digit ?? '') }),
      },
      mark: { actions: assign({ keys: ({ context, event }) => context.keys + event.payload.key }) },
    },
  }),
  options: { events: { mark: z.object({ key: z.string() }) } },
});

/** Answers, greets, and waits. */
export const greeting = loadFlow(
  setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
    id: 'greeting',
    version: '1',
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
      greeting: { entry: speak({ payload: 'Hello.', voice: 'female' }), on: { 'call.speak.ended': 'greeted' } },
      greeted: {},
    },
  }),
);
