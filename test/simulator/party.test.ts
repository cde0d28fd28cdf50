import { describe, expect, it } from 'vitest';
import { application, minimalParams } from './application.ts';

describe('a party', () => {
  it('acts only when it makes sense', async () => {
    const app = application();
    app.simulator.onDial(/.*/, 'no answer');
    const caller = app.simulator.incomingCall();
    caller.answer();
    caller.reject();
    caller.hold();
    caller.assistantTransfers('+1');
    caller.assistantHangsUp();
    await app.clock.advance(100);
    expect(caller.leg.signalling).toBe('alerting');
    caller.press('1');
    caller.say('Hello?');
    caller.hangUp();
    caller.hangUp();
    caller.press('2');
    await app.clock.advance(100);
    expect(app.types()).toEqual(['call.initiated', 'call.hangup']);
  });

  it('that is dialled answers or rejects by hand', async () => {
    const app = application();
    app.simulator.onDial(/.*/, 'no answer');
    for (const leg of ['A', 'B']) {
      await app.send('dial', undefined, minimalParams('dial', ''));
      await app.clock.advance(100);
      if (leg === 'A') app.simulator.party(leg).answer({ verdict: 'machine' });
      else app.simulator.party(leg).reject('busy');
    }
    await app.clock.advance(100);
    expect(app.types('A')).toEqual(['call.initiated', 'call.answered']);
    expect(app.last('call.hangup', 'B').payload['hangup_cause']).toBe('user_busy');
  });

  it('presses keys one after the other', async () => {
    const app = application();
    await app.answeredCall();
    app.simulator.party('A').press('12', { gapMs: 1_000 });
    await app.clock.advance(900);
    expect(app.types().filter((type) => type === 'call.dtmf.received')).toHaveLength(1);
    await app.clock.advance(200);
    expect(app.types().filter((type) => type === 'call.dtmf.received')).toHaveLength(2);
  });
});
