/** What a command leads one to expect of its leg, from the asking to the accepting or giving up. */
import { describe, expect, test } from 'vitest';
import type { PendingCommand } from '../../src/engine/call-state.ts';
import { accept, expect as expectOf, renounce } from '../../src/engine/expectation.ts';
import { isHeld, isQuiet, newLeg, type Leg } from '../../src/engine/leg.ts';

const leg: Leg = newLeg(
  { id: 'caller#1', role: 'caller', first: true, direction: 'incoming', signalling: 'answered' },
  0,
);

const pending = (command: PendingCommand['command'], params: PendingCommand['params'] = {}): PendingCommand => ({
  id: 'c-1-0',
  command,
  legId: leg.id,
  needs: [],
  params,
  origin: ['flow.state'],
  step: 1,
  issuedAt: 0,
  by: 'flow',
});

const asked = (command: PendingCommand['command'], params?: PendingCommand['params'], sensitive = false): Leg =>
  expectOf(leg, pending(command, params), { sensitive });

const occupying: readonly (readonly [PendingCommand['command'], PendingCommand['params']])[] = [
  ['speak', { payload: 'Hi.' }],
  ['startPlayback', { audio_url: 'https://x.test/a.mp3' }],
  ['gather', {}],
  ['gatherUsingSpeak', { payload: 'Hi.' }],
  ['gatherUsingAudio', { audio_url: 'https://x.test/a.mp3' }],
  ['gatherUsingAI', {}],
  ['startAIAssistant', {}],
  ['joinAIAssistant', {}],
  ['startConversationRelay', {}],
  ['startStreaming', { stream_bidirectional_mode: 'rtp' }],
  ['pay', {}],
  ['transfer', { to: '+1' }],
  ['bridge', { queue: 'q' }],
  ['enqueue', { queue_name: 'q' }],
  ['refer', { sip_address: 'sip:a@x.test' }],
  ['startRecording', { max_length: 60 }],
  ['answer', { assistant: { id: 'a1' } }],
];

describe('a command that occupies the leg', () => {
  test.each(occupying)(
    '%s: issued it occupies nothing, accepted it does, given up it leaves no trace',
    (name, params) => {
      const issued = asked(name, params);
      expect(isQuiet(issued, 1)).toBe(true);
      expect(isHeld(issued, 1)).toBe(false);
      expect(isQuiet(accept(issued, pending(name, params), 1), 1)).toBe(false);
      expect(renounce(issued, 'c-1-0')).toEqual(leg);
      expect(renounce(issued, 'another')).toEqual(issued);
    },
  );
});

test.each([
  ['startRecording', {}],
  ['startStreaming', { stream_url: 'wss://x.test' }],
  ['startTranscription', {}],
  ['sendDtmf', { digits: '1' }],
] as const)('%s occupies nobody', (name, params) => {
  expect(isQuiet(accept(asked(name, params), pending(name, params), 1), 1)).toBe(true);
});

test('a transfer is pending for its ringing time and ten seconds more', () => {
  expect(asked('transfer', { to: '+1', timeout_secs: 20 }).pending).toMatchObject({
    kind: 'transfer',
    limitMs: 30_000,
  });
  expect(asked('transfer', { to: '+1' }).pending).toMatchObject({ limitMs: 40_000 });
});

test('loops count, an endless one is marked', () => {
  expect(asked('startPlayback', { audio_url: 'a', loop: 3 }).plays).toMatchObject([
    { infinite: false, limitMs: 1_800_000 },
  ]);
  expect(asked('startPlayback', { audio_url: 'a', loop: 'infinity' }).plays).toMatchObject([{ infinite: true }]);
});

test('stops reach plays and overlays apart, and say how far', () => {
  const played = {
    ...leg,
    plays: [...asked('speak', { payload: 'a' }).plays, ...asked('startPlayback', { overlay: true }).plays],
  };
  const stopOf = (params: PendingCommand['params']): unknown[] =>
    expectOf(played, pending('stopPlayback', params), { sensitive: false }).plays.map((play) => play.stopped);
  expect(stopOf({})).toEqual(['all', undefined]);
  expect(stopOf({ stop: 'current' })).toEqual(['current', undefined]);
  expect(stopOf({ overlay: true })).toEqual([undefined, 'all']);
});

test('machine detection that comes with a dial is remembered, a disabled one is not', () => {
  expect(asked('dial', { answering_machine_detection: 'premium' }).detecting).toBe('premium');
  expect(asked('dial', { answering_machine_detection: 'disabled' }).detecting).toBeUndefined();
});

test('stops without a webhook end what they stop when they are accepted', () => {
  const engaged = accept(asked('startAIAssistant', {}), pending('startAIAssistant'), 1);
  expect(accept(engaged, pending('stopAIAssistant'), 2).engagements).toEqual([]);
  const recorded = accept(asked('startRecording', { max_length: 9 }), pending('startRecording'), 1);
  expect(accept(recorded, pending('stopRecording'), 2).recordings).toEqual([]);
});
