import { createActor } from 'xstate';
import { expect, test } from 'vitest';
import { callActions, commands, isCommandName } from 'callchart';
import designFlow from './design-flow.ts';

test('there is an action for every command, and no other', () => {
  expect(Object.keys(callActions)).toEqual(Object.keys(commands));
  expect(isCommandName('startAIAssistant')).toBe(true);
  expect([isCommandName('start_ai_assistant'), isCommandName('toString'), isCommandName(7)]).toEqual([
    false,
    false,
    false,
  ]);
});

test('under a live XState actor they do nothing', () => {
  const actor = createActor(designFlow).start();
  expect(actor.getSnapshot().value).toBe('answering');
  actor.stop();
});
