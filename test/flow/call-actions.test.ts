import { createActor } from 'xstate';
import { expect, expectTypeOf, test } from 'vitest';
import { callActions, commands, isCommandName, type CommandWithParams, type FlowParamsMap } from 'callchart';
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

test('the commands that want params are those of which a param is required', () => {
  type Required = {
    [Name in keyof FlowParamsMap]: object extends FlowParamsMap[Name] ? never : Name;
  }[keyof FlowParamsMap];
  expectTypeOf<CommandWithParams>().toEqualTypeOf<Required>();
  expect(callActions).toBeDefined();
});
