import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callGuards } from 'callchart';

type Guard = (args: { context: unknown; event: unknown }, params: unknown) => boolean;
const holds = (name: keyof typeof callGuards, event: unknown, params?: unknown): boolean =>
  (callGuards[name] as Guard)({ context: {}, event }, params);

const gathered = (digits: string, status: string, type = 'call.gather.ended') => ({
  type,
  payload: { digits, status },
});
const failed = (reason: string) => ({ type: 'command.failed.dial', reason, payload: { reason } });
const ended = (...causes: string[]) => ({
  type: 'legs.ended.agent',
  causes: causes.map((hangup_cause) => ({ leg: 'agent#1', hangup_cause })),
});
const detected = (result: string, event = 'call.machine.detection.ended') => ({ type: event, payload: { result } });
const PREMIUM = 'call.machine.premium.detection.ended';

describe('a guard looks at the event', () => {
  test.each([
    ['digits', gathered('1', 'valid'), '1', true],
    ['digits', gathered('2', 'valid'), '1', false],
    ['digits', gathered('2', 'valid'), ['1', '2'], true],
    ['digits', gathered('1#', 'valid'), '1', true],
    ['digits', gathered('1#', 'valid'), '1#', true],
    ['digits', gathered('#', 'valid'), '#', true],
    ['digits', gathered('', 'timeout'), '', true],
    ['digits', gathered('12345', 'valid'), { matches: '[0-9]{5}' }, true],
    ['digits', gathered('123456', 'valid'), { matches: '[0-9]{5}' }, false],
    ['digits', gathered('1', 'valid'), { matches: '1|22' }, true],
    ['digits', gathered('221', 'valid'), { matches: '1|22' }, false],
    ['digits', gathered('1', 'valid'), { matches: '(' }, false],
    ['digits', gathered('4711#', 'valid'), { length: 4 }, true],
    ['digits', gathered('471', 'valid'), { length: 4 }, false],
    ['digits', { type: 'agent.call.dtmf.received', payload: { digit: '*' } }, '*', true],
    ['digits', { type: 'call.speak.ended', payload: { status: 'completed' } }, '1', false],
    ['noinput', gathered('', 'timeout'), undefined, true],
    ['noinput', gathered('', 'invalid'), undefined, true],
    ['noinput', gathered('', 'timeout', 'agent.call.gather.ended'), undefined, true],
    ['noinput', gathered('', 'call_hangup'), undefined, false],
    ['noinput', gathered('', 'cancelled'), undefined, false],
    ['noinput', gathered('', 'cancelled_amd'), undefined, false],
    ['noinput', gathered('7', 'invalid'), undefined, false],
    ['noinput', { type: 'call.speak.ended', payload: { status: 'completed' } }, undefined, false],
    ['nomatch', gathered('7', 'invalid'), undefined, true],
    ['nomatch', gathered('7', 'timeout'), undefined, true],
    ['nomatch', gathered('7', 'valid'), undefined, false],
    ['nomatch', gathered('7', 'call_hangup'), undefined, false],
    ['nomatch', gathered('', 'timeout'), undefined, false],
    ['nomatch', { type: 'call.ai_gather.ended', payload: { status: 'invalid' } }, undefined, true],
    ['nomatch', { type: 'call.ai_gather.ended', payload: { status: 'valid' } }, undefined, false],
    ['noinput', { type: 'call.ai_gather.ended', payload: { status: 'invalid' } }, undefined, false],
    ['amd', detected('human'), 'human', true],
    ['amd', detected('not_sure'), 'human', false],
    ['amd', detected('not_sure'), ['human', 'not_sure'], true],
    ['amd', detected('human_business', PREMIUM), 'human', true],
    ['amd', detected('human_business', PREMIUM), 'human_residence', false],
    ['amd', detected('machine', PREMIUM), 'machine', true],
    ['amd', detected('beep_detected', 'call.machine.greeting.ended'), 'beep_detected', true],
    ['amd', { type: 'call.payment.completed', payload: { result: 'human' } }, 'human', false],
    ['cause', { type: 'call.hangup', payload: { hangup_cause: 'user_busy' } }, 'user_busy', true],
    ['cause', { type: 'call.hangup', payload: { hangup_cause: 'timeout' } }, ['user_busy', 'no_answer'], false],
    ['cause', ended('timeout', 'user_busy'), 'user_busy', true],
    ['cause', ended(), 'user_busy', false],
    ['reason', failed('rejected'), 'rejected', true],
    ['reason', failed('rejected'), ['leg_ended', 'expired'], false],
    ['reason', { type: 'call.dequeued', payload: { reason: 'timeout' } }, 'timeout', true],
    ['and', gathered('7', 'invalid'), ['nomatch', { type: 'digits', params: '7' }], true],
    ['and', gathered('8', 'invalid'), ['nomatch', { type: 'digits', params: '7' }], false],
    ['or', gathered('', 'timeout'), ['noinput', { type: 'nomatch' }], true],
    ['or', gathered('7', 'valid'), ['noinput', 'nomatch'], false],
    ['not', gathered('7', 'valid'), 'noinput', true],
    ['not', gathered('', 'timeout'), { type: 'not', params: { type: 'not', params: 'noinput' } }, false],
    ['not', gathered('', 'timeout'), 'isOpen', false],
  ] as const)('%s of %j with %j is %s', (name, event, params, result) => {
    expect(holds(name, event, params)).toBe(result);
  });

  test('whatever the event and the params are, it answers and does not throw', () => {
    const names = Object.keys(callGuards) as (keyof typeof callGuards)[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything(), fc.anything(), (name, event, params) => {
        expect(typeof holds(name, event, params)).toBe('boolean');
        expect(typeof holds(name, { type: 'call.gather.ended', payload: event }, params)).toBe('boolean');
      }),
    );
  });
});
