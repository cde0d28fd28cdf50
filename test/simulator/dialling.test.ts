import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

const msBetween = (earlier: { occurred_at: string }, later: { occurred_at: string }): number =>
  Date.parse(later.occurred_at) - Date.parse(earlier.occurred_at);

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
