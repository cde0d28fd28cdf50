import { describe, expect, it } from 'vitest';
import { application, minimalParams } from '../application.ts';

describe('V6: an incoming leg that rings and is bridged', () => {
  it.each([true, false])('is answered, and told so: %s', async (bridgeOfAlertingLegEmitsAnswered) => {
    for (const command of ['bridge', 'transfer'] as const) {
      const app = application({ variants: { bridgeOfAlertingLegEmitsAnswered } });
      app.simulator.incomingCall();
      await app.send('dial', undefined, minimalParams('dial', ''));
      await app.clock.advance(500);
      await app.send(command, 'A', minimalParams(command, app.simulator.party('B').callControlId));
      await app.clock.advance(500);
      expect(app.types('A').includes('call.answered')).toBe(bridgeOfAlertingLegEmitsAnswered);
      expect(app.simulator.party('A').leg).toMatchObject({ signalling: 'answered', attachment: { kind: 'bridged' } });
    }
  });
});

describe('V5: a transfer is bridged', () => {
  it.each([
    ['both legs', ['A', 'B']],
    ['new leg', ['B']],
  ] as const)('on %s', async (transferBridgedOn, legs) => {
    const app = application({ variants: { transferBridgedOn } });
    await app.answeredCall();
    await app.send('transfer', 'A', { to: '+15550100020' });
    await app.clock.advance(1_000);
    expect(['A', 'B'].filter((leg) => app.types(leg).includes('call.bridged'))).toEqual(legs);
  });
});

describe('bridge', () => {
  it('refuses a leg that is unknown, over, itself, unanswered, or bridged already', async () => {
    const app = application();
    app.simulator.onDial('+15550100021', 'no answer');
    await app.answeredCall();
    await app.answeredCall();
    await app.answeredCall();
    await app.send('dial', undefined, { ...minimalParams('dial', ''), to: '+15550100021' });
    await app.clock.advance(500);
    const id = (leg: string): string => app.simulator.party(leg).callControlId;
    const bridge = async (target: string, more: object = {}): Promise<string | undefined> =>
      (await app.send('bridge', 'A', { call_control_id: target, ...more })).code;
    expect(await bridge('v3:nobody')).toBe('90015');
    expect(await bridge(id('A'))).toBe('10015');
    expect(await bridge(id('D'))).toBe('90034');
    app.simulator.party('C').hangUp();
    expect(await bridge(id('C'))).toBe('90018');
    expect(await bridge(id('B'))).toBeUndefined();
    await app.clock.advance(100);
    expect(await bridge(id('B'), { prevent_double_bridge: true })).toBe('10027');
  });
});
