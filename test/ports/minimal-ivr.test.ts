/** Flow 14 of the public ones (demo-ruby-telnyx, ivr-demo): one gather, and the digits read back. */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, callActions, callGuards, gatherUsingSpeak, speak, type CallEvents } from 'callchart';
import { simulate } from 'callchart/testing';

const voice = 'female';

const ivr = setup({
  types: { events: {} as CallEvents },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'minimal-ivr',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'asking' } },
    asking: {
      entry: gatherUsingSpeak({
        payload: 'Press 1, 2 or 3.',
        invalid_payload: 'That is none of them.',
        voice,
        valid_digits: '123',
        maximum_digits: 1,
        maximum_tries: 2,
        timeout_millis: 8_000,
      }),
      on: { 'call.gather.ended': 'telling' },
      after: { 60_000: 'done' },
    },
    telling: {
      entry: speak(({ event }) => ({
        payload: `You pressed ${(event.type === 'call.gather.ended' && event.payload.digits) || 'nothing'}.`,
        voice,
      })),
      on: { 'call.speak.ended': 'done' }, // the table leaves the caller on the line
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});

test.each([
  ['2', 'You pressed 2'],
  ['9', 'That is none of them'],
])('%s: "%s"', async (keys, words) => {
  const call = await simulate(ivr).dial();
  await call.hears('Press 1');
  await call.presses(keys);
  await call.hears(words);
  await call.isOver();
});

test('whoever hangs up in the gather is told nothing more', async () => {
  const call = await simulate(ivr).dial();
  await call.hears('Press 1');
  await call.hangsUp();
  await call.isOver();
  expect(await call.commands()).toEqual(['answer', 'gatherUsingSpeak']);
});
