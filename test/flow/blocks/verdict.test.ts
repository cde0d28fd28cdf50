import { expect, test } from 'vitest';
import { lateVerdict } from 'callchart';
import { modeOf, verdictEvents } from '../../../src/flow/blocks/verdict.ts';

test('each mode has its events', () => {
  expect(verdictEvents('premium').detectionEnded).toBe('call.machine.premium.detection.ended');
  expect(verdictEvents('detect')).toEqual({ detectionEnded: 'call.machine.detection.ended', greetingEnded: undefined });
  for (const mode of ['detect_beep', 'detect_words', 'greeting_end'] as const)
    expect(verdictEvents(mode).greetingEnded).toBe('call.machine.greeting.ended');
});

test('each mode is asked for, with its settings', () => {
  expect(modeOf('disabled', undefined)).toEqual({});
  expect(modeOf('premium', { total_analysis_time_millis: 9_000 })).toEqual({
    answering_machine_detection: 'premium',
    answering_machine_detection_config: { total_analysis_time_millis: 9_000 },
  });
});

test('a late verdict leads back into the block, and every other one nowhere', () => {
  expect(lateVerdict({ calling: '#calling' })).toEqual({
    'call.machine.premium.detection.ended': [
      { guard: { type: 'amd', params: 'machine' }, target: '#calling.greeting' },
      {},
    ],
    'call.machine.premium.greeting.ended': [{ target: '#calling.leaving' }],
  });
  expect(lateVerdict({ calling: '#calling', detect: 'detect' })).toEqual({
    'call.machine.detection.ended': [{ guard: { type: 'amd', params: 'machine' }, target: '#calling.machine' }, {}],
  });
  expect(lateVerdict({ calling: '#calling', detect: 'detect_beep', message: false })).toMatchObject({
    'call.machine.greeting.ended': [{ target: '#calling.machine' }],
  });
});

test('refuses what it does not know', () => {
  expect(() => lateVerdict({ calling: '', detect: 'magic' as never })).toThrow(
    /options of lateVerdict[\s\S]*calling[\s\S]*detect/,
  );
});
