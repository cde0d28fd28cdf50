import { expect, test } from 'vitest';
import {
  acceptingMs,
  askedToAccept,
  askingFailed,
  bridgedAlone,
  outcomesOfLegs,
} from '../../../src/flow/blocks/accepting.ts';

test('the first is bridged with nobody beside it: the others go in the same step', () => {
  expect(bridgedAlone('agent', false)).toEqual([
    { type: 'hangup', params: { leg: 'others:agent' } },
    { type: 'bridge', params: { call_control_id: 'leg:', prevent_double_bridge: true } },
  ]);
  expect(bridgedAlone('agent', true)[1]).toMatchObject({ params: { park_after_unbridge: 'self' } });
});

test('nobody is left on a leg but where they talk', () => {
  const { states, onDone } = outcomesOfLegs('agent', { connected: 'talking', nobody: 'sorry', failed: undefined });
  expect(states).toEqual({
    connected: { type: 'final', output: { result: 'connected' } },
    nobody: { type: 'final', output: { result: 'nobody' }, entry: { type: 'hangup', params: { leg: 'agent' } } },
  });
  expect(onDone.map(({ target }) => target)).toEqual(['talking', 'sorry']);
});

test('a question may be a file: then it fails under another name', () => {
  const audio = { audio_url: 'https://example.com/whisper.mp3' };
  expect(askedToAccept(audio, 'agent')).toMatchObject({
    type: 'gatherUsingAudio',
    params: { leg: 'agent', valid_digits: '1' },
  });
  expect([askingFailed(audio), askingFailed('Press 1.')]).toEqual([
    'command.failed.gatherUsingAudio',
    'command.failed.gatherUsingSpeak',
  ]);
});

test('a question is given up before the engine takes the line for dead', () => {
  const text = 'You have a call. Press 1 to take it.';
  expect(acceptingMs(text)).toBeLessThan(35_000);
});
