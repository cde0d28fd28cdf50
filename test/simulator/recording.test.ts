import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

const start = { format: 'mp3', channels: 'single' };

async function answered(options: Parameters<typeof application>[0] = {}) {
  const app = application(options);
  await app.answeredCall();
  return app;
}

describe('a recording', () => {
  it('is saved some time after it was stopped, with what was asked for', async () => {
    const app = await answered();
    await app.send('startRecording', 'A', start);
    await app.clock.advance(5_000);
    await app.send('stopRecording', 'A');
    expect(app.types()).not.toContain('call.recording.saved');
    await app.clock.advance(1_000);
    const { payload } = app.last('call.recording.saved');
    expect(payload).toMatchObject({ channels: 'single', format: 'mp3', recording_id: expect.any(String) as string });
    const lastedMs =
      Date.parse(String(payload['recording_ended_at'])) - Date.parse(String(payload['recording_started_at']));
    expect(lastedMs).toBe(5_000);
  });

  it('can be fetched for ten minutes', async () => {
    const app = await answered();
    await app.send('startRecording', 'A', start);
    await app.send('stopRecording', 'A');
    await app.clock.advance(1_000);
    const { mp3 } = app.last('call.recording.saved').payload['recording_urls'] as { mp3: string };
    const fetchIt = () => app.simulator.fetch(new Request(mp3));
    expect((await fetchIt()).status).toBe(200);
    await app.clock.advance(600_000);
    expect((await fetchIt()).status).toBe(403);
    const other = new Request(mp3.replace(/recordings\/\w/, 'recordings/0-'));
    expect((await app.simulator.fetch(other)).status).toBe(404);
  });

  it('ends at its length, and when nobody speaks', async () => {
    const app = await answered();
    await app.send('startRecording', 'A', { ...start, max_length: 10 });
    await app.clock.advance(11_000);
    expect(app.types()).toContain('call.recording.saved');
    const silent = await answered();
    await silent.send('startRecording', 'A', { ...start, timeout_secs: 5 });
    await silent.clock.advance(4_000);
    silent.simulator.party('A').say('Wait, there is more.');
    await silent.clock.advance(4_000);
    expect(silent.types()).not.toContain('call.recording.saved');
    await silent.clock.advance(2_000);
    expect(silent.types()).toContain('call.recording.saved');
  });

  it('pauses and resumes; several run beside each other', async () => {
    const app = await answered();
    await app.send('startRecording', 'A', start);
    await app.send('startRecording', 'A', { format: 'wav', channels: 'dual' });
    const [first, second] = app.simulator.party('A').leg.activities.recordings;
    await app.send('pauseRecording', 'A', { recording_id: first?.recordingId });
    expect(app.simulator.party('A').leg.activities.recordings.map((each) => each.state)).toEqual(['paused', 'on']);
    await app.send('resumeRecording', 'A', { recording_id: first?.recordingId });
    await app.send('stopRecording', 'A', { recording_id: second?.recordingId });
    expect(app.simulator.party('A').leg.activities.recordings).toEqual([
      { recordingId: first?.recordingId, state: 'on' },
    ]);
    app.simulator.party('A').hangUp();
    await app.clock.advance(1_000);
    expect(app.types().filter((type) => type === 'call.recording.saved')).toHaveLength(2);
  });

  it('has its id in the answer when it was asked for with the answer', async () => {
    const app = application();
    app.simulator.incomingCall();
    const answer = await app.send('answer', 'A', { record: 'record-from-answer' });
    await app.clock.advance(1_000);
    app.simulator.party('A').hangUp();
    await app.clock.advance(1_000);
    expect(app.last('call.recording.saved').payload['recording_id']).toBe(
      (answer.body['data'] as { recording_id: string }).recording_id,
    );
  });

  it('is transcribed when asked to', async () => {
    const app = await answered();
    await app.send('startRecording', 'A', { ...start, transcription: true });
    await app.send('stopRecording', 'A');
    await app.clock.advance(1_000);
    expect(app.types().slice(2)).toEqual(['call.recording.saved', 'call.recording.transcription.saved']);
  });

  it('is refused before audio flows, and with a silence limit beside a transcription', async () => {
    const app = application({ timing: 'realistic', seed: 4 });
    app.simulator.incomingCall();
    await app.until(app.send('answer', 'A'));
    while (app.simulator.party('A').leg.signalling !== 'answered') await app.clock.advance(1);
    const early = app.send('startRecording', 'A', start);
    expect(await app.until(early)).toMatchObject({ status: 422, code: '90020' });
    await app.clock.advance(200);
    await app.until(app.send('startTranscription', 'A'));
    const both = app.send('startRecording', 'A', { ...start, timeout_secs: 5 });
    expect(await app.until(both)).toMatchObject({ status: 422, code: '90053' });
  });

  it('fails instead of being saved when storage does', async () => {
    const app = await answered();
    app.simulator.faults.recording({ leg: 'A', nth: 1 });
    await app.send('startRecording', 'A', start);
    await app.send('stopRecording', 'A');
    await app.clock.advance(1_000);
    expect(app.last('call.recording.error').payload['reason']).toBe('Internal server error');
    expect(app.types()).not.toContain('call.recording.saved');
  });
});
