import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from 'callchart/simulator';
import { application, type Application } from './application.ts';

async function gathering(
  params: Record<string, unknown> = {},
  options: Partial<SimulatorOptions> = {},
): Promise<Application & { press(keys: string, gapMs?: number): Promise<void> }> {
  const app = application(options);
  await app.answeredCall();
  await app.send('gatherUsingSpeak', 'A', { payload: 'Press a key.', voice: 'female', ...params });
  await app.clock.advance(100);
  const press = async (keys: string, gapMs = 250): Promise<void> => {
    app.simulator.party('A').press(keys, { gapMs });
    await app.clock.advance(keys.length * gapMs + 100);
  };
  return { ...app, press };
}

const ended = (app: Application): Record<string, unknown> => {
  const { digits, status } = app.last('call.gather.ended').payload;
  return { digits, status };
};

describe('a gather', () => {
  it('ends at the last digit; each key has an event of its own', async () => {
    const app = await gathering({ maximum_digits: 3 });
    await app.press('123');
    expect(app.types().slice(2)).toEqual([
      'call.dtmf.received',
      'call.dtmf.received',
      'call.dtmf.received',
      'call.gather.ended',
    ]);
    expect(ended(app)).toEqual({ digits: '123', status: 'valid' });
    expect(app.last('call.dtmf.received').payload).toMatchObject({ digit: '3', from: '+15550100010' });
  });

  it('may end before or after the last key is told', async () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 30; seed++) {
      const app = application({ timing: 'realistic', seed });
      app.on('call.initiated', async () => void (await app.send('answer', 'A')));
      app.simulator.incomingCall();
      await app.clock.advance(5_000);
      await app.until(app.send('gather', 'A', { maximum_digits: 1 }));
      app.simulator.party('A').press('1');
      await app.clock.advance(6_000);
      orders.add(app.types().findLast((type) => type.startsWith('call.'))!);
      const apartMs =
        Date.parse(app.last('call.gather.ended').occurred_at) - Date.parse(app.last('call.dtmf.received').occurred_at);
      expect(Math.abs(apartMs)).toBeLessThanOrEqual(400);
    }
    expect([...orders].sort()).toEqual(['call.dtmf.received', 'call.gather.ended']);
  });

  it('the first key silences the prompt', async () => {
    const app = await gathering({ maximum_digits: 2 }, { timing: 'instant' });
    await app.send('gatherUsingAudio', 'A', { audio_url: 'https://audio.example/menu.mp3', maximum_digits: 2 });
    await app.clock.advance(50);
    expect(app.simulator.party('A').hears.kind).toBe('playback');
    app.simulator.party('A').press('1');
    await app.clock.advance(10);
    expect(app.simulator.party('A').hears.kind).toBe('nothing');
    expect(app.last('call.playback.ended').payload['status']).toBe('cancelled');
  });

  it.each([
    [false, '12'],
    [true, '12#'],
  ])('V9: the terminating digit ends it (in digits: %s)', async (digitsIncludeTerminator, digits) => {
    const app = await gathering({}, { variants: { digitsIncludeTerminator } });
    await app.press('12#');
    expect(ended(app)).toEqual({ digits, status: 'valid' });
  });

  it('waits between digits, then takes what it has', async () => {
    const app = await gathering({ minimum_digits: 1, inter_digit_timeout_millis: 3_000 });
    await app.press('7');
    await app.clock.advance(2_000);
    expect(app.types()).not.toContain('call.gather.ended');
    await app.clock.advance(1_000);
    expect(ended(app)).toEqual({ digits: '7', status: 'valid' });
  });

  it('by default it lasts three times its prompt and sixty seconds', async () => {
    const app = await gathering();
    await app.clock.advance(179_000);
    expect(app.types()).not.toContain('call.gather.ended');
    await app.clock.advance(2_000);
    expect(ended(app)).toEqual({ digits: '', status: 'timeout' });
  });

  it('plays the invalid prompt after a wrong key, and gives up after the last try', async () => {
    const app = await gathering({ valid_digits: '12', maximum_digits: 1, maximum_tries: 2, invalid_payload: 'No.' });
    app.simulator.party('A').press('9');
    await app.clock.advance(20);
    expect(app.simulator.party('A').hears).toEqual({ kind: 'speak', text: 'No.' });
    await app.press('8');
    expect(ended(app)).toEqual({ digits: '8', status: 'invalid' });
  });

  it('too few digits are a wrong answer', async () => {
    const app = await gathering({ minimum_digits: 4, maximum_digits: 4, maximum_tries: 1 });
    await app.press('12#');
    expect(ended(app)).toEqual({ digits: '12', status: 'invalid' });
  });

  it('without a prompt it has one try and five seconds for the first digit', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('gather', 'A', { gather_id: 'pin' });
    await app.clock.advance(4_900);
    expect(app.types()).not.toContain('call.gather.ended');
    await app.clock.advance(200);
    expect(app.last('call.gather.ended').payload).toMatchObject({ digits: '', status: 'timeout', gather_id: 'pin' });
  });

  it('gather_stop cancels it, a hangup ends it as call_hangup', async () => {
    const app = await gathering();
    await app.press('1');
    await app.send('stopGather', 'A');
    await app.clock.advance(50);
    expect(ended(app)).toEqual({ digits: '1', status: 'cancelled' });
    await app.send('gather', 'A');
    app.simulator.party('A').hangUp();
    await app.clock.advance(50);
    expect(ended(app)).toEqual({ digits: '', status: 'call_hangup' });
  });

  it('keys that are pressed while none runs are told, and are in no later one', async () => {
    const app = await gathering({ maximum_digits: 1 });
    await app.press('1');
    await app.press('2');
    await app.send('gather', 'A', { maximum_digits: 1 });
    await app.press('3');
    expect(ended(app)).toEqual({ digits: '3', status: 'valid' });
    expect(app.types().filter((type) => type === 'call.dtmf.received')).toHaveLength(3);
  });

  it('its prompt waits behind what plays already', async () => {
    const app = application();
    await app.answeredCall();
    await app.send('startPlayback', 'A', { audio_url: 'https://audio.example/tune.mp3', loop: 'infinity' });
    await app.send('gatherUsingSpeak', 'A', { payload: 'Press a key.', voice: 'female', timeout_millis: 1_000 });
    await app.clock.advance(60_000);
    expect(app.types()).not.toContain('call.gather.ended');
  });

  it('V1: gather_using_speak sends speak events or not; gather_using_audio always sends playback events', async () => {
    const plain = await gathering();
    expect(plain.types()).not.toContain('call.speak.started');
    const chatty = await gathering({}, { variants: { gatherUsingSpeakEmitsSpeakEvents: true } });
    expect(chatty.types().slice(2)).toEqual(['call.speak.started', 'call.speak.ended']);
    await plain.send('gatherUsingAudio', 'A', { media_name: 'menu' });
    await plain.clock.advance(200);
    expect(plain.types()).toEqual(expect.arrayContaining(['call.playback.started', 'call.playback.ended']));
  });

  it.each([
    ['end of prompt', 1_100],
    ['command', 1_000],
  ] as const)('V2: its time counts from the %s', async (gatherTimeoutCountsFrom, lastsMs) => {
    const app = application({ variants: { gatherTimeoutCountsFrom }, media: { menu: 90 } });
    await app.answeredCall();
    const startedAt = app.clock.now();
    await app.send('gatherUsingAudio', 'A', { media_name: 'menu', maximum_tries: 1, timeout_millis: 1_000 });
    await app.clock.advance(3_000);
    expect(Date.parse(app.last('call.gather.ended').occurred_at) - startedAt).toBe(lastsMs);
  });

  it('V3: a second one replaces the first, or is refused', async () => {
    const replacing = await gathering();
    expect((await replacing.send('gather', 'A', { maximum_digits: 1 })).status).toBe(200);
    await replacing.clock.advance(20);
    expect(ended(replacing)).toEqual({ digits: '', status: 'cancelled' });
    await replacing.press('5');
    expect(ended(replacing)).toEqual({ digits: '5', status: 'valid' });
    const refusing = await gathering({}, { variants: { secondGather: 'refused' } });
    expect((await refusing.send('gather', 'A')).status).toBe(422);
  });
});
