/**
 * Inbound, a menu, a transfer (Telnyx docs: sending commands). Keys come one by one and race with the gather's end; a
 * prompt's own playback webhooks are not those of a plain playback.
 */
import { setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  gatherUsingAudio,
  gatherUsingSpeak,
  speak,
  startPlayback,
  type CallEvents,
} from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const typed = setup({ types: { events: {} as CallEvents }, actions: callActions, guards: callGuards });

const menu = typed.createMachine({
  id: 'menu',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', voice: 'female', maximum_digits: 1 }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'one' }, { target: 'other' }] },
    },
    one: { entry: speak({ payload: 'One.', voice: 'female' }) },
    other: { entry: speak({ payload: 'Goodbye.', voice: 'female' }) },
  },
});

const asked = (): CallHarness => {
  const call = CallHarness.incoming(menu);
  call.ok('answer');
  call.webhook('call.answered');
  return call.okAll();
};

describe('the digits are those of call.gather.ended', () => {
  test('the key first', () => {
    const call = asked();
    expect(call.webhook('call.dtmf.received', { digit: '1' }).outcome).toBe('ignored');
    call.webhook('call.gather.ended', { digits: '1', status: 'valid' });
    expect(call.value).toBe('one');
  });

  test('the end first: the late key moves nothing', () => {
    const call = asked();
    call.webhook('call.gather.ended', { digits: '1', status: 'valid' });
    expect(call.webhook('call.dtmf.received', { digit: '1' }).outcome).toBe('ignored');
    expect(call.value).toBe('one');
  });

  test.each([
    ['invalid', '7'],
    ['timeout', ''],
    ['cancelled_amd', ''],
  ])('%s', (status, digits) => {
    const call = asked();
    call.webhook('call.gather.ended', { digits, status });
    expect(call.value).toBe('other');
  });

  test('call_hangup moves nothing: the hangup does', () => {
    const call = asked();
    expect(call.webhook('call.gather.ended', { digits: '', status: 'call_hangup' }).outcome).toBe('superseded');
    call.webhook('call.hangup', { hangup_cause: 'normal_clearing' });
    expect(call.value).toBe('menu');
    expect(call.phase).toBe('finishing');
  });

  test('a prompt that announces its speaking, as one variant of Telnyx does, moves nothing', () => {
    const call = asked();
    call.webhook('call.speak.started');
    expect(call.webhook('call.speak.ended', { status: 'completed' }).outcome).toBe('ignored');
    call.webhook('call.gather.ended', { digits: '1', status: 'valid' });
    expect(call.value).toBe('one');
  });
});

describe('the prompt of gather_using_audio', () => {
  const flow = typed.createMachine({
    id: 'audio-menu',
    version: '1',
    entry: answer(),
    initial: 'asking',
    states: {
      asking: {
        entry: gatherUsingAudio({ audio_url: 'https://x.test/prompt.mp3', maximum_digits: 1 }),
        on: { 'call.gather.ended': 'playing' },
      },
      playing: {
        entry: startPlayback({ audio_url: 'https://x.test/answer.mp3' }),
        on: { 'call.playback.ended': 'done' },
      },
      done: {},
    },
  });
  const prompt = { media_url: 'https://x.test/prompt.mp3' };

  test('ends late, after the answer was asked for: its end is not the answer’s', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.playback.started', prompt);
    call.webhook('call.gather.ended', { digits: '1', status: 'valid' });
    call.okAll();
    expect(call.webhook('call.playback.ended', { ...prompt, status: 'cancelled' }).outcome).toBe('superseded');
    expect(call.value).toBe('playing');
    call.webhook('call.playback.started', { media_url: 'https://x.test/answer.mp3' });
    call.webhook('call.playback.ended', { media_url: 'https://x.test/answer.mp3', status: 'completed' });
    expect(call.value).toBe('done');
  });

  test('of the same file: then the token tells', () => {
    const call = CallHarness.incoming(flow).okAll();
    const late = call.payloadOf('caller#1', { status: 'cancelled' });
    call.webhook('call.gather.ended', { digits: '1', status: 'valid' });
    call.okAll();
    expect(call.deliver('call.playback.ended', late).outcome).toBe('superseded');
    expect(call.value).toBe('playing');
  });
});
