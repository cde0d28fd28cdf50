/** Which legs an address means: the flow's first, a role's, all but the one at hand. */
import { setup } from 'xstate';
import { answer, bridge, callActions, dial, hangup, leg, others, speak, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { fillReferences, firstLeg, legsAt, pinReferences } from '../../src/engine/address.ts';
import { newLeg, type Leg } from '../../src/engine/leg.ts';
import { CallHarness } from './call-harness.ts';

const made = (id: string, more: Partial<Leg> = {}): Leg =>
  newLeg({ id, role: id.split('#')[0] ?? '', first: id === 'caller#1', direction: 'outgoing', ...more }, 0);

const answered = { signalling: 'answered' } as const;
const ended = { signalling: 'ended' } as const;
const idsOf = (legs: readonly Leg[]): string[] => legs.map((one) => one.id);

describe('legsAt', () => {
  const caller = made('caller#1', answered);
  const at = (legs: readonly Leg[], address: string | undefined, current?: string, every = false): string[] =>
    idsOf(legsAt({ legs: [caller, ...legs], current }, address, every));

  test('no address means the first leg, wherever the event came from', () => {
    expect(at([made('agent#1')], undefined, 'agent#1')).toEqual(['caller#1']);
  });

  test('leg() means the leg of the event, without one the first leg', () => {
    expect(at([made('agent#1')], 'leg:', 'agent#1')).toEqual(['agent#1']);
    expect(at([made('agent#1')], 'leg:')).toEqual(['caller#1']);
  });

  test('a role means the event’s own leg, else the bridged, else one that answered, else the newest that lives', () => {
    const three = [made('agent#1', answered), made('agent#2', answered), made('agent#3')];
    expect(at(three, 'agent', 'agent#1')).toEqual(['agent#1']);
    expect(at(three, 'agent')).toEqual(['agent#2']);
    expect(at([made('agent#1', { ...answered, attachment: { type: 'bridged' } }), ...three.slice(1)], 'agent')).toEqual(
      ['agent#1'],
    );
    expect(at([made('agent#1'), made('agent#2'), made('agent#3', ended)], 'agent')).toEqual(['agent#2']);
    expect(at([made('agent#1', ended), made('agent#2', ended)], 'leg:agent')).toEqual(['agent#2']);
    expect(at(three, 'nobody')).toEqual([]);
  });

  test('a leg that is being hung up is meant only when there is no other', () => {
    const going = { ...answered, hangup: { at: 0, attempts: 1 } };
    expect(at([made('agent#1', answered), made('agent#2', going)], 'agent')).toEqual(['agent#1']);
    expect(at([made('agent#1', ended), made('agent#2', going)], 'agent')).toEqual(['agent#2']);
  });

  test('an exact leg means itself, dead or alive', () => {
    expect(at([made('agent#1', ended)], 'agent#1')).toEqual(['agent#1']);
    expect(at([made('agent#1', ended)], 'leg:agent#1')).toEqual(['agent#1']);
    expect(at([], 'agent#1')).toEqual([]);
  });

  test('hanging up a role means every living leg of it; leg(role) still means one', () => {
    const three = [made('agent#1'), made('agent#2', ended), made('agent#3')];
    expect(at(three, 'agent', undefined, true)).toEqual(['agent#1', 'agent#3']);
    expect(at(three, 'leg:agent', undefined, true)).toEqual(['agent#3']);
  });

  test('others means all living legs of the role but the one at hand', () => {
    const three = [made('agent#1'), made('agent#2'), made('agent#3', ended)];
    expect(at(three, 'others:agent', 'agent#1')).toEqual(['agent#2']);
    expect(at(three, 'others:', 'agent#2')).toEqual(['agent#1']);
    // On another leg's event: the one that would be addressed stays.
    expect(at([made('agent#1', answered), made('agent#2')], 'others:agent', 'caller#1')).toEqual(['agent#2']);
    expect(at([made('agent#1')], 'others:agent', 'agent#1')).toEqual([]);
  });
});

test('the first leg is the last that took that place', () => {
  const redialled = [made('callee#1', { first: true, ...ended }), made('callee#2', { first: true })];
  expect(firstLeg(redialled)?.id).toBe('callee#2');
  expect(firstLeg([])).toBeUndefined();
});

test('references are pinned to exact legs, and filled in when the ids are known', () => {
  const legs = [made('caller#1'), made('agent#1', { callControlId: 'v3:a' })];
  const params = { call_control_id: 'leg:agent', nested: { id: 'leg:caller' }, payload: 'leg:agent' };
  const pinned = pinReferences({ legs, current: undefined }, params);
  expect(pinned).toEqual({
    params: { call_control_id: 'leg:agent#1', nested: { id: 'leg:caller#1' }, payload: 'leg:agent' },
    needs: ['agent#1', 'caller#1'],
    missing: [],
  });
  expect(fillReferences(legs, pinned.params)).toEqual({
    call_control_id: 'v3:a',
    nested: { id: 'leg:caller#1' },
    payload: 'leg:agent',
  });
  expect(pinReferences({ legs, current: undefined }, { link_to: 'leg:sales' }).missing).toEqual(['leg:sales']);
});

describe('a ring group', () => {
  const flow = setup({ types: { events: {} as CallEvents<'agent'> }, actions: callActions }).createMachine({
    id: 'ring-group',
    version: '1',
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'ringing' } },
      ringing: {
        entry: dial({ as: 'agent', to: ['+15550100', '+15550101', '+15550102'], timeout_secs: 20 }),
        on: { 'agent.call.answered': 'connecting', 'legs.ended.agent': 'nobody' },
      },
      connecting: {
        entry: [hangup({ leg: others('agent') }), bridge({ call_control_id: leg() })],
        on: { 'agent.call.bridged': 'connected', 'legs.ended.agent': 'nobody' },
      },
      connected: {},
      nobody: { entry: speak({ payload: 'Nobody is here.', voice: 'female' }) },
    },
  });

  const ringing = (): CallHarness => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    call.webhook('call.answered');
    return call.okAll();
  };

  test('the first to answer is bridged, the other phones stop ringing', () => {
    const call = ringing();
    call.webhook('call.answered', {}, 'agent#2');
    expect(call.sent()).toEqual(['hangup agent#1', 'hangup agent#3', 'bridge caller#1']);
    expect(call.body('bridge')['call_control_id']).toBe('v3:agent#2');
  });

  test('of two who accept in one instant one is bridged and the other let go, whatever comes of it', () => {
    const call = ringing();
    call.webhook('call.answered', {}, 'agent#2');
    expect(call.webhook('call.answered', {}, 'agent#1').outcome).toBe('ignored');
    call.okAll();
    call.webhook('call.bridged', {}, 'agent#2');
    expect(call.value).toBe('connected');
    call.webhook('call.hangup', { hangup_cause: 'originator_cancel' }, 'agent#3');
    call.webhook('call.hangup', { hangup_cause: 'normal_clearing' }, 'agent#1');
    expect(call.value).toBe('connected');
    expect(call.leg('caller#1').attachment).toEqual({ type: 'bridged', peer: 'agent#2' });
    expect(call.leg('agent#2').attachment).toEqual({ type: 'bridged', peer: 'caller#1' });
    expect(call.phase).toBe('active');
  });

  test('when nobody answers, the flow hears it once, with all the causes', () => {
    const call = ringing();
    call.webhook('call.hangup', { hangup_cause: 'user_busy' }, 'agent#3');
    call.webhook('call.hangup', { hangup_cause: 'timeout' }, 'agent#1');
    expect(call.value).toBe('ringing');
    call.webhook('call.hangup', { hangup_cause: 'call_rejected' }, 'agent#2');
    expect(call.value).toBe('nobody');
    expect(call.events().filter((one) => one === 'legs.ended.agent')).toHaveLength(1);
  });

  test('dials that fail count among those who did not answer', () => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    call.webhook('call.answered');
    call.fails('dial', 'rejected', {}, 'agent#1');
    call.fails('dial', 'rejected', {}, 'agent#2');
    expect(call.value).toBe('ringing');
    call.okAll();
    call.webhook('call.hangup', { hangup_cause: 'user_busy' }, 'agent#3');
    expect(call.value).toBe('nobody');
  });

  test('when every dial fails, the flow hears it once', () => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    call.webhook('call.answered');
    for (const agent of ['agent#1', 'agent#2', 'agent#3']) call.fails('dial', 'rejected', {}, agent);
    expect(call.value).toBe('nobody');
    expect(call.events().filter((one) => one === 'legs.ended.agent')).toHaveLength(1);
  });
});
