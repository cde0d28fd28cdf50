import { describe, expect, it } from 'vitest';
import { application } from '../application.ts';

describe('a refer', () => {
  it.each([
    ['answer', 'call.refer.completed', 200],
    ['decline', 'call.refer.failed', 603],
    ['busy', 'call.refer.failed', 486],
  ] as const)('to a far end that would %s', async (farEnd, eventType, sip) => {
    const app = application();
    app.simulator.onDial('sip:desk@example.com', farEnd);
    await app.answeredCall();
    await app.send('refer', 'A', { sip_address: 'sip:desk@example.com' });
    await app.clock.advance(1_000);
    expect(app.last('call.refer.started').payload['sip_notify_response']).toBe(100);
    expect(app.last(eventType).payload['sip_notify_response']).toBe(sip);
    expect(app.types().includes('call.hangup')).toBe(farEnd === 'answer');
  });
});
