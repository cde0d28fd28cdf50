/** Flow 2 of the public ones (demo-ivr-node): a lobby, a sales menu, two numbers. Closed here: a wrong key went nowhere. */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, callActions, callGuards, gatherUsingSpeak, speak, transfer, type CallEvents } from 'callchart';
import { simulate } from 'callchart/testing';

const oneKey = {
  voice: 'female',
  valid_digits: '12',
  maximum_digits: 1,
  maximum_tries: 1,
  timeout_millis: 8_000,
} as const;
const press = (params: string, target: string) => ({ guard: { type: 'digits', params }, target }) as const;
const put = (to: string) =>
  ({
    entry: transfer({ as: 'person', to, timeout_secs: 20 }),
    on: { 'person.call.bridged': 'connected', 'legs.ended.person': 'goodbye', 'command.failed.transfer': 'goodbye' },
    after: { 40_000: 'goodbye' },
  }) as const;
const say = (payload: string) =>
  ({
    entry: speak({ payload, voice: 'female' }),
    on: { 'call.speak.ended': 'done' },
    after: { 15_000: 'done' },
  }) as const;

const ivr = setup({
  types: { events: {} as CallEvents<'person'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'two-level-ivr',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'lobby' } },
    lobby: {
      entry: gatherUsingSpeak({ payload: 'For sales press 1. For our address press 2.', ...oneKey }),
      on: { 'call.gather.ended': [press('1', 'sales'), press('2', 'address'), { target: 'goodbye' }] },
      after: { 45_000: 'goodbye' },
    },
    sales: {
      entry: gatherUsingSpeak({ payload: 'For new orders press 1. For old ones press 2.', ...oneKey }),
      on: { 'call.gather.ended': [press('1', 'one'), press('2', 'two'), { target: 'goodbye' }] },
      after: { 45_000: 'goodbye' },
    },
    one: put('+15550101'),
    two: put('+15550102'),
    connected: { on: { 'legs.ended.person': 'done' } },
    address: say('We are at one, Main Street.'),
    goodbye: say('Goodbye.'),
    done: { type: 'final' },
  },
});

test.each([
  ['1', '+15550101'],
  ['2', '+15550102'],
])('1 and %s reach %s', async (key, to) => {
  const call = await simulate(ivr).dial();
  await call.hears('For sales press 1');
  await call.presses('1');
  await call.hears('For new orders press 1');
  await call.presses(key);
  await call.sends('transfer', { to });
  await call.isConnected();
  expect(await call.commands()).toEqual(['answer', 'gatherUsingSpeak', 'gatherUsingSpeak', 'transfer']);
  await call.hangsUp();
  await call.isOver();
});

test('2 hears the address', async () => {
  const call = await simulate(ivr).dial();
  await call.hears('press 2');
  await call.presses('2');
  await call.hears('Main Street');
  await call.isOver();
});

test.each(['', '1'])('after "%s" a wrong key ends with a word', async (keys) => {
  const call = await simulate(ivr).dial();
  for (const key of keys) {
    await call.hears('press 2');
    await call.presses(key);
  }
  await call.hears('press 2');
  await call.presses('9');
  await call.hears('Goodbye');
  await call.isOver();
});
