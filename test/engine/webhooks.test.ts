/** A webhook into a call: named for its leg, journaled with its outcome, and not for a machine whose part is over. */
import { setup } from 'xstate';
import { answer, callActions, dial, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from './call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents<'agent'> }, actions: callActions }).createMachine({
  id: 'webhooks',
  version: '1',
  entry: [answer(), dial({ as: 'agent', to: '+15550100' })],
  on: { 'call.answered': {}, 'agent.call.answered': {}, 'call.dtmf.received': '.done' },
  initial: 'talking',
  states: { talking: {}, done: { type: 'final' } },
});

describe('an event’s name', () => {
  test('is bare on the first leg, and bears the role on any other', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.answered');
    expect(call.last.events).toEqual([{ type: 'call.answered', handled: true }]);
    call.webhook('call.answered', {}, 'agent#1');
    expect(call.last.events).toEqual([{ type: 'agent.call.answered', handled: true }]);
    call.webhook('streaming.started', {}, 'agent#1');
    expect(call.last.events).toEqual([{ type: 'agent.streaming.started', handled: false }]);
  });
});

describe('the journal', () => {
  test('says what came, for whom, and what became of it', () => {
    const call = CallHarness.incoming(flow).okAll();
    const entry = call.webhook('call.answered', { answered_by: 'x' }, 'agent#1', { id: 'wh-7' });
    expect(entry).toMatchObject({
      callId: 'call-1',
      seq: call.state().step,
      at: call.now,
      outcome: 'applied',
      from: 'talking',
      to: 'talking',
      input: {
        kind: 'webhook',
        name: 'call.answered',
        id: 'wh-7',
        leg: 'agent#1',
        occurred_at: '2026-01-05T09:00:00.000Z',
        payload: { answered_by: 'x', client_state: null },
      },
    });
  });

  test.each([
    ['applied', 'call.answered', 'caller#1'],
    ['ignored', 'call.dtmf.received', 'agent#1'],
    ['ignored', 'call.transcription', 'caller#1'],
  ])('%s: %s on %s', (outcome, type, leg) => {
    expect(CallHarness.incoming(flow).okAll().webhook(type, {}, leg).outcome).toBe(outcome);
  });

  test('late: the machine is final', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.dtmf.received', { digit: '1' });
    for (const type of ['call.answered', 'call.speak.ended', 'call.recording.saved', 'call.cost'])
      expect(call.webhook(type).outcome).toBe('late');
    expect(call.webhook('call.hangup').outcome).toBe('late');
    expect(call.leg('caller#1').signalling).toBe('ended');
  });
});

test('a webhook of no leg is given under its bare name, without a leg', () => {
  const call = CallHarness.incoming(flow).okAll();
  const entry = call.deliver('call.cost', { call_session_id: 'session-1' });
  expect(entry.input).not.toHaveProperty('leg');
  expect(entry.events).toEqual([{ type: 'call.cost', handled: false }]);
});

test('every webhook is a sign of life', () => {
  const call = CallHarness.incoming(flow).okAll();
  call.wait(5_000).webhook('call.transcription');
  expect(call.leg('caller#1').seenAt).toBe(call.now);
});
