import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

describe('a queue', () => {
  it('is left when an agent is bridged to it, which the waiting leg is told', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('enqueue', 'A', { queue_name: 'support' });
    await app.clock.advance(1_000);
    expect(app.last('call.enqueued').payload).toMatchObject({ queue: 'support', current_position: 1 });

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

  it.each(['bridge', 'transfer'] as const)('is left by a %s to somewhere else', async (command) => {
    const app = application();
    await app.answeredCall();
    await app.answeredCall();
    await app.send('enqueue', 'A', { queue_name: 'support' });
    if (command === 'transfer') await app.send('transfer', 'A', { to: '+15550100020' });
    else await app.send('bridge', 'B', { call_control_id: app.simulator.party('A').callControlId });
    await app.clock.advance(1_000);
    expect(app.last('call.dequeued', 'A').payload['reason']).toBe(
      command === 'transfer' ? 'bridging-in-process' : 'bridged',
    );
    expect((await app.request('GET', '/queues/support/calls')).body).toEqual({ data: [] });
    expect(app.simulator.party('A').leg.attachment.kind).toBe('bridged');
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

describe('queues', () => {
  it('are full at their size, which is fixed, and take a leg once', async () => {
    const app = application();
    await app.answeredCall();
    await app.answeredCall();
    const enqueue = (leg: string, more: object = {}) => app.send('enqueue', leg, { queue_name: 'q', ...more });
    expect((await enqueue('A', { max_size: 1 })).status).toBe(200);
    expect((await enqueue('A')).code).toBe('90038');
    expect((await enqueue('B')).code).toBe('90036');
    expect((await enqueue('B', { max_size: 5 })).code).toBe('90037');
  });
});
