// The sequences that captured webhooks and the documentation show, on order, payload keys and timing.
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { application } from './application.ts';

/** The payload keys of a captured webhook. */
function capturedKeys(file: string): string[] {
  const path = new URL(`../telnyx/payloads/${file}`, import.meta.url);
  const captured = JSON.parse(readFileSync(path, 'utf8')) as { data: { payload: object } };
  return Object.keys(captured.data.payload);
}

/** Keys that depend on the number's configuration and the caller's network, not on the event. */
const circumstantial = ['custom_headers', 'flow_destination'];

const msBetween = (earlier: { occurred_at: string }, later: { occurred_at: string }): number =>
  Date.parse(later.occurred_at) - Date.parse(earlier.occurred_at);

describe('an incoming call that is answered, spoken to and hung up by the caller', () => {
  it.each([1, 2, 3, 4, 5])('runs as captured (seed %i)', async (seed) => {
    const app = application({ timing: 'realistic', seed });
    app.on('call.initiated', async () => void (await app.send('answer', 'A')));
    app.on('call.answered', async () => {
      await app.send('speak', 'A', { payload: 'Thank you for calling. '.repeat(4), voice: 'female' });
    });
    const caller = app.simulator.incomingCall();
    await app.clock.advance(30_000);
    caller.hangUp();
    await app.clock.advance(15_000);
    const first = [...app.webhooks].sort((a, b) => a.occurred_at.localeCompare(b.occurred_at));
    const order = [...new Set(first.map((each) => each.event_type))];
    expect(order).toEqual(['call.initiated', 'call.answered', 'call.speak.started', 'call.speak.ended', 'call.hangup']);
    const files = ['call_initiated.01', 'call_answered.01', 'call_speak_started.01', 'call_speak_ended.01'];
    for (const [index, file] of [...files, 'call_hangup.01'].entries()) {
      const webhook = app.last(order[index] ?? '');
      expect(Object.keys(webhook.payload), file).toEqual(expect.arrayContaining(capturedKeys(`${file}.json`)));
    }
    const [initiated, answered] = [app.last('call.initiated'), app.last('call.answered')];
    expect(msBetween(initiated, answered)).toBeGreaterThanOrEqual(200);
    expect(msBetween(answered, app.last('call.speak.started'))).toBeGreaterThanOrEqual(300);
    expect(app.last('call.speak.started').payload['speak_id']).toBe(app.last('call.speak.ended').payload['speak_id']);
    expect(app.last('call.speak.ended').payload['status']).toBe('completed');
    expect(initiated.payload).toMatchObject({ direction: 'incoming', state: 'parked', client_state: null });
    expect(app.last('call.hangup').payload).toMatchObject({
      hangup_cause: 'normal_clearing',
      hangup_source: 'caller',
      sip_hangup_cause: '200',
      start_time: initiated.payload['start_time'],
      end_time: app.last('call.hangup').occurred_at,
    });
  });
});

describe('a caller who gives up', () => {
  it('is an originator_cancel with 487 and without quality figures', async () => {
    const app = application({ timing: 'realistic' });
    app.simulator.incomingCall({ givesUpAfterMs: 8_700 });
    await app.clock.advance(15_000);
    expect(app.types()).toEqual(['call.initiated', 'call.hangup']);
    const { payload } = app.last('call.hangup');
    expect(payload).toMatchObject({
      hangup_cause: 'originator_cancel',
      sip_hangup_cause: '487',
      call_quality_stats: null,
    });
    expect(Object.keys(payload)).toEqual(expect.arrayContaining(capturedKeys('call_hangup.03.json')));
  });
});

describe('a recorded call that we hang up', () => {
  it.each([1, 2, 3])('has its recording 0.8 to 2.2 s after the hangup (seed %i)', async (seed) => {
    const app = application({ timing: 'realistic', seed });
    app.on('call.initiated', async () => {
      await app.send('answer', 'A', { record: 'record-from-answer', record_format: 'wav' });
    });
    app.simulator.incomingCall();
    await app.clock.advance(20_000);
    await app.until(app.send('hangup', 'A'));
    await app.clock.advance(15_000);
    const hangup = app.last('call.hangup');
    const saved = app.last('call.recording.saved');
    expect(hangup.payload).toMatchObject({ hangup_source: 'callee', sip_hangup_cause: 'unspecified' });
    expect(msBetween(hangup, saved)).toBeGreaterThanOrEqual(800);
    expect(msBetween(hangup, saved)).toBeLessThanOrEqual(2_200);
    const expected = capturedKeys('call_recording_saved.01.json').filter((key) => !circumstantial.includes(key));
    expect(Object.keys(saved.payload)).toEqual(expect.arrayContaining(expected));
    expect(saved.payload).not.toHaveProperty('from');
    expect(saved.payload['recording_urls']).toEqual({ wav: expect.stringContaining('X-Amz-Expires=600') as string });
  });
});

