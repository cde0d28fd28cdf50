/** Bridge (Telnyx docs: bridge calls; OpenAPI: park_after_unbridge, link_to, bridge_on_answer). */
import { setup } from 'xstate';
import { answer, bridge, callActions, dial, leg, speak, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const typed = setup({ types: { events: {} as CallEvents<'agent'> }, actions: callActions });

const flow = typed.createMachine({
  id: 'bridging',
  version: '1',
  entry: [answer(), dial({ as: 'agent', to: '+15550100' })],
  initial: 'ringing',
  states: {
    ringing: { on: { 'agent.call.answered': 'joining' } },
    joining: {
      entry: bridge({ call_control_id: leg('agent'), park_after_unbridge: 'self' }),
      on: { 'call.bridged': 'talking', 'agent.call.bridged': 'talking' },
    },
    talking: { on: { 'legs.ended.agent': 'after' } },
    after: { entry: speak({ payload: 'How was it?', voice: 'female' }) },
  },
});

const joining = (): CallHarness => {
  const call = CallHarness.incoming(flow);
  call.ok('answer');
  call.webhook('call.answered');
  call.ok('dial');
  call.webhook('call.answered', {}, 'agent#1');
  call.ok('bridge');
  return call;
};

const both = (call: CallHarness): readonly string[] => call.state().legs.map((one) => one.attachment.type);

describe('call.bridged comes for both, in any order', () => {
  test.each([
    ['caller#1', 'agent#1'],
    ['agent#1', 'caller#1'],
  ])('%s first', (first, second) => {
    const call = joining();
    call.webhook('call.bridged', {}, first);
    expect(both(call)).toEqual(['bridged', 'bridged']);
    call.webhook('call.bridged', {}, second);
    expect(both(call)).toEqual(['bridged', 'bridged']);
    expect(call.value).toBe('talking');
    expect(call.leg('caller#1').pending).toBeUndefined();
  });
});

test('no event tells the leg that is parked when its partner goes: it is free, and silence counts', () => {
  const call = joining();
  call.webhook('call.bridged', {}, 'agent#1');
  call.tick(60_000);
  call.webhook('call.hangup', {}, 'agent#1');
  expect(call.leg('caller#1').attachment).toEqual({ type: 'none' });
  expect(call.value).toBe('after');
  expect(call.leg('caller#1').quietSince).toBe(call.now);
});

test('a bridge that never comes about holds for ten seconds', () => {
  const call = joining();
  call.tick(10_000);
  expect(call.leg('caller#1').quietSince).toBe(call.now);
});

test('linked and bridged by Telnyx on answer: no command between', () => {
  const linked = typed.createMachine({
    id: 'linked',
    version: '1',
    entry: [
      answer(),
      dial({ as: 'agent', to: '+15550100', link_to: leg('caller'), bridge_on_answer: true, bridge_intent: true }),
    ],
    initial: 'ringing',
    states: { ringing: { on: { 'agent.call.bridged': 'talking' } }, talking: {} },
  });
  const call = CallHarness.incoming(linked);
  call.ok('answer');
  call.webhook('call.answered');
  call.ok('dial');
  call.webhook('call.answered', {}, 'agent#1');
  call.webhook('call.bridged', {}, 'agent#1');
  expect(call.value).toBe('talking');
  expect(both(call)).toEqual(['bridged', 'bridged']);
  expect(call.sent()).toEqual([]);
});
