/** `legs.ended.<role>`: told when no leg of a role lives any more, once per generation of legs. */
import { assign, setup } from 'xstate';
import { callActions, dial, hangup, type CallEvents } from 'callchart';
import { expect, test } from 'vitest';
import { CallHarness } from './call-harness.ts';

const flow = setup({
  types: { context: {} as { told: readonly string[] }, events: {} as CallEvents<'agent'> },
  actions: callActions,
}).createMachine({
  id: 'redialling',
  version: '1',
  context: { told: [] },
  entry: dial({ as: 'agent', to: ['+1', '+2'] }),
  on: {
    'call.dtmf.received': { actions: dial({ as: 'agent', to: '+3' }) },
    'call.hold': { actions: [dial({ as: 'agent', to: '+4' }), hangup({ leg: 'agent' })] },
    'legs.ended.agent': {
      actions: assign({
        told: ({ context, event }) => [
          ...context.told,
          event.causes.map((one) => `${one.leg} ${one.hangup_cause}`).join(', '),
        ],
      }),
    },
  },
});

test('with the causes of all, in the order in which they ended', () => {
  const call = CallHarness.incoming(flow).okAll();
  call.wait(10).webhook('call.hangup', { hangup_cause: 'user_busy' }, 'agent#2');
  expect(call.context['told']).toEqual([]);
  call.wait(10).webhook('call.hangup', { hangup_cause: 'timeout' }, 'agent#1');
  expect(call.context['told']).toEqual(['agent#2 user_busy, agent#1 timeout']);
});

test('the event’s leg is the last that ended, so that leg() means something', () => {
  const call = CallHarness.incoming(flow).okAll();
  call.webhook('call.hangup', {}, 'agent#2');
  call.wait(5).webhook('call.hangup', {}, 'agent#1');
  expect(call.last.events.map((one) => one.type)).toEqual(['agent.call.hangup', 'legs.ended.agent']);
});

test('a redial is a new generation: told again, of it alone', () => {
  const call = CallHarness.incoming(flow).okAll();
  call.webhook('call.hangup', { hangup_cause: 'user_busy' }, 'agent#1');
  call.webhook('call.hangup', { hangup_cause: 'user_busy' }, 'agent#2');
  call.webhook('call.dtmf.received', { digit: '1' });
  call.fails('dial', 'rejected');
  expect(call.context['told']).toEqual(['agent#1 user_busy, agent#2 user_busy', 'agent#3 rejected']);
});

test('a dial that is taken back within the step is told as well', () => {
  const call = CallHarness.incoming(flow).okAll();
  call.webhook('call.hangup', {}, 'agent#1');
  call.webhook('call.hangup', {}, 'agent#2');
  call.webhook('call.hold');
  expect(call.sent()).toEqual([]);
  expect((call.context['told'] as readonly string[]).at(-1)).toBe('agent#3 originator_cancel');
});

test('a flow that redials at once for ever is stopped', () => {
  const circle = setup({ types: { events: {} as CallEvents<'agent'> }, actions: callActions }).createMachine({
    id: 'circle',
    version: '1',
    entry: dial({ as: 'agent', to: '+1' }),
    on: {
      'call.hold': { actions: hangup({ leg: 'agent' }) },
      'legs.ended.agent': { actions: [dial({ as: 'agent', to: '+1' }), hangup({ leg: 'agent' })] },
    },
  });
  const call = CallHarness.incoming({ default: circle, options: { limits: { engineEvents: 10 } } });
  call.webhook('call.hold');
  expect(call.phase).toBe('fallback');
  expect(call.state().legs.length).toBeLessThan(20);
});
