/** The end of a leg: what waited for it goes, its partner is free, the machine is told, in that order. */
import { setup } from 'xstate';
import { answer, bridge, callActions, dial, leg, speak, startRecording, transfer, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from './call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents<'agent' | 'sales'> }, actions: callActions }).createMachine({
  id: 'ending-legs',
  version: '1',
  entry: [
    answer(),
    startRecording({ channels: 'single', format: 'mp3' }),
    dial({ as: 'agent', to: '+15550100' }),
    speak({ leg: 'agent', payload: 'A call.', voice: 'female' }),
  ],
  initial: 'ringing',
  states: {
    ringing: { on: { 'agent.call.answered': 'joining', 'agent.call.hangup': 'alone' } },
    joining: { entry: bridge({ call_control_id: leg('agent') }), on: { 'legs.ended.agent': 'alone' } },
    alone: { entry: transfer({ as: 'sales', to: '+15550101' }) },
  },
});

describe('a leg ends', () => {
  test('what waits on it is dropped without a word; what is on its way finds out', () => {
    const call = CallHarness.incoming(flow);
    call.attempt('agent#1');
    call.webhook('call.initiated', {}, 'agent#1');
    expect(call.sent()).toContain('speak agent#1');
    call.webhook('call.hangup', { hangup_cause: 'user_busy' }, 'agent#1');
    expect(call.value).toBe('alone');
    expect(call.events().filter((one) => one.includes('command.failed'))).toEqual([]);
    // The speak was ready: its failure is no news.
    call.fails('speak', 'leg_ended');
    expect(call.phase).toBe('active');
  });

  test('the bare hangup is the first leg’s, any other’s bears its role', () => {
    const call = CallHarness.incoming(flow);
    call.okAll();
    call.webhook('call.hangup', {}, 'agent#1');
    expect(call.last.events.map((one) => one.type)).toEqual(['agent.call.hangup', 'legs.ended.agent']);
  });

  test('twice is once', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.hangup', {}, 'agent#1');
    const entry = call.webhook('call.hangup', {}, 'agent#1');
    expect(entry).toMatchObject({ outcome: 'superseded', events: [] });
  });

  test('a bridge that waits for it fails; the pending one is forgotten', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.answered');
    call.webhook('call.answered', {}, 'agent#1');
    call.ok('bridge');
    expect(call.leg('caller#1').pending).toMatchObject({ kind: 'bridge', peer: 'agent#1' });
    call.webhook('call.hangup', {}, 'agent#1');
    expect(call.value).toBe('alone');
    expect(call.leg('caller#1').pending).toMatchObject({ kind: 'transfer' });
  });

  test('nothing of it is connection state any more', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.answered');
    call.webhook('call.hangup', { hangup_cause: 'normal_clearing', hangup_source: 'caller', sip_hangup_cause: '200' });
    expect(call.leg('caller#1')).toMatchObject({
      signalling: 'ended',
      attachment: { type: 'none' },
      plays: [],
      gathers: [],
      engagements: [],
      cause: { hangup_cause: 'normal_clearing', hangup_source: 'caller', sip_hangup_cause: '200' },
    });
  });
});
