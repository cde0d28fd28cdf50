/** The webhooks of calls as Telnyx sends them, signed. */
import type { KeyObject } from 'node:crypto';
import { signWebhook } from 'callchart';

/** One request of the load. */
export interface SignedWebhook {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The numbers whose calls go to the flow that each server runs, that are put on hold, and that ring a group. */
export const usualNumber = '+15550100011';
export const holdNumber = '+15550100098';
export const groupNumber = '+15550100099';

/** Initiated, answered, so many keys, hangup: the webhooks of one call, in order. */
export function webhooksOfCall(
  name: string,
  keys: number,
  key: KeyObject,
  timestampSecs: number,
  to = usualNumber,
): SignedWebhook[] {
  const pressed = Array.from({ length: keys }, () => ['call.dtmf.received', { digit: '5' }] as const);
  const events = [
    ['call.initiated', { direction: 'incoming', state: 'parked' }] as const,
    ['call.answered', { state: 'answered' }] as const,
    ...pressed,
    ['call.hangup', { hangup_cause: 'normal_clearing', hangup_source: 'caller', sip_hangup_cause: '200' }] as const,
  ];
  return events.map(([event_type, more], at) => {
    const body = JSON.stringify({
      data: {
        record_type: 'event',
        event_type,
        id: `${name}-${at}`,
        occurred_at: new Date(timestampSecs * 1_000 + at).toISOString(),
        payload: {
          call_control_id: `v3:${name}`,
          call_leg_id: `leg-${name}`,
          call_session_id: `session-${name}`,
          client_state: null,
          connection_id: '2811212257810187875',
          from: '+15550100010',
          to,
          start_time: '2026-01-01T00:00:00.000000Z',
          ...more,
        },
      },
      meta: { attempt: 1, delivered_to: 'https://webhooks.example.com/telnyx' },
    });
    const headers = { 'content-type': 'application/json', ...signWebhook(key, timestampSecs, body) };
    return { body, headers };
  });
}
