/** Which leg a webhook is about: by id, by token, by session only for legs that Telnyx added by itself. */
import { describe, expect, test } from 'vitest';
import { locate } from '../../src/engine/correlation.ts';
import { newLeg, type Leg } from '../../src/engine/leg.ts';
import { encodeToken } from '../../src/engine/token.ts';

const made = (id: string, more: Partial<Leg> = {}): Leg =>
  newLeg({ id, role: id.split('#')[0] ?? '', first: id === 'caller#1', direction: 'outgoing', ...more }, 0);

const caller = made('caller#1', { callControlId: 'v3:c', callLegId: 'l-c', callSessionId: 's1' });
const asked = made('agent#1', { to: '+15550100' });
const legs = [caller, asked];
const find = (payload: Readonly<Record<string, unknown>>): string | undefined =>
  locate('call-1', legs, payload, 0).legId;
const token = (legId: string, callId = 'call-1'): string => encodeToken({ callId, legId, step: 1 });

describe('locate', () => {
  test('the call_control_id first, whatever the token says', () => {
    expect(find({ call_control_id: 'v3:c', client_state: token('agent#1') })).toBe('caller#1');
  });

  test('the token, while its leg has no id or the webhook has none', () => {
    expect(find({ call_control_id: 'v3:new', client_state: token('agent#1') })).toBe('agent#1');
    expect(find({ client_state: token('caller#1') })).toBe('caller#1');
    // Another leg that carries the caller's state along is not the caller.
    expect(find({ call_control_id: 'v3:other', client_state: token('caller#1') })).toBeUndefined();
    expect(find({ call_control_id: 'v3:new', client_state: token('agent#1', 'call-2') })).toBeUndefined();
  });

  test('the call_leg_id', () => {
    expect(find({ call_leg_id: 'l-c' })).toBe('caller#1');
  });

  test('the session: a leg that is awaited under this number, else one that Telnyx added', () => {
    expect(find({ call_control_id: 'v3:new', call_session_id: 's1', to: '+15550100' })).toBe('agent#1');
    const added = locate('call-1', legs, { call_control_id: 'v3:new', call_session_id: 's1', to: '+1' }, 7);
    expect(added.legId).toBe('added#1');
    expect(added.legs.at(-1)).toMatchObject({
      id: 'added#1',
      role: 'added',
      first: false,
      signalling: 'requested',
      seenAt: 7,
    });
    expect(added.legs.slice(0, 2)).toEqual(legs);
  });

  test('a session that is not this call’s leads nowhere, nor does an event of no leg', () => {
    expect(find({ call_control_id: 'v3:new', call_session_id: 's2' })).toBeUndefined();
    expect(find({ call_session_id: 's1' })).toBeUndefined();
    expect(find({})).toBeUndefined();
  });
});
