// The sequences that captured webhooks and the documentation show, on order, payload keys and timing.
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { application } from './application.ts';

/** The payload keys of a captured webhook. */
function capturedKeys(file: string): string[] {
  const path = new URL(`../telnyx/payloads/${file}`, import.meta.url);
  const captured = JSON.parse(readFileSync(path, 'utf8')) as { data: { payload: object } };
  return Object.keys(captured.data.payload);
}

/** Keys that depend on the number's configuration and the caller's network, not on the event. */
const circumstantial = ['custom_headers', 'flow_destination'];

const msBetween = (earlier: { occurred_at: string }, later: { occurred_at: string }): number =>
  Date.parse(later.occurred_at) - Date.parse(earlier.occurred_at);

describe('an incoming call that is answered, spoken to and hung up by the caller', () => {
  it.each([1, 2, 3, 4, 5])('runs as captured (seed %i)', async (seed) => {
    const app = application({ timing: 'realistic', seed });
    app.on('call.initiated', async () => void (await app.send('answer', 'A')));
    app.on('call.answered', async () => {
      await app.send('speak', 'A', { payload: 'Thank you for calling. '.repeat(4), voice: 'female' });
    });
    const caller = app.simulator.incomingCall();
    await app.clock.advance(30_000);
    caller.hangUp();
    await app.clock.advance(15_000);
    const first = [...app.webhooks].sort((a, b) => a.occurred_at.localeCompare(b.occurred_at));
    const order = [...new Set(first.map((each) => each.event_type))];
    expect(order).toEqual(['call.initiated', 'call.answered', 'call.speak.started', 'call.speak.ended', 'call.hangup']);
    const files = ['call_initiated.01', 'call_answered.01', 'call_speak_started.01', 'call_speak_ended.01'];
    for (const [index, file] of [...files, 'call_hangup.01'].entries()) {
      const webhook = app.last(order[index] ?? '');
      expect(Object.keys(webhook.payload), file).toEqual(expect.arrayContaining(capturedKeys(`${file}.json`)));
    }
    const [initiated, answered] = [app.last('call.initiated'), app.last('call.answered')];
    expect(msBetween(initiated, answered)).toBeGreaterThanOrEqual(200);
    expect(msBetween(answered, app.last('call.speak.started'))).toBeGreaterThanOrEqual(300);
    expect(app.last('call.speak.started').payload['speak_id']).toBe(app.last('call.speak.ended').payload['speak_id']);
    expect(app.last('call.speak.ended').payload['status']).toBe('completed');
    expect(initiated.payload).toMatchObject({ direction: 'incoming', state: 'parked', client_state: null });
    expect(app.last('call.hangup').payload).toMatchObject({
      hangup_cause: 'normal_clearing',
      hangup_source: 'caller',
      sip_hangup_cause: '200',
      start_time: initiated.payload['start_time'],
      end_time: app.last('call.hangup').occurred_at,
    });
  });
});

describe('a caller who gives up', () => {
  it('is an originator_cancel with 487 and without quality figures', async () => {
    const app = application({ timing: 'realistic' });
    app.simulator.incomingCall({ givesUpAfterMs: 8_700 });
    await app.clock.advance(15_000);
    expect(app.types()).toEqual(['call.initiated', 'call.hangup']);
    const { payload } = app.last('call.hangup');
    expect(payload).toMatchObject({
      hangup_cause: 'originator_cancel',
      sip_hangup_cause: '487',
      call_quality_stats: null,
    });
    expect(Object.keys(payload)).toEqual(expect.arrayContaining(capturedKeys('call_hangup.03.json')));
  });
});

describe('a recorded call that we hang up', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'has its recording 0.8 to 2.2 s after the hangup (seed %i)',
    async (seed) => {
      const app = application({ timing: 'realistic', seed });
      app.on('call.initiated', async () => {
        await app.send('answer', 'A', { record: 'record-from-answer', record_format: 'wav' });
      });
      app.simulator.incomingCall();
      await app.clock.advance(20_000);
      await app.until(app.send('hangup', 'A'));
      await app.clock.advance(15_000);
      const hangup = app.last('call.hangup');
      const saved = app.last('call.recording.saved');
      expect(hangup.payload).toMatchObject({ hangup_source: 'callee', sip_hangup_cause: 'unspecified' });
      expect(msBetween(hangup, saved)).toBeGreaterThanOrEqual(800);
      expect(msBetween(hangup, saved)).toBeLessThanOrEqual(2_200);
      const expected = capturedKeys('call_recording_saved.01.json').filter((key) => !circumstantial.includes(key));
      expect(Object.keys(saved.payload)).toEqual(expect.arrayContaining(expected));
      expect(saved.payload).not.toHaveProperty('from');
      expect(saved.payload['recording_urls']).toEqual({ wav: expect.stringContaining('X-Amz-Expires=600') as string });
    },
  );
});
