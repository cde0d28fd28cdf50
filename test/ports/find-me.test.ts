/**
 * Flow 1 of the public ones (demo-findme-ivr): the caller keeps ringing while the owner is asked. Closed here: an owner
 * who does not answer, or presses nothing, left the caller ringing for ever.
 */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  answer,
  bridge,
  callActions,
  callGuards,
  dial,
  gatherUsingSpeak,
  hangup,
  leg,
  speak,
  startRecording,
  type CallEvents,
} from 'callchart';
import { simulate } from 'callchart/testing';

const voice = 'female';
const owner = '+15550100';

const findMe = setup({
  types: { events: {} as CallEvents<'owner'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'find-me',
  version: '1',
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial({ as: 'owner', to: owner, timeout_secs: 30 }),
      on: {
        'owner.call.answered': 'asking',
        'legs.ended.owner': 'answering',
        'command.failed.dial': 'answering',
      },
      after: { 45_000: 'answering' },
    },
    asking: {
      entry: gatherUsingSpeak({
        leg: 'owner',
        payload: 'Press 1 to take the call, 2 for voicemail.',
        voice,
        valid_digits: '123',
        maximum_digits: 1,
        maximum_tries: 1,
        timeout_millis: 10_000,
      }),
      on: {
        'owner.call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'joining' },
          { target: 'answering' },
        ],
        'legs.ended.owner': 'answering',
      },
      after: { 45_000: 'answering' },
    },
    joining: {
      entry: bridge({ leg: 'owner', call_control_id: leg('caller') }),
      on: { 'call.bridged': 'connected', 'legs.ended.owner': 'answering', 'command.failed.bridge': 'answering' },
      after: { 10_000: 'answering' },
    },
    connected: { on: { 'legs.ended.owner': 'done' } },
    answering: {
      entry: [answer(), hangup({ leg: 'owner' })],
      on: { 'call.answered': 'greeting' },
      after: { 10_000: 'done' },
    },
    greeting: {
      entry: speak({ payload: 'Leave a message after the tone.', voice }),
      on: {
        'call.speak.ended': 'recording',
        'call.dtmf.received': { guard: { type: 'digits', params: '*' }, target: 'recording' },
      },
      after: { 20_000: 'recording' },
    },
    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true, max_length: 60, timeout_secs: 5 }),
      on: { 'call.recording.saved': 'done', 'call.recording.error': 'done', 'command.failed.startRecording': 'done' },
      after: { 90_000: 'done' },
    },
    done: { type: 'final' },
  },
});

test('1 connects, and the caller was never answered before', async () => {
  const call = await simulate(findMe).dial();
  await call.agent(owner).hears('Press 1');
  await call.hasNotSent('answer');
  await call.agent(owner).presses('1');
  await call.sends('bridge');
  await call.isConnected();
  expect(await call.commands()).toEqual(['dial', 'gatherUsingSpeak', 'bridge']);
  await call.hangsUp();
  await call.isOver();
});

test('2 takes a message, and lets the owner go', async () => {
  const call = await simulate(findMe).dial();
  await call.agent(owner).hears('Press 1');
  await call.agent(owner).presses('2');
  await call.agent(owner).isHungUp();
  await call.hears('after the tone');
  await call.sends('startRecording', { format: 'mp3', channels: 'single', play_beep: true });
  await call.isOver();
});

test.each<[string, 'doesNotAnswer' | 'isBusy' | 'declines' | 'cannotBeDialled']>([
  ['does not answer', 'doesNotAnswer'],
  ['is busy', 'isBusy'],
  ['declines', 'declines'],
  ['cannot be dialled', 'cannotBeDialled'],
])('the owner %s: the caller may leave a message', async (_how, act) => {
  const call = await simulate(findMe).dial();
  await call.agent(owner)[act]();
  await call.hears('after the tone', { within: '1min' });
  await call.hangsUp();
  await call.isOver();
  await call.hasNotFailed();
});

test('an owner who says nothing is let go', async () => {
  const call = await simulate(findMe).dial();
  await call.agent(owner).hears('Press 1');
  await call.hears('after the tone', { within: '1min' });
  await call.agent(owner).isHungUp();
});