describe('an outgoing call', () => {
  it('may be initiated before or after the answer to its dial', async () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 30; seed++) {
      const app = application({ timing: 'realistic', seed });
      const dialled = app.send('dial', undefined, {
        connection_id: app.simulator.connectionId,
        from: '+15550100011',
        to: '+15550100020',
      });
      let answeredAt = 0;
      void dialled.then(() => (answeredAt = app.clock.now()));
      await app.clock.advance(60_000);
      expect(app.types()).toEqual(expect.arrayContaining(['call.initiated', 'call.answered']));
      const { payload, at } = app.last('call.initiated');
      expect(payload).toMatchObject({ direction: 'outgoing', state: 'bridging', client_state: null });
      expect((await dialled).body).toMatchObject({
        data: { call_control_id: payload['call_control_id'], is_alive: false },
      });
      orders.add(at < answeredAt ? 'before' : 'after');
      const rangMs = msBetween(app.last('call.initiated'), app.last('call.answered'));
      expect(rangMs).toBeGreaterThanOrEqual(3_000);
      expect(rangMs).toBeLessThanOrEqual(25_000);
    }
    expect([...orders].sort()).toEqual(['after', 'before']);
  });

  it.each([
    ['busy', {}, 'user_busy', '486'],
    ['decline', {}, 'call_rejected', '603'],
    ['unavailable', {}, 'normal_clearing', '503'],
    ['invalid number', {}, 'not_found', '404'],
    ['no answer', { timeout_secs: 20 }, 'timeout', '487'],
    ['no answer', { retry_on_timeout: false }, 'no_answer', '487'],
  ] as const)('to a far end that is %s %o ends with %s', async (farEnd, params, cause, sip) => {
    const app = application();
    app.simulator.onDial('+15550100020', farEnd);
    const call = { connection_id: app.simulator.connectionId, from: '+15550100011', to: '+15550100020', ...params };
    await app.send('dial', undefined, { ...call, client_state: 'Y2FsbGVl' });
    await app.clock.advance(31_000);
    expect(app.types()).toEqual(['call.initiated', 'call.hangup']);
    const hangup = app.last('call.hangup');
    expect(hangup.payload).toMatchObject({ hangup_cause: cause, sip_hangup_cause: sip, client_state: 'Y2FsbGVl' });
    if (farEnd !== 'no answer') return;
    const timeoutSecs = 'timeout_secs' in params ? params.timeout_secs : 30;
    expect(Math.abs(msBetween(app.last('call.initiated'), hangup) - timeoutSecs * 1_000)).toBeLessThan(100);
  });
});

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

describe('a bridge', () => {
  async function bridged(params: Record<string, unknown> = {}) {
    const app = application({ timing: 'instant' });
    await app.answeredCall();
    await app.send('dial', undefined, {
      connection_id: app.simulator.connectionId,
      from: '+15550100011',
      to: '+15550100020',
    });
    await app.clock.advance(500);
    await app.send('bridge', 'A', { call_control_id: app.simulator.party('B').callControlId, ...params });
    await app.clock.advance(500);
    return app;
  }

  it('is told to both legs, and ends for both', async () => {
    const app = await bridged();
    expect(app.types('A').at(-1)).toBe('call.bridged');
    expect(app.types('B').at(-1)).toBe('call.bridged');
    expect(app.simulator.party('A').hears).toEqual({ kind: 'peer', leg: 'B' });
    expect(app.simulator.party('B').hears).toEqual({ kind: 'peer', leg: 'A' });
    app.simulator.party('A').hangUp();
    await app.clock.advance(500);
    expect(app.types('B').at(-1)).toBe('call.hangup');
  });

  it('with park_after_unbridge leaves the leg parked and tells it nothing', async () => {
    const app = await bridged({ park_after_unbridge: 'self' });
    const before = app.types('A').length;
    app.simulator.party('B').hangUp();
    await app.clock.advance(5_000);
    expect(app.types('A')).toHaveLength(before);
    expect(app.simulator.party('A').leg).toMatchObject({ signalling: 'answered', attachment: { kind: 'none' } });
    expect(app.simulator.party('A').leg.silentMs).toBe(5_000);
  });

  it('is told in any order', async () => {
    const firsts = new Set<string>();
    for (let seed = 1; seed <= 20; seed++) {
      const app = application({ timing: 'realistic', seed });
      app.on('call.initiated', async (webhook) => {
        if (webhook.payload['direction'] === 'incoming') await app.send('answer', 'A');
      });
      app.simulator.incomingCall();
      await app.clock.advance(3_000);
      await app.until(app.send('transfer', 'A', { to: '+15550100020' }));
      await app.clock.advance(40_000);
      const both = app.webhooks.filter((each) => each.event_type === 'call.bridged');
      firsts.add(both[0]?.payload['call_control_id'] === app.simulator.party('A').callControlId ? 'A' : 'B');
    }
    expect([...firsts].sort()).toEqual(['A', 'B']);
  });
});

