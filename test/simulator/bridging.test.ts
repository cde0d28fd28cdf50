import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

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
