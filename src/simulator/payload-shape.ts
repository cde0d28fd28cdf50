/**
 * What every payload of a leg carries beside its own facts, by event type, as captures and the OpenAPI examples show it.
 * It knows nothing of when events happen.
 */
import type { LegIdentity } from './leg.ts';

/** Events whose payload names no `from` and `to`. */
const unaddressed = [
  'call.speak.',
  'call.playback.',
  'call.recording.',
  'call.enqueued',
  'call.dequeued',
  'call.transcription',
  'call.fork.',
  'call.cost',
  'call.conversation_insights.',
  'streaming.',
  'siprec.',
  'conference.',
];

/** Events whose captured payload says on which kind of network the caller is. */
const withPartyType = [
  'call.initiated',
  'call.answered',
  'call.bridged',
  'call.hangup',
  'call.speak.',
  'call.recording.saved',
  'call.recording.transcription.saved',
  'call.conversation',
];

/** The whole payload of an event. */
export function legPayload(
  identity: LegIdentity,
  clientState: string | null,
  eventType: string,
  facts: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const fits = (prefixes: readonly string[]): boolean => prefixes.some((prefix) => eventType.startsWith(prefix));
  const payload: Record<string, unknown> = {
    call_control_id: identity.callControlId,
    call_leg_id: identity.callLegId,
    call_session_id: identity.callSessionId,
    ...(fits(withPartyType) && { calling_party_type: partyType(identity) }),
    client_state: clientState,
    connection_id: identity.connectionId,
    ...(!fits(unaddressed) && { from: identity.from, to: identity.to }),
    ...facts,
  };
  return Object.fromEntries(Object.entries(payload).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function partyType(identity: LegIdentity): 'pstn' | 'sip' {
  const farEnd = identity.direction === 'incoming' ? identity.from : identity.to;
  return /^sips?:/.test(farEnd) ? 'sip' : 'pstn';
}
