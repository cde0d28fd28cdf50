/** From a machine's command to commands on legs: params are checked, legs found, what cannot be issued is a failure. */
import { assign, setup } from 'xstate';
import {
  answer,
  bridge,
  callActions,
  dial,
  hangup,
  leg,
  others,
  speak,
  type CallEvents,
  type FlowOptions,
} from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from './call-harness.ts';

const typed = setup({
  types: { context: {} as { failed: readonly unknown[] }, events: {} as CallEvents<'agent'> },
  actions: callActions,
});

const failing = (action: object) =>
  typed.createMachine({
    id: 'failing',
    version: '1',
    context: { failed: [] },
    entry: action as never,
    on: {
      'call.hangup': {},
      'command.failed.*': {
        actions: assign({
          failed: ({ event }) => [
            { command: event.command, reason: event.reason, leg: event.leg, detail: event.detail },
          ],
        }),
      },
    },
  });

describe('what cannot be issued', () => {
  test('params that break the rules when they are made: invalid, with the reason', () => {
    const call = CallHarness.incoming(failing(speak(() => ({ payload: '', voice: 'female' }))));
    expect(call.context['failed']).toMatchObject([{ command: 'speak', reason: 'invalid', leg: 'caller#1' }]);
    expect(JSON.stringify(call.context['failed'])).toContain('payload');
    expect(call.sent()).toEqual([]);
  });

  test('a leg that this call does not have', () => {
    const call = CallHarness.incoming(
      failing([dial(() => ({ as: 'agent', to: '+15550100' })), hangup(() => ({ leg: 'sales' }))]),
    );
    expect(call.context['failed']).toMatchObject([{ command: 'hangup', reason: 'invalid' }]);
    const named = CallHarness.incoming(failing(bridge(() => ({ call_control_id: leg('agent') }))));
    expect(named.context['failed']).toMatchObject([{ command: 'bridge', reason: 'invalid', leg: 'caller#1' }]);
  });

  test('no others to address is no mistake', () => {
    const call = CallHarness.incoming(
      failing([dial({ as: 'agent', to: '+15550100' }), hangup({ leg: others('agent') })]),
    );
    expect(call.context['failed']).toEqual([]);
    expect(call.sent()).toEqual(['dial agent#1']);
  });

  test('a leg that is over: leg_ended, at once', () => {
    const flow = typed.createMachine({
      id: 'too-late',
      version: '1',
      context: { failed: [] },
      on: {
        'call.hangup': { actions: speak({ payload: 'Hello?', voice: 'female' }) },
        'command.failed.speak': { actions: assign({ failed: ({ event }) => [event.reason] }) },
      },
    });
    const call = CallHarness.incoming(flow);
    call.webhook('call.hangup', {});
    expect(call.context['failed']).toEqual(['leg_ended']);
    expect(call.phase).toBe('late');
  });
});

describe('dial', () => {
  test('calls each number as a leg of its own', () => {
    const call = CallHarness.incoming(failing(dial({ as: 'agent', to: ['+15550100', 'sip:b@example.com'] })));
    expect(call.sent()).toEqual(['dial agent#1', 'dial agent#2']);
    expect(call.body('dial', 'agent#1')['to']).toBe('+15550100');
    expect(call.body('dial', 'agent#2')['to']).toBe('sip:b@example.com');
    expect(call.leg('agent#2')).toMatchObject({
      role: 'agent',
      first: false,
      signalling: 'requested',
      to: 'sip:b@example.com',
    });
  });

  test('shows the number that was called and uses its application, unless defaults or the command say otherwise', () => {
    const ask = dial({ as: 'agent', to: '+15550100' });
    expect(CallHarness.incoming(failing(ask)).body('dial')).toMatchObject({ from: '+15550002' });
    const options = { defaults: { from: '+15550777', connection_id: 'app-7' } } satisfies FlowOptions;
    expect(CallHarness.incoming({ default: failing(ask), options }).body('dial')).toMatchObject({
      from: '+15550777',
      connection_id: 'app-7',
    });
    const own = dial({ as: 'agent', to: '+15550100', from: '+15550999', connection_id: 'app-9' });
    expect(CallHarness.incoming({ default: failing(own), options }).body('dial')).toMatchObject({
      from: '+15550999',
      connection_id: 'app-9',
    });
  });

  test('of several first dials of an outbound flow one is the first leg', () => {
    const call = CallHarness.outgoing(failing(dial({ as: 'agent', to: ['+1', '+2'], from: '+3' })));
    expect(call.state().legs.map((one) => one.first)).toEqual([true, false]);
  });
});

test('a flow’s defaults fill in voice and language', () => {
  const flow = typed.createMachine({
    id: 'd',
    version: '1',
    context: { failed: [] },
    entry: [answer(), speak({ payload: 'Hi.', voice: 'male' })],
  });
  const options = { defaults: { language: 'en-GB' } } satisfies FlowOptions;
  const call = CallHarness.incoming({ default: flow, options });
  call.ok('answer');
  expect(call.body('speak')).toMatchObject({ payload: 'Hi.', voice: 'male', language: 'en-GB' });
});

test('hanging up a role ends all its legs', () => {
  const flow = typed.createMachine({
    id: 'all',
    version: '1',
    context: { failed: [] },
    entry: dial({ as: 'agent', to: ['+1', '+2', '+3'] }),
    on: { 'call.dtmf.received': { actions: hangup({ leg: 'agent' }) } },
  });
  const call = CallHarness.incoming(flow).okAll();
  call.webhook('call.hangup', {}, 'agent#2');
  call.webhook('call.dtmf.received', { digit: '1' });
  expect(call.sent()).toEqual(['hangup agent#1', 'hangup agent#3']);
});
