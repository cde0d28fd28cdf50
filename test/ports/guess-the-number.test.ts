/**
 * Flow 11 of the public ones (demo-python-telnyx, flask-guess-number-call-control): three guesses; whoever wins leaves
 * their name. Closed here: hanging up counted as a wrong guess and was answered on a dead line.
 */
import { expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import {
  callActions,
  callGuards,
  dial,
  gatherUsingSpeak,
  speak,
  startRecording,
  stopRecording,
  type CallEvents,
  type CallInput,
} from 'callchart';
import { simulate, type TestCall } from 'callchart/testing';

const voice = 'female';

const guess = setup({
  types: {
    input: {} as CallInput & { readonly to: string; readonly answer: string },
    context: {} as { readonly to: string; readonly answer: string; readonly attempts: number },
    events: {} as CallEvents,
  },
  actions: { ...callActions, count: assign({ attempts: ({ context }) => context.attempts - 1 }) },
  guards: {
    ...callGuards,
    isRight: ({ context, event }) => event.type === 'call.gather.ended' && event.payload.digits === context.answer,
    mayTryAgain: ({ context }) => context.attempts > 1,
  },
}).createMachine({
  id: 'guess-the-number',
  version: '1',
  context: ({ input }) => ({ to: input.to, answer: input.answer, attempts: 3 }),
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial(({ context }) => ({ from: '+15550199', to: context.to, timeout_secs: 30 })),
      on: { 'call.answered': 'welcome', 'call.hangup': 'done', 'command.failed.dial': 'done' },
      after: { 60_000: 'done' },
    },
    welcome: {
      entry: speak({ payload: 'Guess my number.', voice }),
      on: { 'call.speak.ended': 'attempting' },
      after: { 15_000: 'attempting' },
    },
    attempting: {
      entry: gatherUsingSpeak({
        payload: 'Key in two digits.',
        voice,
        minimum_digits: 2,
        maximum_digits: 2,
        maximum_tries: 1,
        timeout_millis: 10_000,
      }),
      on: {
        'call.gather.ended': [
          { guard: 'isRight', target: 'won' },
          { guard: 'mayTryAgain', target: 'again', actions: 'count' },
          { target: 'lost' },
        ],
      },
      after: { 60_000: 'lost' },
    },
    again: {
      entry: speak({ payload: 'No. Try again.', voice }),
      on: { 'call.speak.ended': 'attempting' },
      after: { 15_000: 'attempting' },
    },
    won: {
      entry: speak({ payload: 'Right! Say your name after the tone.', voice }),
      on: { 'call.speak.ended': 'recording' },
      after: { 15_000: 'recording' },
    },
    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true, max_length: 30, timeout_secs: 5 }),
      on: {
        'call.dtmf.received': { actions: stopRecording() },
        'call.recording.saved': 'done',
        'call.recording.error': 'done',
        'command.failed.startRecording': 'done',
      },
      after: { 60_000: 'done' },
    },
    lost: {
      entry: speak({ payload: 'You have lost.', voice }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});

const start = (): Promise<TestCall> => simulate(guess).start({ input: { to: '+15550110', answer: '42' } });
const tries = async (call: TestCall, digits: string): Promise<void> => {
  await call.hears('two digits');
  await call.presses(digits);
};

test('right at the second guess: the name is recorded until a key is pressed', async () => {
  const call = await start();
  await tries(call, '17');
  await call.hears('Try again');
  await tries(call, '42');
  await call.hears('Right!');
  await call.sends('startRecording');
  await call.says('Ada.');
  await call.presses('1');
  await call.isOver();
  const commands = ['dial', 'speak', 'gatherUsingSpeak', 'speak', 'gatherUsingSpeak', 'speak', 'startRecording'];
  expect(await call.commands()).toEqual([...commands, 'stopRecording', 'hangup']);
});

test('three wrong guesses', async () => {
  const call = await start();
  for (const digits of ['10', '20', '30']) await tries(call, digits);
  await call.hears('You have lost');
  await call.isOver();
});

test('whoever hangs up in a guess is told nothing more', async () => {
  const call = await start();
  await call.hears('two digits');
  await call.hangsUp();
  await call.isOver();
  expect(await call.commands()).toEqual(['dial', 'speak', 'gatherUsingSpeak']);
});
