import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { legPayload } from '../../src/simulator/payload-shape.ts';

const identity = {
  name: 'A',
  callControlId: 'v3:a',
  callLegId: 'leg',
  callSessionId: 'session',
  connectionId: '7',
  direction: 'incoming',
  from: '+15550100010',
  to: '+15550100011',
  customHeaders: [],
} as const;

describe('the payload of a leg’s event', () => {
  // The OpenAPI examples and captures show which events name both parties.
  it.each([
    'call_gather_ended.01',
    'call_dtmf_received.01',
    'call_bridged.01',
    'call_enqueued.01',
    'call_dequeued.01',
    'call_playback_started.01',
    'call_speak_started.01',
    'call_machine_detection_ended.01',
    'call_refer_started.01',
    'call_fork_started.01',
    'call_hold.01',
    'call_ai_gather_ended.01',
    'siprec_started.01',
    'streaming_failed.01',
    'conference_participant_joined.01',
    'call_cost.01',
  ])('names from and to as %s does', (file) => {
    const path = new URL(`../telnyx/payloads/${file}.json`, import.meta.url);
    const { data } = JSON.parse(readFileSync(path, 'utf8')) as { data: { event_type: string; payload: object } };
    const payload = legPayload(identity, null, data.event_type, {});
    expect('from' in payload).toBe('from' in data.payload);
    expect('to' in payload).toBe('to' in data.payload);
  });

  it('says on which network the caller is, has the client state, and its keys in order', () => {
    expect(legPayload(identity, 'c3RhdGU=', 'call.hangup', { hangup_cause: 'x' })).toEqual({
      call_control_id: 'v3:a',
      call_leg_id: 'leg',
      call_session_id: 'session',
      calling_party_type: 'pstn',
      client_state: 'c3RhdGU=',
      connection_id: '7',
      from: '+15550100010',
      hangup_cause: 'x',
      to: '+15550100011',
    });
    const sip = { ...identity, from: 'sip:somebody@example.com' };
    const payload = legPayload(sip, null, 'call.answered', { a: 1 });
    expect(payload['calling_party_type']).toBe('sip');
    expect(Object.keys(payload)).toEqual(Object.keys(payload).sort());
  });
});
