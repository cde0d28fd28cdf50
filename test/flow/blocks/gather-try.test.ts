import { describe, expect, test } from 'vitest';
import { gatherRules, tryStates } from '../../../src/flow/blocks/gather-try.ts';

describe('the rules of a choice', () => {
  test('fit the choices', () => {
    expect(gatherRules(['1', '20'], {})).toEqual({
      valid_digits: '012',
      minimum_digits: 1,
      maximum_digits: 2,
      terminating_digit: '#',
      timeout_millis: 6_000,
      inter_digit_timeout_millis: 2_000,
    });
  });

  test('let # be a choice', () => {
    expect(gatherRules(['#'], {}).terminating_digit).toBe('');
  });
});

describe('a try', () => {
  const turns = [{ guard: 'noinput', target: 'again' }] as const;
  const rules = gatherRules(['1'], { timeout_millis: 5_000 });

  test('is one state when keys interrupt', () => {
    const states = tryStates('asking', 'Press 1.', { rules, bargeIn: true, taken: [] }, turns, 'again');
    expect(Object.keys(states)).toEqual(['asking']);
    expect(states['asking']).toMatchObject({
      entry: { type: 'gatherUsingSpeak', params: { payload: 'Press 1.', maximum_tries: 1, timeout_millis: 5_000 } },
      on: { 'call.gather.ended': turns },
    });
  });

  test('is two when they do not: the gather has no prompt, and as long to think', () => {
    const states = tryStates('asking', 'Press 1.', { rules, bargeIn: false, taken: [] }, turns, 'again');
    expect(states).toMatchObject({
      asking: { entry: { type: 'speak' }, on: { 'call.speak.ended': 'askingListening' } },
      askingListening: { entry: { type: 'gather', params: { initial_timeout_millis: 5_000 } } },
    });
  });

  test('ends as if nobody had pressed when nothing is heard of it', () => {
    const { asking } = tryStates('asking', 'Hi.', { rules, bargeIn: true, taken: [] }, turns, 'again') as {
      asking: { after: object };
    };
    expect(Object.values(asking.after)).toMatchObject([{ target: 'again', actions: { type: 'stopGather' } }]);
  });
});
