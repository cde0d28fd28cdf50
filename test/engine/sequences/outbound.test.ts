/** Outbound (Telnyx docs: sending commands; answering machine detection): no ringing event, and no order to rely on. */
import { setup } from 'xstate';
import { callActions, callGuards, dial, hangup, speak, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents }, actions: callActions, guards: callGuards }).createMachine({
  id: 'reminder',
  version: '1',
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial({
        to: '+15550100',
        from: '+15550199',
        connection_id: 'app-1',
        answering_machine_detection: 'detect_beep',
        timeout_secs: 25,
      }),
      on: {
        'call.answered': 'listening',
        'call.hangup': 'missed',
        'legs.ended.callee': 'missed',
      },
    },
    listening: {
      on: {
        'call.machine.detection.ended': [
          { guard: { type: 'amd', params: ['human', 'not_sure'] }, target: 'reminding' },
          { target: 'beeping' },
        ],
        'call.machine.greeting.ended': 'message',
        'call.hangup': 'missed',
      },
      after: { 20_000: 'reminding' },
    },
    beeping: { on: { 'call.machine.greeting.ended': 'message' }, after: { 30_000: 'leaving' } },
    reminding: { entry: speak({ payload: 'Hello.', voice: 'female' }), on: { 'call.speak.ended': 'leaving' } },
    message: { entry: speak({ payload: 'A message.', voice: 'female' }), on: { 'call.speak.ended': 'leaving' } },
    leaving: { entry: hangup(), on: { 'call.hangup': 'done' } },
    missed: { type: 'final' },
    done: { type: 'final' },
  },
});

const dialled = (): CallHarness => {
  const call = CallHarness.outgoing(flow);
  call.ok('dial');
  call.webhook('call.initiated', {}, 'callee#1');
  return call;
};

describe('ringing', () => {
  test('call.initiated may come before the answer to the dial', () => {
    const call = CallHarness.outgoing(flow);
    call.attempt('callee#1');
    expect(call.webhook('call.initiated', {}, 'callee#1').input.leg).toBe('callee#1');
    call.webhook('call.answered', {}, 'callee#1');
    expect(call.value).toBe('listening');
    call.ok('dial');
    expect(call.value).toBe('listening');
    expect(call.state().legs).toHaveLength(1);
  });

  test('call.answered may come before call.initiated', () => {
    const call = CallHarness.outgoing(flow);
    call.ok('dial');
    call.webhook('call.answered', {}, 'callee#1');
    call.webhook('call.initiated', {}, 'callee#1');
    expect(call.leg('callee#1').signalling).toBe('answered');
  });

  test.each(['user_busy', 'timeout', 'no_answer', 'call_rejected', 'not_found', 'a cause of tomorrow'])(
    '%s',
    (cause) => {
      const call = dialled();
      call.webhook(
        'call.hangup',
        { hangup_cause: cause, hangup_source: 'callee', sip_hangup_cause: '486' },
        'callee#1',
      );
      expect(call.value).toBe('missed');
      expect(call.leg('callee#1').cause).toMatchObject({ hangup_cause: cause });
      call.tick(120_000);
      expect(call.phase).toBe('closed');
    },
  );

  test('a hangup that overtakes everything: what comes after it is of a leg that is over', () => {
    const call = CallHarness.outgoing(flow);
    call.attempt('callee#1');
    const initiated = call.payloadOf('callee#1');
    call.webhook('call.hangup', { hangup_cause: 'user_busy' }, 'callee#1');
    expect(call.value).toBe('missed');
    call.deliver('call.initiated', initiated);
    call.deliver('call.answered', initiated);
    call.ok('dial');
    expect(call.sent()).toEqual([]);
    expect(call.leg('callee#1').signalling).toBe('ended');
  });

  test('in a flow that lives on, nothing of a dead leg is told: no answer after the hangup', () => {
    const call = CallHarness.outgoing(
      setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
        id: 'lives-on',
        version: '1',
        entry: dial({ to: '+15550100', from: '+15550199' }),
        initial: 'a',
        states: {
          a: { on: { 'call.hangup': 'b' } },
          b: { on: { 'call.answered': 'wrong' }, after: { 60_000: 'c' } },
          wrong: {},
          c: {},
        },
      }),
    );
    call.ok('dial');
    call.webhook('call.hangup', {}, 'callee#1');
    expect(call.webhook('call.answered', {}, 'callee#1').outcome).toBe('superseded');
    expect(call.value).toBe('b');
  });
});

describe('answering machine detection', () => {
  const answered = (): CallHarness => {
    const call = dialled();
    call.webhook('call.answered', {}, 'callee#1');
    expect(call.leg('callee#1').detecting).toBe('detect_beep');
    return call;
  };

  test.each(['human', 'not_sure'])('%s is spoken to', (result) => {
    const call = answered();
    call.webhook('call.machine.detection.ended', { result }, 'callee#1');
    expect(call.value).toBe('reminding');
    expect(call.leg('callee#1').detecting).toBeUndefined();
  });

  test('a machine, then its beep', () => {
    const call = answered();
    call.webhook('call.machine.detection.ended', { result: 'machine' }, 'callee#1');
    call.webhook('call.machine.greeting.ended', { result: 'beep_detected' }, 'callee#1');
    expect(call.sent()).toEqual(['speak callee#1']);
    call.ok('speak');
    call.webhook('call.speak.ended', { status: 'completed' }, 'callee#1');
    expect(call.sent()).toEqual(['hangup callee#1']);
  });

  test('a beep before the verdict may be all that comes', () => {
    const call = answered();
    call.webhook('call.machine.greeting.ended', { result: 'beep_detected' }, 'callee#1');
    expect(call.value).toBe('message');
  });

  test('the beep never comes: the flow’s own timer', () => {
    const call = answered();
    call.webhook('call.machine.detection.ended', { result: 'machine' }, 'callee#1');
    call.tick(30_000);
    expect(call.value).toBe('leaving');
  });

  test('a hangup before the verdict', () => {
    const call = answered();
    call.webhook('call.hangup', {}, 'callee#1');
    expect(call.value).toBe('missed');
  });

  test('a second message while the first may still play: the first one’s end does not hang up', () => {
    const call = answered();
    call.webhook('call.machine.detection.ended', { result: 'not_sure' }, 'callee#1');
    expect(call.value).toBe('reminding');
    const twice = CallHarness.outgoing(
      setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
        id: 'message-drop',
        version: '1',
        entry: dial({ to: '+15550100', from: '+15550199', answering_machine_detection: 'detect_words' }),
        initial: 'start',
        states: {
          start: { on: { 'call.answered': 'talking' } },
          talking: {
            entry: speak({ payload: 'Hi.', voice: 'female' }),
            on: { 'call.machine.greeting.ended': 'again' },
          },
          again: { entry: speak({ payload: 'Again.', voice: 'female' }), on: { 'call.speak.ended': 'leaving' } },
          leaving: { entry: hangup() },
        },
      }),
    );
    twice.ok('dial');
    twice.webhook('call.answered', {}, 'callee#1');
    twice.okAll();
    twice.webhook('call.speak.started', {}, 'callee#1');
    twice.webhook('call.machine.greeting.ended', {}, 'callee#1');
    twice.okAll();
    // It bears the newer client_state already: Telnyx adds what it has when the webhook is made.
    expect(twice.webhook('call.speak.ended', { status: 'cancelled_amd' }, 'callee#1').outcome).toBe('superseded');
    twice.webhook('call.speak.started', {}, 'callee#1');
    twice.webhook('call.speak.ended', { status: 'completed' }, 'callee#1');
    expect(twice.value).toBe('leaving');
  });
});
