/** Queue (Telnyx docs: queueing calls): enqueued, bridged from the agent's leg, dequeued; or left alone and silent. */
import { setup } from 'xstate';
import { answer, bridge, callActions, dial, enqueue, leaveQueue, speak, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents<'agent'> }, actions: callActions }).createMachine({
  id: 'queueing',
  version: '1',
  entry: answer(),
  initial: 'start',
  states: {
    start: { on: { 'call.answered': 'waiting' } },
    waiting: {
      entry: [enqueue({ queue_name: 'support', max_wait_time_secs: 60 }), dial({ as: 'agent', to: '+15550100' })],
      on: {
        'agent.call.answered': { actions: bridge({ leg: 'agent', queue: 'support' }) },
        'call.dequeued': [
          { guard: ({ event }) => event.payload.reason === 'timeout', target: 'sorry' },
          { guard: ({ event }) => event.payload.reason !== 'hangup', target: 'joining' },
        ],
      },
    },
    joining: { on: { 'call.bridged': 'talking', 'agent.call.bridged': 'talking' } },
    talking: {},
    sorry: { entry: speak({ payload: 'Nobody is free.', voice: 'female' }) },
  },
});

const queued = (): CallHarness => {
  const call = CallHarness.incoming(flow);
  call.ok('answer');
  call.webhook('call.answered');
  call.okAll();
  call.webhook('call.enqueued', { queue: 'support', current_position: 1 });
  expect(call.leg('caller#1').attachment).toEqual({ type: 'queued', queue: 'support' });
  return call;
};

test('bridged from the agent’s leg: dequeued, then bridged', () => {
  const call = queued();
  call.webhook('call.answered', {}, 'agent#1');
  call.ok('bridge');
  call.webhook('call.dequeued', { reason: 'bridging-in-process' });
  expect(call.leg('caller#1').attachment).toEqual({ type: 'none' });
  call.webhook('call.bridged');
  call.webhook('call.bridged', {}, 'agent#1');
  expect(call.value).toBe('talking');
  expect(call.state().legs.map((one) => one.attachment)).toEqual([
    { type: 'bridged', peer: 'agent#1' },
    { type: 'bridged', peer: 'caller#1' },
  ]);
});

describe('dequeued without a bridge', () => {
  test('after the longest wait the leg is parked, and nobody else moves it', () => {
    const call = queued();
    call.webhook('call.dequeued', { reason: 'timeout' });
    expect(call.sent()).toEqual(['speak caller#1']);
  });

  test('after leaving, silence counts', () => {
    const call = queued();
    call.webhook('call.dequeued', { reason: 'leave' });
    call.tick(29_999);
    expect(call.phase).toBe('active');
    call.tick(1);
    expect(call.phase).toBe('fallback');
  });

  test.each([
    ['call.dequeued', 'call.hangup'],
    ['call.hangup', 'call.dequeued'],
  ])('%s, then %s', (...types) => {
    const call = queued();
    for (const type of types) call.webhook(type, { reason: 'hangup', hangup_cause: 'normal_clearing' });
    expect(call.leg('caller#1')).toMatchObject({ signalling: 'ended', attachment: { type: 'none' } });
    expect(call.phase).toBe('finishing');
    expect(call.sent()).toEqual(['hangup agent#1']);
  });
});

test('a bridged leg that is enqueued is unbridged, and so is its partner', () => {
  const call = queued();
  call.webhook('call.answered', {}, 'agent#1');
  call.ok('bridge');
  call.webhook('call.bridged', {}, 'agent#1');
  call.webhook('call.enqueued', { queue: 'second' });
  expect(call.state().legs.map((one) => one.attachment.type)).toEqual(['queued', 'none']);
});

test('a queue that does not know the caller has let them go, though its webhook was lost', () => {
  const flow = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
    id: 'lost-dequeued',
    version: '1',
    entry: enqueue({ queue_name: 'support' }),
    on: { 'call.enqueued': { actions: leaveQueue() } },
  });
  const call = CallHarness.incoming(flow).okAll();
  call.webhook('call.enqueued', { queue: 'support' });
  call.fails('leaveQueue', 'rejected', { status: 422, code: '90035' });
  expect(call.leg('caller#1').attachment).toEqual({ type: 'none' });
});
