/** Transfer (Telnyx docs: sending commands; IVR demo): leg B has its own events, and A may be told nothing. */
import { setup } from 'xstate';
import { answer, callActions, speak, transfer, type CallEvents } from 'callchart';
import { expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents<'sales'> }, actions: callActions }).createMachine({
  id: 'transferring',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'sales' } },
    sales: {
      entry: transfer({ as: 'sales', to: '+15550100', timeout_secs: 20 }),
      on: {
        'sales.call.bridged': 'connected',
        'legs.ended.sales': 'sorry',
        'command.failed.transfer': 'sorry',
      },
    },
    connected: {},
    sorry: { entry: speak({ payload: 'Sorry.', voice: 'female' }) },
  },
});

const transferring = (): CallHarness => {
  const call = CallHarness.incoming(flow);
  call.ok('answer');
  call.webhook('call.answered');
  call.ok('transfer');
  return call;
};

test('B rings, answers, is bridged; one call.bridged marks both', () => {
  const call = transferring();
  expect(call.webhook('call.initiated', {}, 'sales#1').input.leg).toBe('sales#1');
  call.webhook('call.answered', {}, 'sales#1');
  call.webhook('call.bridged', {}, 'sales#1');
  expect(call.value).toBe('connected');
  expect(call.leg('caller#1').attachment).toEqual({ type: 'bridged', peer: 'sales#1' });
  // A's own, if it comes, changes nothing.
  call.webhook('call.bridged');
  expect(call.leg('sales#1').attachment).toEqual({ type: 'bridged', peer: 'caller#1' });
  expect(call.tick(500_000)).toEqual([]);
});

test('bridged before answered', () => {
  const call = transferring();
  call.webhook('call.bridged', {}, 'sales#1');
  expect(call.value).toBe('connected');
  call.webhook('call.answered', {}, 'sales#1');
  expect(call.leg('sales#1').attachment).toEqual({ type: 'bridged', peer: 'caller#1' });
});

test('B is known by its session when its webhooks have no client_state', () => {
  const call = transferring();
  const entry = call.deliver('call.initiated', {
    call_control_id: 'v3:x',
    call_session_id: 'session-1',
    client_state: null,
    direction: 'outgoing',
    to: '+15550100',
  });
  expect(entry.input.leg).toBe('sales#1');
  expect(call.leg('sales#1').callControlId).toBe('v3:x');
});

test('B does not answer: A stays, and hears something', () => {
  const call = transferring();
  call.webhook('call.initiated', {}, 'sales#1');
  call.webhook('call.hangup', { hangup_cause: 'timeout' }, 'sales#1');
  expect(call.value).toBe('sorry');
  expect(call.sent()).toEqual(['speak caller#1']);
  expect(call.leg('caller#1').pending).toBeUndefined();
});

test('nothing is ever heard of B: the transfer holds A for its ringing time and no longer', () => {
  const call = transferring();
  call.tick(29_999);
  expect(call.leg('caller#1').quietSince).toBeUndefined();
  call.tick(1);
  expect(call.leg('caller#1').quietSince).toBeDefined();
  call.tick(90_000);
  // The leg that never came to be is over two minutes after it was asked for.
  expect(call.journal.map((entry) => entry.input.name)).toContain('silence');
});

test('machine detection that a transfer asks for is B’s', () => {
  const detecting = setup({ types: { events: {} as CallEvents<'sales'> }, actions: callActions }).createMachine({
    id: 'detecting',
    version: '1',
    entry: [answer(), transfer({ as: 'sales', to: '+15550100', answering_machine_detection: 'premium' })],
  });
  const call = CallHarness.incoming(detecting).okAll();
  expect(call.leg('caller#1').detecting).toBeUndefined();
  expect(call.leg('sales#1').detecting).toBe('premium');
  call.webhook('call.machine.premium.detection.ended', { result: 'machine' }, 'sales#1');
  expect(call.leg('sales#1').detecting).toBeUndefined();
});

test('A hangs up while B rings: B is hung up too', () => {
  const call = transferring();
  call.webhook('call.initiated', {}, 'sales#1');
  call.webhook('call.hangup', { hangup_cause: 'normal_clearing' });
  expect(call.sent()).toEqual(['hangup sales#1']);
  expect(call.phase).toBe('finishing');
});

test('bridged, then one hangs up: the call ends with the other', () => {
  const call = transferring();
  for (const type of ['call.initiated', 'call.answered', 'call.bridged']) call.webhook(type, {}, 'sales#1');
  call.webhook('call.hangup', {}, 'sales#1');
  expect(call.leg('caller#1').attachment).toEqual({ type: 'none' });
  call.webhook('call.hangup', {});
  expect(call.phase).toBe('finishing');
});
