/** A leg's connection state changes when an event is processed, never when a command is issued. */
import { setup } from 'xstate';
import { answer, bridge, callActions, dial, enqueue, leg, speak, transfer, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { changeLegs, endLeg, type LegEvent, unbridge } from '../../src/engine/connection.ts';
import { newLeg, type Leg } from '../../src/engine/leg.ts';
import { CallHarness } from './call-harness.ts';

const made = (id: string, more: Partial<Leg> = {}): Leg =>
  newLeg({ id, role: id.split('#')[0] ?? '', first: id === 'caller#1', direction: 'outgoing', ...more }, 0);
const answered = { signalling: 'answered' } as const;
const bridgedTo = (peer: string) => ({ ...answered, attachment: { type: 'bridged', peer } }) as const;

const after = (legs: readonly Leg[], legId: string, type: string, payload: LegEvent['payload'] = {}): readonly Leg[] =>
  changeLegs(legs, legId, { type, payload }, 1_000);
const attachments = (legs: readonly Leg[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    legs.map((one) => [one.id, one.attachment.type === 'bridged' ? one.attachment.peer : one.attachment.type]),
  );

describe('only events change it', () => {
  const flow = setup({ types: { events: {} as CallEvents<'agent' | 'sales'> }, actions: callActions }).createMachine({
    id: 'only-events',
    version: '1',
    entry: [
      answer(),
      speak({ payload: 'Hi.', voice: 'female' }),
      dial({ as: 'agent', to: '+15550100' }),
      transfer({ as: 'sales', to: '+15550101' }),
      bridge({ call_control_id: leg('agent') }),
      enqueue({ queue_name: 'q' }),
    ],
    on: { 'command.failed.*': {} },
  });

  test('issued and even accepted commands attach nobody and answer nothing', () => {
    const call = CallHarness.incoming(flow).okAll();
    expect(call.sent()).toEqual([]);
    for (const one of call.state().legs) {
      expect(one.attachment).toEqual({ type: 'none' });
      expect(['alerting', 'requested']).toContain(one.signalling);
      expect(one.plays.every((play) => play.startedAt === undefined)).toBe(true);
    }
  });
});

describe('signalling', () => {
  test('requested, alerting, answered, ended; the time of the answer is kept', () => {
    const [alerting] = after([made('agent#1')], 'agent#1', 'call.initiated');
    expect(alerting?.signalling).toBe('alerting');
    const [up] = after([alerting as Leg], 'agent#1', 'call.answered');
    expect(up).toMatchObject({ signalling: 'answered', answeredAt: 1_000 });
    expect(endLeg(up as Leg, { hangup_cause: 'user_busy' }, 2_000)).toMatchObject({
      signalling: 'ended',
      endedAt: 2_000,
      cause: { hangup_cause: 'user_busy', hangup_source: 'unknown', sip_hangup_cause: 'unspecified' },
    });
  });

  test('answered before initiated stays answered; nothing brings an ended leg back', () => {
    const [up] = after([made('agent#1')], 'agent#1', 'call.answered');
    expect(after([up as Leg], 'agent#1', 'call.initiated')[0]?.signalling).toBe('answered');
    const dead = endLeg(up as Leg, {}, 2_000);
    for (const type of ['call.initiated', 'call.answered', 'call.bridged', 'call.enqueued', 'call.hold'])
      expect(after([dead], 'agent#1', type)[0]).toMatchObject({ signalling: 'ended', attachment: { type: 'none' } });
  });

  test('a bridge proves that a leg was answered', () => {
    const legs = after([made('caller#1'), made('agent#1', { linked: 'caller#1' })], 'agent#1', 'call.bridged');
    expect(legs.map((one) => one.signalling)).toEqual(['answered', 'answered']);
  });

  test('identifiers are learnt from the first event that has them', () => {
    const payload = {
      call_control_id: 'v3:a',
      call_leg_id: 'l',
      call_session_id: 's',
      connection_id: 'c',
      from: 'f',
      to: 't',
    };
    expect(after([made('agent#1')], 'agent#1', 'call.initiated', payload)[0]).toMatchObject({
      callControlId: 'v3:a',
      callLegId: 'l',
      callSessionId: 's',
      connectionId: 'c',
      from: 'f',
      to: 't',
    });
    expect(after([made('agent#1', { to: 'kept' })], 'agent#1', 'call.hangup', payload)[0]?.to).toBe('kept');
  });
});

describe('a bridge has two ends', () => {
  test('leg B’s call.bridged also marks A', () => {
    const caller = made('caller#1', {
      ...answered,
      pending: { commandId: 'c', kind: 'transfer', peer: 'sales#1', limitMs: 1 },
    });
    const legs = after([caller, made('sales#1', answered)], 'sales#1', 'call.bridged');
    expect(attachments(legs)).toEqual({ 'caller#1': 'sales#1', 'sales#1': 'caller#1' });
    expect(legs[0]?.pending).toBeUndefined();
  });

  test('A’s own call.bridged names the leg that it asked for, among several', () => {
    const caller = made('caller#1', {
      ...answered,
      pending: { commandId: 'c', kind: 'bridge', peer: 'agent#2', limitMs: 1 },
    });
    const legs = after([caller, made('agent#1', answered), made('agent#2', answered)], 'caller#1', 'call.bridged');
    expect(attachments(legs)).toEqual({ 'caller#1': 'agent#2', 'agent#1': 'none', 'agent#2': 'caller#1' });
    expect(attachments(after(legs, 'agent#2', 'call.bridged'))).toEqual(attachments(legs));
  });

  test('a dial that was linked, and bridged by Telnyx on answer', () => {
    const legs = [
      made('caller#1', answered),
      made('agent#1', answered),
      made('agent#2', { ...answered, linked: 'caller#1' }),
    ];
    expect(attachments(after(legs, 'agent#2', 'call.bridged'))).toMatchObject({ 'caller#1': 'agent#2' });
    expect(attachments(after(legs, 'caller#1', 'call.bridged'))).toMatchObject({ 'agent#2': 'caller#1' });
  });

  test('unexplained, a leg is bridged with the first one', () => {
    const legs = [made('caller#1', answered), made('agent#1', answered), made('agent#2', answered)];
    expect(attachments(after(legs, 'agent#2', 'call.bridged'))).toEqual({
      'caller#1': 'agent#2',
      'agent#1': 'none',
      'agent#2': 'caller#1',
    });
  });

  test('a partner in no call of ours is nobody of ours', () => {
    expect(after([made('caller#1', answered)], 'caller#1', 'call.bridged')[0]?.attachment).toEqual({ type: 'bridged' });
  });

  test('a partner’s hangup unbridges', () => {
    const ended = endLeg(made('agent#1', bridgedTo('caller#1')), {}, 1);
    expect(attachments(unbridge([made('caller#1', bridgedTo('agent#1')), ended], 'agent#1'))).toMatchObject({
      'caller#1': 'none',
    });
  });

  test('enqueueing unbridges, both', () => {
    const legs = after(
      [made('caller#1', bridgedTo('agent#1')), made('agent#1', bridgedTo('caller#1'))],
      'caller#1',
      'call.enqueued',
      { queue: 'q' },
    );
    expect(attachments(legs)).toEqual({ 'caller#1': 'queued', 'agent#1': 'none' });
    expect(attachments(after(legs, 'caller#1', 'call.dequeued', { reason: 'timeout' }))['caller#1']).toBe('none');
  });

  test('who is told to be out of a queue before they were told to be in is not waited for', () => {
    const waiting = made('caller#1', { ...answered, pending: { kind: 'enqueue', commandId: 'c', limitMs: 1_000 } });
    expect(after([waiting], 'caller#1', 'call.dequeued')[0]).not.toHaveProperty('pending');
  });

  test('so does a conference, and a bridge with somebody else', () => {
    const two = [made('caller#1', bridgedTo('agent#1')), made('agent#1', bridgedTo('caller#1'))];
    expect(attachments(after(two, 'caller#1', 'conference.participant.joined', { conference_id: 'c' }))).toEqual({
      'caller#1': 'conference',
      'agent#1': 'none',
    });
    const three = [...two, made('sales#1', { ...answered, linked: 'caller#1' })];
    expect(attachments(after(three, 'sales#1', 'call.bridged'))).toEqual({
      'caller#1': 'sales#1',
      'agent#1': 'none',
      'sales#1': 'caller#1',
    });
  });

  test('bridged, then told to have left the queue: still bridged', () => {
    const legs = [made('caller#1', { ...answered, attachment: { type: 'queued' } }), made('agent#1', answered)];
    const bridged = after(legs, 'caller#1', 'call.bridged');
    expect(attachments(after(bridged, 'caller#1', 'call.dequeued', { reason: 'bridged' }))).toMatchObject({
      'caller#1': 'agent#1',
    });
  });
});

test('a leg dialled to supervise is attached when it answers', () => {
  expect(after([made('boss#1', { supervises: true })], 'boss#1', 'call.answered')[0]?.attachment).toEqual({
    type: 'supervising',
  });
});

test('whom it supervised has left: nothing holds it any more', () => {
  const boss = made('boss#1', {
    ...answered,
    supervises: true,
    linked: 'agent#1',
    attachment: { type: 'supervising' },
  });
  const ended = endLeg(made('agent#1', answered), {}, 1);
  const other = endLeg(made('agent#2', answered), {}, 1);
  expect(attachments(unbridge([boss, ended], 'agent#1'))).toMatchObject({ 'boss#1': 'none' });
  expect(attachments(unbridge([boss, other], 'agent#2'))).toMatchObject({ 'boss#1': 'supervising' });
});

test('whom it was to supervise leaves before it answers: it supervises nobody', () => {
  const ringing = made('boss#1', { supervises: true, linked: 'agent#1' });
  const ended = endLeg(made('agent#1', answered), {}, 1);
  const legs = after(unbridge([ringing, ended], 'agent#1'), 'boss#1', 'call.answered');
  expect(attachments(legs)).toMatchObject({ 'boss#1': 'none' });
});

test('held and let go by the far end', () => {
  const [held] = after([made('caller#1', answered)], 'caller#1', 'call.hold');
  expect(held?.held).toBe(true);
  expect(after([held as Leg], 'caller#1', 'call.unhold')[0]?.held).toBe(false);
});

test('what an event says of one leg changes no other', () => {
  const legs = [made('caller#1', answered), made('agent#1', answered)];
  for (const type of ['call.speak.started', 'call.machine.detection.ended', 'call.recording.saved', 'call.unheard.of'])
    expect(after(legs, 'caller#1', type)[1]).toBe(legs[1]);
});
