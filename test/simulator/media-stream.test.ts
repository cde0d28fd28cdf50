import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

const url = 'wss://stream.example/socket';

async function answered(options: Parameters<typeof application>[0] = {}) {
  const app = application(options);
  await app.answeredCall();
  return app;
}

describe('a media stream', () => {
  it('starts, is alone, and stops', async () => {
    const app = await answered();
    await app.send('startStreaming', 'A', { stream_url: url });
    await app.clock.advance(100);
    expect(await app.send('startStreaming', 'A', { stream_url: url })).toMatchObject({ status: 422, code: '90045' });
    await app.send('stopStreaming', 'A');
    await app.clock.advance(100);
    expect(app.types().slice(2)).toEqual(['streaming.started', 'streaming.stopped']);
    expect(app.last('streaming.started').payload['stream_url']).toBe(url);
  });

  it('that cannot be reached fails', async () => {
    const app = await answered({ media: { [url]: 'unreachable' } });
    await app.send('startStreaming', 'A', { stream_url: url });
    await app.clock.advance(100);
    expect(app.last('streaming.failed').payload).toMatchObject({
      failure_reason: 'connection_failed',
      stream_params: { stream_url: url, track: 'inbound_track' },
    });
  });

  it('that talks back holds the leg until it drops', async () => {
    const app = await answered();
    await app.send('startStreaming', 'A', { stream_url: url, stream_bidirectional_mode: 'mp3' });
    expect(app.simulator.party('A').hears).toEqual({ kind: 'stream' });
    app.simulator.party('A').dropStreams();
    await app.clock.advance(100);
    expect(app.types()).toContain('streaming.stopped');
    expect(app.simulator.party('A').hears).toEqual({ kind: 'nothing' });
  });

  it('ends with the leg', async () => {
    const app = await answered();
    await app.send('startStreaming', 'A', { stream_url: url });
    await app.send('startSiprec', 'A');
    app.simulator.party('A').hangUp();
    await app.clock.advance(100);
    expect(app.types().slice(2).sort()).toEqual(['call.hangup', 'siprec.stopped', 'streaming.stopped']);
  });
});

describe('a fork', () => {
  it('starts and stops, and replaces a stream', async () => {
    const app = await answered();
    await app.send('startStreaming', 'A', { stream_url: url });
    await app.clock.advance(100);
    await app.send('startForking', 'A', { rx: 'udp:192.0.2.1:9000', tx: 'udp:192.0.2.1:9001' });
    await app.clock.advance(100);
    await app.send('stopForking', 'A');
    await app.clock.advance(100);
    expect(app.types().slice(2)).toEqual([
      'streaming.started',
      'streaming.stopped',
      'call.fork.started',
      'call.fork.stopped',
    ]);
  });
});

describe('a transcription', () => {
  it('tells what the party says while it runs', async () => {
    const app = await answered();
    app.simulator.party('A').say('Not heard.');
    await app.send('startTranscription', 'A');
    expect(await app.send('startTranscription', 'A')).toMatchObject({ status: 422, code: '90054' });
    app.simulator.party('A').say('Hello there.');
    await app.clock.advance(1_000);
    await app.send('stopTranscription', 'A');
    app.simulator.party('A').say('Not heard either.');
    await app.clock.advance(1_000);
    const told = app.webhooks.filter((webhook) => webhook.event_type === 'call.transcription');
    expect(told.map((webhook) => webhook.payload['transcription_data'])).toEqual([
      { confidence: 0.97, is_final: true, transcript: 'Hello there.', transcription_track: 'inbound' },
    ]);
  });

  it('cannot be stopped while a recording listens for silence', async () => {
    const app = await answered();
    await app.send('startRecording', 'A', { format: 'mp3', channels: 'single', timeout_secs: 60 });
    await app.send('startTranscription', 'A');
    expect(await app.send('stopTranscription', 'A')).toMatchObject({ status: 422, code: '90055' });
  });
});

describe('V8: a stop command with nothing to stop', () => {
  const stops = [
    ['stopPlayback', '10027'],
    ['stopGather', '10027'],
    ['stopRecording', '10027'],
    ['stopStreaming', '90048'],
    ['stopForking', '90031'],
    ['stopSiprec', '10027'],
    ['stopTranscription', '10027'],
    ['stopAIAssistant', '10027'],
    ['stopConversationRelay', '10027'],
  ] as const;

  it.each(stops)('%s', async (name, code) => {
    expect((await (await answered()).send(name, 'A')).status).toBe(200);
    const strict = await answered({ variants: { stopOfNothing: 'refused' } });
    expect(await strict.send(name, 'A')).toMatchObject({ status: 422, code });
  });
});
