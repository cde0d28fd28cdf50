import { describe, expect, it } from 'vitest';
import { application, minimalParams } from '../application.ts';

const dial = minimalParams('dial', '');

describe('dial', () => {
  it('wants the application’s connection', async () => {
    const app = application();
    expect(await app.send('dial', undefined, { ...dial, connection_id: '7' })).toMatchObject({
      status: 422,
      code: '10015',
    });
  });

  it('beyond the account’s channels is forbidden, with data and errors in one body', async () => {
    const app = application({ limits: { concurrentCalls: 1 } });
    await app.send('dial', undefined, dial);
    const answer = await app.send('dial', undefined, dial);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      data: { call_control_id: expect.stringMatching(/^v3:/) as string, is_alive: false },
      errors: [{ code: 10_010 }],
      telnyx_error: { error_code: 'D1' },
    });
    await app.clock.advance(1_000);
    expect(app.simulator.legs()).toHaveLength(1);
  });

  it('from a number that is not ours is forbidden, and so is one that the carrier refuses', async () => {
    const app = application({ numbers: ['+15550100011'] });
    app.simulator.onDial('+15550100030', 'forbidden');
    expect((await app.send('dial', undefined, { ...dial, from: '+15559999999' })).body).toMatchObject({
      telnyx_error: { error_code: 'D60' },
    });
    expect((await app.send('dial', undefined, { ...dial, to: '+15550100030' })).body).toMatchObject({
      telnyx_error: { error_code: 'D17' },
    });
  });

  it('is limited to 150 in any five seconds', async () => {
    const app = application();
    app.simulator.onDial(/.*/, 'busy');
    const answers = await Promise.all(Array.from({ length: 151 }, () => app.send('dial', undefined, dial)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(150);
    expect(answers.at(-1)).toMatchObject({ status: 429, code: '90103' });
    await app.clock.advance(5_001);
    expect((await app.send('dial', undefined, dial)).status).toBe(200);
  });

  it('to several numbers: who answers first is taken', async () => {
    const app = application();
    app.simulator.onDial('+15550100031', { does: 'answer', afterMs: 900 });
    app.simulator.onDial('+15550100032', { does: 'answer', afterMs: 300 });
    await app.send('dial', undefined, { ...dial, to: ['+15550100031', '+15550100032'] });
    await app.clock.advance(2_000);
    expect(app.types('A')).toEqual(['call.initiated', 'call.hangup']);
    expect(app.types('B')).toEqual(['call.initiated', 'call.answered']);
    expect(app.last('call.hangup', 'A').payload['hangup_cause']).toBe('originator_cancel');
  });

  it('into a conference', async () => {
    const app = application();
    const join = { ...dial, conference_config: { conference_name: 'daily' } };
    await app.send('dial', undefined, join);
    await app.send('dial', undefined, join);
    await app.clock.advance(1_000);
    expect(app.simulator.legs().map((leg) => leg.attachment)).toEqual([
      { kind: 'conference', conference: 'daily' },
      { kind: 'conference', conference: 'daily' },
    ]);
    expect(app.types('B')).toContain('conference.participant.joined');
  });

  it('prevent_double_bridge ends the new leg when the other one is bridged', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('transfer', 'A', { to: '+15550100020' });
    await app.clock.advance(1_000);
    const link = {
      link_to: app.simulator.party('A').callControlId,
      bridge_on_answer: true,
      prevent_double_bridge: true,
    };
    await app.send('dial', undefined, { ...dial, ...link });
    await app.clock.advance(1_000);
    expect(app.types('C')).toEqual(['call.initiated', 'call.answered', 'call.hangup']);
    expect(app.simulator.party('A').leg.attachment).toEqual({ kind: 'bridged', peer: 'B' });
  });
});
