/**
 * Flow 6 of the public ones (demo-amd): says a message to whoever answers, and again to a machine once its greeting is
 * over. Closed here: the second speech starts while the first still plays, and the end of the first hung up before the
 * message was on the tape. The engine knows whose end it is.
 */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { callActions, callGuards, dial, speak, type CallEvents } from 'callchart';
import { timingPresets } from 'callchart/simulator';
import { simulate, type TestCall } from 'callchart/testing';

const message = speak({ payload: 'Your parcel comes tomorrow between nine and ten.', voice: 'female' });

const drop = setup({
  types: { events: {} as CallEvents },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'message-drop',
  version: '1',
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial({
        from: '+15550199',
        to: '+15550110',
        timeout_secs: 30,
        answering_machine_detection: 'detect_words',
      }),
      on: { 'call.answered': 'telling', 'call.hangup': 'done', 'command.failed.dial': 'done' },
      after: { 60_000: 'done' },
    },
    telling: {
      entry: message,
      on: { 'call.speak.ended': 'listening', 'call.machine.greeting.ended': 'leaving' },
      after: { 30_000: 'done' },
    },
    listening: { on: { 'call.machine.greeting.ended': 'leaving' }, after: { 8_000: 'done' } },
    leaving: { entry: message, on: { 'call.speak.ended': 'done' }, after: { 60_000: 'done' } },
    done: { type: 'final' },
  },
});

// Long enough for the end of the first, which is late, to come while the second plays.
const timing = { ...timingPresets.instant, speechMinimumMs: 6_000 };
const start = (): Promise<TestCall> => simulate(drop, { simulator: { timing } }).start();

test('to a machine both are said whole', async () => {
  const call = await start();
  call.faults.webhook({ name: 'call.speak.ended', nth: 1 }, { delayMs: 4_000 });
  await call.agent('+15550110').isVoicemail({ greeting: '2s' });
  await call.isIn('leaving');
  await call.journals('call.speak.ended', 'superseded');
  await call.isIn('leaving');
  await call.hasNotSent('hangup');
  await call.isOver();
  expect(await call.commands()).toEqual(['dial', 'speak', 'speak', 'hangup']);
  const ends = (await call.journal()).filter(({ input }) => input.name === 'call.speak.ended');
  expect(ends.map(({ outcome }) => outcome)).toEqual(['superseded', 'applied']);
});

test('a person hears it once', async () => {
  const call = await start();
  await call.hears('Your parcel');
  await call.isOver();
  expect(await call.commands()).toEqual(['dial', 'speak', 'hangup']);
});

test('nobody answers: the call is over, and nothing failed', async () => {
  const call = await start();
  await call.agent('+15550110').doesNotAnswer();
  await call.isOver('timeout');
  await call.hasNotFailed();
});
