import { describe, expect, it } from 'vitest';
import type { FarEnd, SimulatorOptions } from 'callchart/simulator';
import { application } from './application.ts';

async function dialled(mode: string, farEnd: FarEnd, options: Partial<SimulatorOptions> = {}, params: object = {}) {
  const app = application(options);
  app.simulator.onDial(/.*/, { afterMs: 100, ...farEnd } as FarEnd);
  await app.until(
    app.send('dial', undefined, {
      connection_id: app.simulator.connectionId,
      from: '+15550100011',
      to: '+15550100020',
      answering_machine_detection: mode,
      ...params,
    }),
  );
  return app;
}

const verdicts = (app: Awaited<ReturnType<typeof dialled>>): [string, unknown, number][] =>
  app.webhooks
    .filter((webhook) => webhook.event_type.startsWith('call.machine.'))
    .map((webhook) => [
      webhook.event_type.replace('call.machine.', ''),
      webhook.payload['result'],
      Date.parse(webhook.occurred_at) - Date.parse(app.last('call.answered').occurred_at),
    ]);

describe('classic detection', () => {
  it.each(['detect', 'detect_beep', 'detect_words', 'greeting_end'])(
    '%s: a human is a human, and that is all',
    async (mode) => {
      const app = await dialled(mode, { does: 'answer' });
      await app.clock.advance(60_000);
      expect(verdicts(app)).toEqual([['detection.ended', 'human', 50]]);
    },
  );

  it.each([
    ['detect', true, []],
    ['detect_beep', true, [['greeting.ended', 'beep_detected', 8_000]]],
    ['detect_beep', false, []],
    ['detect_words', true, [['greeting.ended', 'beep_detected', 8_000]]],
    ['detect_words', false, [['greeting.ended', 'not_sure', 30_060]]],
    ['greeting_end', true, [['greeting.ended', 'beep_detected', 8_000]]],
    ['greeting_end', false, [['greeting.ended', 'ended', 8_000]]],
  ])('%s: a machine with a greeting of 8 s and beep %s', async (mode, beep, greeting) => {
    const app = await dialled(mode, { does: 'voicemail', greetingMs: 8_000, beep });
    await app.clock.advance(60_000);
    expect(verdicts(app)).toEqual([['detection.ended', 'machine', 60], ...greeting]);
  });

  it('is not sure at its time limit', async () => {
    const app = await dialled('detect', { does: 'answer', verdict: 'not_sure' });
    await app.clock.advance(10_000);
    expect(verdicts(app)).toEqual([['detection.ended', 'not_sure', 3_500]]);
    const shorter = await dialled(
      'detect',
      { does: 'answer', verdict: 'not_sure' },
      {},
      {
        answering_machine_detection_config: { total_analysis_time_millis: 2_000 },
      },
    );
    await shorter.clock.advance(10_000);
    expect(verdicts(shorter)).toEqual([['detection.ended', 'not_sure', 2_000]]);
  });

  it('takes as long as the table says', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const app = await dialled('detect', { does: seed % 2 ? 'answer' : 'voicemail' }, { timing: 'realistic', seed });
      await app.clock.advance(60_000);
      const [[, result, atMs] = []] = verdicts(app);
      expect(result).toBe(seed % 2 ? 'human' : 'machine');
      expect(atMs).toBeGreaterThanOrEqual(seed % 2 ? 800 : 2_000);
      expect(atMs).toBeLessThanOrEqual(3_500);
    }
  });

  it('says nothing when the far end hangs up before the verdict', async () => {
    const app = await dialled('detect', { does: 'answer', hangsUpAfterMs: 20 });
    await app.clock.advance(10_000);
    expect(app.types()).toEqual(['call.initiated', 'call.answered', 'call.hangup']);
  });
});

describe('premium detection', () => {
  it.each(['human_residence', 'human_business', 'silence', 'fax_detected', 'not_sure'] as const)(
    '%s',
    async (verdict) => {
      const app = await dialled('premium', { does: 'answer', verdict });
      await app.clock.advance(60_000);
      expect(verdicts(app).map(([name, result]) => [name, result])).toEqual([['premium.detection.ended', verdict]]);
    },
  );

  it.each([
    [8_000, true, 'beep_detected', 8_000],
    [8_000, false, 'no_beep_detected', 30_000],
  ])('a machine: greeting of %i ms, beep %s', async (greetingMs, beep, result, atMs) => {
    const app = await dialled('premium', { does: 'voicemail', greetingMs, beep });
    await app.clock.advance(60_000);
    expect(verdicts(app)).toEqual([
      ['premium.detection.ended', 'machine', 50],
      ['premium.greeting.ended', result, atMs],
    ]);
  });

  it('a beep before the verdict gives the end of the greeting alone', async () => {
    const app = await dialled('premium', { does: 'voicemail', greetingMs: 20 });
    await app.clock.advance(60_000);
    expect(verdicts(app)).toEqual([['premium.greeting.ended', 'beep_detected', 20]]);
  });
});

describe('V12: what plays when the verdict is machine', () => {
  it.each([
    ['detect', true],
    ['detect', false],
    ['premium', true],
    ['premium', false],
  ] as const)('%s: is cut: %s', async (mode, machineVerdictCutsMedia) => {
    const app = await dialled(mode, { does: 'voicemail' }, { variants: { machineVerdictCutsMedia } });
    app.on('call.answered', async () => {
      await app.send('speak', 'A', { payload: 'A message. '.repeat(50), voice: 'female' });
      await app.send('gather', 'A');
    });
    await app.clock.advance(200);
    const cut = app.webhooks.filter((webhook) => webhook.payload['status'] === 'cancelled_amd');
    expect(cut.map((webhook) => webhook.event_type).sort()).toEqual(
      machineVerdictCutsMedia ? ['call.gather.ended', 'call.speak.ended'] : [],
    );
  });
});

it('runs on the new leg of a transfer', async () => {
  const app = application();
  app.simulator.onDial(/.*/, 'voicemail');
  await app.answeredCall();
  await app.send('transfer', 'A', { to: '+15550100020', answering_machine_detection: 'detect' });
  await app.clock.advance(2_000);
  expect(app.last('call.machine.detection.ended', 'B').payload['result']).toBe('machine');
});