describe('a queue', () => {
  it('is left when an agent is bridged to it, which the waiting leg is told', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('enqueue', 'A', { queue_name: 'support' });
    await app.clock.advance(1_000);
    expect(app.last('call.enqueued').payload).toMatchObject({ queue: 'support', current_position: 1 });
    expect(Object.keys(app.last('call.enqueued').payload)).toEqual(
      expect.arrayContaining(capturedKeys('call_enqueued.01.json')),
    );
    expect(app.simulator.party('A').hears).toEqual({ kind: 'queue', queue: 'support' });
    await app.send('dial', undefined, {
      connection_id: app.simulator.connectionId,
      from: '+15550100011',
      to: '+15550100020',
    });
    await app.clock.advance(1_000);
    await app.send('bridge', 'B', { queue: 'support' });
    await app.clock.advance(1_000);
    expect(app.types('A').slice(-2).sort()).toEqual(['call.bridged', 'call.dequeued']);
    expect(app.last('call.dequeued').payload).toMatchObject({ queue: 'support', queue_position: 1, reason: 'bridged' });
    expect(app.types('B').at(-1)).toBe('call.bridged');
    expect((await app.send('bridge', 'B', { queue: 'support' })).status).toBe(422);
  });

  it('is left after max_wait_time_secs: the leg is parked, in silence, and nobody moves it', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('enqueue', 'A', { queue_name: 'support', max_wait_time_secs: 30 });
    await app.clock.advance(60_000);
    expect(app.last('call.dequeued').payload['reason']).toBe('timeout');
    expect(app.simulator.party('A').hears).toEqual({ kind: 'nothing' });
    expect(app.simulator.party('A').leg.silentMs).toBe(30_000);
  });

  it('is left by a hangup, and by leave_queue', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('enqueue', 'A', { queue_name: 'support' });
    await app.send('leaveQueue', 'A');
    await app.clock.advance(100);
    expect(app.last('call.dequeued').payload['reason']).toBe('leave');
    await app.send('enqueue', 'A', { queue_name: 'support' });
    app.simulator.party('A').hangUp();
    await app.clock.advance(500);
    expect(app.types('A').slice(-3).sort()).toEqual(['call.dequeued', 'call.enqueued', 'call.hangup']);
    expect(app.last('call.dequeued').payload['reason']).toBe('hangup');
  });

  it('unbridges a leg that is put into it', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('transfer', 'A', { to: '+15550100020' });
    await app.clock.advance(1_000);
    await app.send('enqueue', 'A', { queue_name: 'support' });
    await app.clock.advance(1_000);
    expect(app.types('B').at(-1)).toBe('call.hangup');
    expect(app.simulator.party('A').leg.attachment).toEqual({ kind: 'queued', queue: 'support' });
  });

  it('keeps the entry of a dead leg if asked to, and says whom to call back', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('enqueue', 'A', { queue_name: 'support', keep_after_hangup: true });
    app.simulator.party('A').hangUp();
    await app.clock.advance(500);
    expect((await app.request('GET', '/queues/support/calls')).body).toMatchObject({
      data: [{ is_alive: false, from: '+15550100010', queue_position: 1 }],
    });
    await app.send('dial', undefined, {
      connection_id: app.simulator.connectionId,
      from: '+15550100011',
      to: '+15550100020',
    });
    await app.clock.advance(500);
    const answer = await app.send('bridge', 'B', { queue: 'support' });
    expect(answer).toMatchObject({
      status: 422,
      code: '90018',
      body: { errors: [{ meta: { from: '+15550100010' } }] },
    });
    expect((await app.request('GET', '/queues/support/calls')).body).toEqual({ data: [] });
  });
});

describe('a refer', () => {
  it.each([
    ['answer', 'call.refer.completed', 200],
    ['decline', 'call.refer.failed', 603],
    ['busy', 'call.refer.failed', 486],
  ] as const)('to a far end that would %s', async (farEnd, eventType, sip) => {
    const app = application();
    app.simulator.onDial('sip:desk@example.com', farEnd);
    await app.answeredCall();
    await app.send('refer', 'A', { sip_address: 'sip:desk@example.com' });
    await app.clock.advance(1_000);
    expect(app.last('call.refer.started').payload['sip_notify_response']).toBe(100);
    expect(app.last(eventType).payload['sip_notify_response']).toBe(sip);
    expect(app.types().includes('call.hangup')).toBe(farEnd === 'answer');
  });
});

describe('a conference', () => {
  it('tells its end after the last hangup', async () => {
    const app = application();
    await app.answeredCall();
    const created = await app.request('POST', '/conferences', {
      call_control_id: app.simulator.party('A').callControlId,
      name: 'daily',
    });
    expect(created.body).toMatchObject({ data: { record_type: 'conference', name: 'daily' } });
    await app.clock.advance(500);
    app.simulator.party('A').hangUp();
    await app.clock.advance(500);
    expect(app.types('A').slice(2)).toEqual([
      'conference.floor.changed',
      'conference.created',
      'conference.participant.joined',
      'call.hangup',
      'conference.participant.left',
      'conference.ended',
    ]);
  });
});
