import { describe, expect, test } from 'vitest';
import { asked, heard, heardEvent, heardFailure, heardLimitMs, PromptOption } from '../../../src/flow/blocks/prompt.ts';

type Made = (args: unknown) => unknown;
const made = (params: unknown): unknown => (params as Made)({ context: { name: 'Ada' }, event: { type: 'x' } });

describe('a prompt', () => {
  test('is said', () => {
    expect(heard('Hello.')).toEqual({ type: 'speak', params: { payload: 'Hello.' } });
    const german = { text: 'Hallo.', voice: 'female', language: 'de-DE' };
    expect(heard(german)).toEqual({
      type: 'speak',
      params: { payload: 'Hallo.', voice: 'female', language: 'de-DE' },
    });
    expect([heardEvent('Hello.'), heardFailure('Hello.')]).toEqual(['call.speak.ended', 'command.failed.speak']);
  });

  test('is played', () => {
    const audio = { audio_url: 'https://example.com/a.mp3' };
    expect(heard(audio)).toEqual({ type: 'startPlayback', params: audio });
    expect(heard({ media_name: 'hello' })).toEqual({ type: 'startPlayback', params: { media_name: 'hello' } });
    expect([heardEvent(audio), heardFailure(audio)]).toEqual(['call.playback.ended', 'command.failed.startPlayback']);
  });

  test('asks', () => {
    expect(asked('Press 1.', { maximum_digits: 1 })).toEqual({
      type: 'gatherUsingSpeak',
      params: { payload: 'Press 1.', maximum_digits: 1 },
    });
    expect(asked({ media_name: 'menu' }, {})).toEqual({ type: 'gatherUsingAudio', params: { media_name: 'menu' } });
  });

  test('is made when it is wanted', () => {
    type Context = { name: string };
    expect(made(heard<Context>(({ context }) => `Hello, ${context.name}.`).params)).toEqual({
      payload: 'Hello, Ada.',
    });
    expect(made(heard<Context>(({ context }) => ({ text: context.name, language: 'en-GB' })).params)).toEqual({
      payload: 'Ada',
      language: 'en-GB',
    });
    const url = { audio_url: ({ context }: { context: Context }) => `https://example.com/${context.name}.mp3` };
    expect(made(asked<Context>(url, { maximum_digits: 1 }).params)).toEqual({
      audio_url: 'https://example.com/Ada.mp3',
      maximum_digits: 1,
    });
  });

  test('lasts longer the longer it is', () => {
    expect(heardLimitMs('a'.repeat(1_000))).toBeGreaterThan(heardLimitMs('a'));
    expect(heardLimitMs({ text: 'a' })).toBe(heardLimitMs('a'));
    expect(heardLimitMs(() => 'a')).toBe(heardLimitMs({ media_name: 'a' }));
  });

  test.each(['', { text: '' }, {}, { audio_url: '' }, { text: 'a', audio_url: 'b' }, 7, 'a'.repeat(3_001)])(
    'cannot be %j',
    (prompt) => {
      expect(PromptOption.safeParse(prompt).success).toBe(false);
    },
  );
});
