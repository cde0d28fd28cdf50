import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

const speak = (payload: string, more: object = {}): Record<string, unknown> => ({ payload, voice: 'female', ...more });
const play = (audio_url: string, more: object = {}): Record<string, unknown> => ({ audio_url, ...more });
const tune = 'https://audio.example/tune.mp3';
const jingle = 'https://audio.example/jingle.mp3';

async function answered(options: Parameters<typeof application>[0] = {}) {
  const app = application(options);
  await app.answeredCall();
  return app;
}

describe('the media queue', () => {
  it('plays first in, first out', async () => {
    const app = await answered();
    await app.send('speak', 'A', speak('One.'));
    await app.send('startPlayback', 'A', play(tune));
    await app.send('speak', 'A', speak('Two.'));
    await app.clock.advance(1_000);
    expect(app.types().slice(2)).toEqual([
      'call.speak.started',
      'call.speak.ended',
      'call.playback.started',
      'call.playback.ended',
      'call.speak.started',
      'call.speak.ended',
    ]);
    expect(app.last('call.playback.ended').payload).toMatchObject({
      media_url: tune,
      overlay: false,
      status: 'completed',
    });
  });

  it('never starts what is behind an endless loop, until that is stopped', async () => {
    const app = await answered();
    await app.send('startPlayback', 'A', play(tune, { loop: 'infinity' }));
    await app.send('speak', 'A', speak('Never heard.'));
    await app.clock.advance(600_000);
    expect(app.types().slice(2)).toEqual(['call.playback.started']);
    expect(app.simulator.party('A').hears).toEqual({ kind: 'playback', media: tune });
    await app.send('stopPlayback', 'A', { stop: 'current' });
    await app.clock.advance(15);
    expect(app.simulator.party('A').hears).toEqual({ kind: 'speak', text: 'Never heard.' });
  });

  it('loops as often as it is told', async () => {
    const app = await answered({ media: { [tune]: 1_000 } });
    await app.send('startPlayback', 'A', play(tune, { loop: 3 }));
    await app.clock.advance(2_900);
    expect(app.types()).not.toContain('call.playback.ended');
    await app.clock.advance(200);
    expect(app.types()).toContain('call.playback.ended');
  });

  it('stop all empties it; what never started is not reported', async () => {
    const app = await answered();
    await app.send('startPlayback', 'A', play(tune));
    await app.send('startPlayback', 'A', play(jingle));
    await app.clock.advance(50);
    await app.send('stopPlayback', 'A', { stop: 'all' });
    await app.clock.advance(1_000);
    expect(app.types().slice(2)).toEqual(['call.playback.started', 'call.playback.ended']);
    expect(app.last('call.playback.ended').payload).toMatchObject({ media_url: tune, status: 'cancelled' });
  });

  it('a stopped speak ends as completed: its schema has no cancelled', async () => {
    const app = await answered();
    await app.send('speak', 'A', speak('A long story.', { loop: 100 }));
    await app.clock.advance(50);
    await app.send('stopPlayback', 'A');
    await app.clock.advance(50);
    expect(app.last('call.speak.ended').payload['status']).toBe('completed');
  });

  it('stop on a new command pre-empts', async () => {
    const app = await answered();
    await app.send('startPlayback', 'A', play(tune, { loop: 'infinity' }));
    await app.clock.advance(50);
    await app.send('speak', 'A', speak('At once.', { stop: 'all' }));
    await app.clock.advance(12);
    expect(app.simulator.party('A').hears).toEqual({ kind: 'speak', text: 'At once.' });
  });

  it('an overlay plays beside, needs something to lie over, and stops by itself', async () => {
    const app = await answered({ media: { [tune]: 5_000, [jingle]: 1_000 } });
    expect(await app.send('startPlayback', 'A', play(jingle, { overlay: true }))).toMatchObject({ status: 422 });
    await app.send('startPlayback', 'A', play(tune));
    await app.clock.advance(50);
    expect((await app.send('startPlayback', 'A', play(jingle, { overlay: true }))).status).toBe(200);
    await app.clock.advance(2_000);
    expect(app.last('call.playback.ended').payload).toMatchObject({ media_url: jingle, overlay: true });
    expect(app.simulator.party('A').hears).toEqual({ kind: 'playback', media: tune });
  });

  it.each([
    ['not found', 'file_not_found'],
    ['failed', 'failed'],
  ] as const)('a file that is %s ends without having started', async (fate, status) => {
    const app = await answered({ media: { [tune]: fate } });
    expect((await app.send('startPlayback', 'A', play(tune))).status).toBe(200);
    await app.clock.advance(1_000);
    expect(app.types().slice(2)).toEqual(['call.playback.ended']);
    expect(app.last('call.playback.ended').payload['status']).toBe(status);
  });

  it('an unreachable file is refused at once', async () => {
    const app = await answered({ media: { [tune]: 'unreachable' } });
    expect(await app.send('startPlayback', 'A', play(tune))).toMatchObject({ status: 400, code: '90040' });
  });

  it('what plays when the leg ends is reported as call_hangup', async () => {
    const app = await answered();
    await app.send('speak', 'A', speak('Hello?', { loop: 50 }));
    await app.clock.advance(50);
    app.simulator.party('A').hangUp();
    await app.clock.advance(100);
    expect(app.last('call.speak.ended').payload['status']).toBe('call_hangup');
    expect(app.types().slice(-2).sort()).toEqual(['call.hangup', 'call.speak.ended']);
  });

  it.each([
    ['stops', 'cancelled'],
    ['goes on', undefined],
  ] as const)('V4: what plays when the leg is bridged %s', async (mediaOnBridge, status) => {
    const app = await answered({ variants: { mediaOnBridge } });
    await app.send('startPlayback', 'A', play(tune, { loop: 'infinity' }));
    await app.send('transfer', 'A', { to: '+15550100020' });
    await app.clock.advance(1_000);
    const ended = app.webhooks.find((webhook) => webhook.event_type === 'call.playback.ended');
    expect(ended?.payload['status']).toBe(status);
    expect(app.simulator.party('A').hears.kind).toBe(mediaOnBridge === 'stops' ? 'peer' : 'playback');
  });

  it('target_legs opposite is heard by the other party', async () => {
    const app = await answered({ variants: { mediaOnBridge: 'goes on' }, media: { [tune]: 5_000 } });
    await app.send('transfer', 'A', { to: '+15550100020' });
    await app.clock.advance(1_000);
    await app.send('startPlayback', 'A', play(tune, { target_legs: 'opposite' }));
    await app.clock.advance(100);
    expect(app.simulator.party('A').hears).toEqual({ kind: 'peer', leg: 'B' });
    expect(app.simulator.party('B').hears).toEqual({ kind: 'playback', media: tune });
  });

  it('speech lasts as long as its words, markup not counted', async () => {
    const app = await answered({ timing: 'realistic', seed: 3 });
    await app.clock.advance(3_000);
    await app.until(app.send('speak', 'A', speak(`<speak>${'x'.repeat(100)}</speak>`, { payload_type: 'ssml' })));
    await app.clock.advance(15_000);
    const [started, ended] = [app.last('call.speak.started'), app.last('call.speak.ended')];
    expect(Date.parse(ended.occurred_at) - Date.parse(started.occurred_at)).toBe(6_000);
  });
});
