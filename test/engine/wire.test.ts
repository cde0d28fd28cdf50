/** A command as it goes over the wire is the same at every attempt, and the token in it leads its webhooks back. */
import { setup } from 'xstate';
import { answer, bridge, callActions, dial, leg, speak, transfer, updateClientState, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { decodeToken } from '../../src/engine/token.ts';
import { wireOf } from '../../src/engine/wire.ts';
import { CallHarness } from './call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents<'agent' | 'sales'> }, actions: callActions }).createMachine({
  id: 'wire',
  version: '1',
  entry: [answer({ client_state: btoa('author') }), speak({ payload: 'Hi.', voice: 'female' })],
  on: {
    'call.answered': {
      actions: [
        updateClientState({ client_state: btoa('later') }),
        dial({
          as: 'agent',
          to: '+15550100',
          link_to: leg('caller'),
          client_state: btoa('a'),
        }),
        transfer({ as: 'sales', to: '+15550101', target_leg_client_state: btoa('target') }),
        bridge({ call_control_id: leg('agent') }),
      ],
    },
    'command.failed.*': {},
  },
});

const tokenOf = (call: CallHarness, name: string, key = 'client_state') => decodeToken(call.body(name)[key]);

describe('the request', () => {
  test('goes to the leg’s path; a dial goes to none', () => {
    const call = CallHarness.incoming(flow);
    expect(wireOf(call.state(), call.command('answer')).callControlId).toBe('v3:caller#1');
    call.webhook('call.answered');
    expect(wireOf(call.state(), call.command('dial')).callControlId).toBeUndefined();
  });

  test('bears command_id and token, and the author’s own client_state inside', () => {
    const call = CallHarness.incoming(flow);
    expect(call.body('answer')['command_id']).toBe(call.command('answer').id);
    expect(tokenOf(call, 'answer')).toEqual({ callId: 'call-1', legId: 'caller#1', step: 1, own: btoa('author') });
  });

  test('each leg has its token: the dialled one’s, the transfer’s target’s', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.answered');
    expect(tokenOf(call, 'dial')).toEqual({
      callId: 'call-1',
      legId: 'agent#1',
      step: call.state().step,
      own: btoa('a'),
    });
    call.ok('updateClientState');
    expect(tokenOf(call, 'transfer')).toMatchObject({ legId: 'caller#1', own: btoa('later') });
    expect(tokenOf(call, 'transfer', 'target_leg_client_state')).toMatchObject({
      legId: 'sales#1',
      own: btoa('target'),
    });
  });

  test('names legs by their ids', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.answered');
    expect(call.body('dial')['link_to']).toBe('v3:caller#1');
    call.ok('dial');
    call.okAll();
    expect(call.state().commands).toEqual([]);
  });

  test('is the same at every attempt, whatever the author’s state becomes meanwhile', () => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    const command = call.command('speak');
    const first = JSON.stringify(wireOf(call.state(), command));
    expect(tokenOf(call, 'speak')?.own).toBe(btoa('author'));
    call.webhook('call.answered');
    expect(call.leg('caller#1').clientState).toBe(btoa('later'));
    expect(JSON.stringify(wireOf(call.state(), call.command('speak')))).toBe(first);
  });

  test('updateClientState takes no command_id, and its token carries the author’s', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.answered');
    expect(call.body('updateClientState')).not.toHaveProperty('command_id');
    expect(tokenOf(call, 'updateClientState')).toMatchObject({ legId: 'caller#1', own: btoa('later') });
  });
});

describe('the author’s own client_state', () => {
  test('is handed back in every event, as it was set', () => {
    const call = CallHarness.incoming(flow).okAll();
    expect(call.webhook('call.answered').input.payload).toMatchObject({ client_state: btoa('author') });
    call.okAll();
    expect(call.webhook('call.dtmf.received', { digit: '1' }).input.payload).toMatchObject({
      client_state: btoa('later'),
    });
  });

  test('a client_state that is not ours passes untouched', () => {
    const call = CallHarness.incoming(flow);
    const entry = call.webhook('call.answered', {}, 'caller#1', { client_state: btoa('whose?') });
    expect(entry.input.payload).toMatchObject({ client_state: btoa('whose?') });
  });
});
