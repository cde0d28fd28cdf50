import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

describe('a transfer', () => {
  it('answered: the new leg has its own client state, both are bridged, either hangup ends both', async () => {
    const app = application();
    const caller = await app.answeredCall();
    await app.send('transfer', caller, { to: '+15550100020', client_state: 'QQ==', target_leg_client_state: 'Qg==' });
    await app.clock.advance(500);
    expect(app.types('B')).toEqual(['call.initiated', 'call.answered', 'call.bridged']);
    expect(app.types('A').slice(2)).toEqual(['call.bridged']);
    expect(app.last('call.bridged', 'B').payload['client_state']).toBe('Qg==');
    expect(app.last('call.bridged', 'A').payload['client_state']).toBe('QQ==');
    expect(app.last('call.initiated', 'B').payload).toMatchObject({
      from: '+15550100011',
      to: '+15550100020',
      call_session_id: app.last('call.initiated', 'A').payload['call_session_id'],
    });
    app.simulator.party('B').hangUp();
    await app.clock.advance(500);
    expect(app.last('call.hangup', 'B').payload).toMatchObject({ hangup_source: 'callee', sip_hangup_cause: '200' });
    expect(app.last('call.hangup', 'A').payload).toMatchObject({ hangup_cause: 'normal_clearing' });
    expect(app.simulator.idle).toBe(true);
  });

  it('not answered: only the new leg ends; the caller stays, parked, and hears nothing', async () => {
    const app = application();
    app.simulator.onDial(/.*/, 'no answer');
    const caller = await app.answeredCall();
    await app.send('transfer', caller, { to: '+15550100020', timeout_secs: 5 });
    await app.clock.advance(1_000);
    expect(app.simulator.party(caller).hears).toEqual({ kind: 'ringback' });
    await app.clock.advance(10_000);
    expect(app.types('B')).toEqual(['call.initiated', 'call.hangup']);
    expect(app.types('A')).toEqual(['call.initiated', 'call.answered']);
    expect(app.simulator.party(caller).leg).toMatchObject({ signalling: 'answered', attachment: { kind: 'none' } });
    expect(app.simulator.party(caller).hears).toEqual({ kind: 'nothing' });
    expect((await app.send('speak', caller, { payload: 'Sorry.', voice: 'female' })).status).toBe(200);
  });

  it('is cancelled when the caller hangs up while it rings', async () => {
    const app = application();
    app.simulator.onDial(/.*/, 'no answer');
    await app.answeredCall();
    await app.send('transfer', 'A', { to: '+15550100020' });
    await app.clock.advance(1_000);
    app.simulator.party('A').hangUp();
    await app.clock.advance(1_000);
    expect(app.last('call.hangup', 'B').payload).toMatchObject({
      hangup_cause: 'originator_cancel',
      sip_hangup_cause: '487',
    });
  });
});

describe('dial with link_to and bridge_on_answer', () => {
  it('bridges on answer with no command between, in the session of the linked leg', async () => {
    const app = application();
    await app.answeredCall();
    const [caller] = app.simulator.legs();
    await app.send('dial', undefined, {
      connection_id: app.simulator.connectionId,
      from: '+15550100011',
      to: '+15550100020',
      link_to: caller?.callControlId,
      bridge_on_answer: true,
    });
    await app.clock.advance(1_000);
    expect(app.types('B')).toEqual(['call.initiated', 'call.answered', 'call.bridged']);
    expect(app.types('A').at(-1)).toBe('call.bridged');
    expect(app.last('call.initiated', 'B').payload['call_session_id']).toBe(caller?.callSessionId);
  });

  it('answers an incoming leg that still rings', async () => {
    const app = application();
    app.simulator.incomingCall();
    const [caller] = app.simulator.legs();
    await app.clock.advance(10);
    await app.send('dial', undefined, {
      connection_id: app.simulator.connectionId,
      from: '+15550100011',
      to: '+15550100020',
      link_to: caller?.callControlId,
      bridge_on_answer: true,
    });
    await app.clock.advance(1_000);
    expect(app.types('A')).toEqual(['call.initiated', 'call.answered', 'call.bridged']);
  });
});
