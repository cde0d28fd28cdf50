// What a party hears is what users complain about: each rung of a call, and the silence between.
import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

describe('what a party hears', () => {
  it('ringback, nothing, speech, nothing, the peer, nothing', async () => {
    const app = application();
    const caller = app.simulator.incomingCall();
    const heard = [caller.hears.kind];
    const note = async (ms: number): Promise<void> => {
      await app.clock.advance(ms);
      heard.push(caller.hears.kind);
    };
    await app.send('answer', 'A');
    await note(20);
    await app.send('speak', 'A', { payload: 'Welcome.', voice: 'female' });
    await note(15);
    await note(100);
    app.simulator.onDial(/.*/, { does: 'answer', afterMs: 500 });
    await app.send('transfer', 'A', { to: '+15550100020', park_after_unbridge: 'self' });
    await note(100);
    await note(1_000);
    app.simulator.party('B').hold();
    await note(10);
    app.simulator.party('B').unhold();
    await note(10);
    app.simulator.party('B').hangUp();
    await note(10);
    expect(heard).toEqual([
      'ringback',
      'nothing',
      'speak',
      'nothing',
      'ringback',
      'peer',
      'nothing',
      'peer',
      'nothing',
    ]);
    expect(app.types('B')).toEqual(expect.arrayContaining(['call.hold', 'call.unhold']));
  });

  it('a dialled party hears nothing until it picks up', async () => {
    const app = application();
    app.simulator.onDial(/.*/, 'no answer');
    await app.send('dial', undefined, {
      connection_id: app.simulator.connectionId,
      from: '+15550100011',
      to: '+15550100020',
    });
    await app.clock.advance(1_000);
    expect(app.simulator.party('A').hears).toEqual({ kind: 'nothing' });
    expect(app.simulator.party('A').leg.longestSilenceMs).toBe(0);
  });

  it('an audio file meanwhile, when transfer is given one', async () => {
    const app = application();
    app.simulator.onDial(/.*/, 'no answer');
    await app.answeredCall();
    await app.send('transfer', 'A', { to: '+15550100020', audio_url: 'https://audio.example/wait.mp3' });
    expect(app.simulator.party('A').hears).toEqual({ kind: 'playback', media: 'https://audio.example/wait.mp3' });
  });

  it.each([true, false])('V13: music in a queue: %s', async (queuedLegHearsMusic) => {
    const app = application({ variants: { queuedLegHearsMusic } });
    await app.answeredCall();
    await app.send('enqueue', 'A', { queue_name: 'support' });
    expect(app.simulator.party('A').hears.kind).toBe(queuedLegHearsMusic ? 'queue' : 'nothing');
  });

  it('a supervisor hears whom it supervises', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('dial', undefined, {
      connection_id: app.simulator.connectionId,
      from: '+15550100011',
      to: '+15550100020',
      supervise_call_control_id: app.simulator.party('A').callControlId,
      supervisor_role: 'monitor',
    });
    await app.clock.advance(1_000);
    expect(app.simulator.party('B').hears).toEqual({ kind: 'peer', leg: 'A' });
    expect((await app.send('switchSupervisorRole', 'B', { role: 'barge' })).status).toBe(200);
    expect((await app.send('switchSupervisorRole', 'A', { role: 'barge' })).status).toBe(422);
  });
});

describe('silence', () => {
  it('is measured to the millisecond, and the longest is kept', async () => {
    const app = application();
    await app.answeredCall();
    await app.clock.advance(7_000);
    await app.send('speak', 'A', { payload: 'x'.repeat(100), voice: 'female' });
    await app.clock.advance(10 + 100 + 3_000);
    const { silentMs, longestSilenceMs } = app.simulator.party('A').leg;
    expect(silentMs).toBe(3_000);
    // From the answer: 100 ms of the test's own, 7 s, and the speech's 10 ms to start.
    expect(longestSilenceMs).toBeGreaterThanOrEqual(7_110);
    expect(longestSilenceMs).toBeLessThanOrEqual(7_120);
  });

  it('while keys or words are awaited is no dead air', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('gather', 'A', { initial_timeout_millis: 60_000 });
    await app.clock.advance(30_000);
    expect(app.simulator.party('A').leg).toMatchObject({ silentMs: expect.any(Number) as number });
    expect(app.simulator.party('A').leg.longestSilenceMs).toBeGreaterThan(30_000);
    expect(app.simulator.party('A').leg.longestDeadAirMs).toBeLessThan(200);
    await app.send('stopGather', 'A');
    await app.clock.advance(5_000);
    expect(app.simulator.party('A').leg.longestDeadAirMs).toBe(5_000);
  });

  it('ends with the leg', async () => {
    const app = application();
    await app.answeredCall();
    await app.clock.advance(2_000);
    app.simulator.party('A').hangUp();
    const { longestSilenceMs } = app.simulator.party('A').leg;
    await app.clock.advance(60_000);
    expect(app.simulator.party('A').leg.longestSilenceMs).toBe(longestSilenceMs);
  });
});
