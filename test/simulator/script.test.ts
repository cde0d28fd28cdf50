import { CallScript, durationMs } from 'callchart/simulator';
import { describe, expect, it } from 'vitest';

describe('a call script', () => {
  it.each([
    [1_500, 1_500],
    ['250ms', 250],
    ['2s', 2_000],
    ['1.5s', 1_500],
    ['2min', 120_000],
  ] as const)('the duration %s is %i ms', (duration, ms) => {
    expect(durationMs(duration)).toBe(ms);
  });

  it.each([
    [{ steps: [] }],
    [{ steps: [{ pres: '1' }] }],
    [{ steps: [{ press: 'x' }] }],
    [{ steps: [{ waitFor: 'call.gather.endet' }] }],
    [{ steps: [{ wait: '2 seconds' }] }],
    [{ steps: [{ hangup: 'Agent' }] }],
    [{ steps: [{ agent: 'sleeps' }] }],
    [{ steps: [{ expect: { hear: 'hello' } }] }],
    [{ steps: [{ press: '1', say: 'one' }] }],
  ])('%o is none', (script) => {
    expect(CallScript.safeParse(script).success).toBe(false);
  });

  it('takes every kind of step', () => {
    const steps = [
      { call: { from: '+15550111', to: '+15550100', headers: { 'X-A': 'b' } } },
      { waitFor: 'answer', within: '5s' },
      { waitFor: 'call.answered', leg: 'caller' },
      { at: '4s', press: '1#' },
      { say: 'Hello', leg: 'agent' },
      { agent: 'no answer', to: '+15550100020', after: 500 },
      { wait: '2min' },
      { hangup: true },
      { hangup: 'B' },
      {
        expect: {
          over: true,
          'silence at most': '5s',
          hears: 'ringback',
          commands: ['speak'],
          'no commands': ['dial'],
        },
      },
    ];
    expect(CallScript.parse({ name: 'All', limit: '1min', steps }).steps).toHaveLength(steps.length);
  });
});
