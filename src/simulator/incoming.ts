/**
 * Somebody rings one of our numbers. It knows how such a call looks on the wire and when the caller gives up, and
 * nothing of what becomes of it.
 */
import { isoTime } from './identifiers.ts';
import type { Leg } from './leg.ts';
import { drawMs } from './timing.ts';
import type { World } from './world.ts';

/** An incoming call. */
export interface IncomingCall {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Default: a realistic one, drawn from the seed. */
  readonly callControlId?: string | undefined;
  readonly callerIdName?: string | undefined;
  /** Custom SIP headers of the INVITE. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** When the caller gives up if nobody answers, milliseconds. Default one to two minutes (instant: two minutes). */
  readonly givesUpAfterMs?: number | undefined;
}

/** The call arrives: `call.initiated`, and the caller hears ringback. */
export function ring(world: World, call: IncomingCall): Leg {
  const from = call.from ?? '+15550100010';
  const to = call.to ?? '+15550100011';
  const leg = world.createLeg({
    direction: 'incoming',
    from,
    to,
    callControlId: call.callControlId,
    customHeaders: Object.entries(call.headers ?? {}).map(([name, value]) => ({ name, value })),
  });
  leg.signalling = 'alerting';
  world.party(leg, 'calls', to);
  // The keys of captured payloads.
  leg.emit('call.initiated', {
    caller_id_name: call.callerIdName ?? from,
    connection_codecs: 'PCMU,PCMA,G729',
    direction: 'incoming',
    from_sip_uri: `${from}@192.0.2.10:5060`,
    offered_codecs: 'PCMU,G729',
    start_time: isoTime(leg.initiatedAt),
    state: 'parked',
    to_sip_uri: `${to}@192.0.2.10:5060`,
    ...leg.headers(),
  });
  leg.after(call.givesUpAfterMs ?? drawMs(leg.random, world.timing.callerPatience), () => {
    if (leg.signalling === 'alerting') world.hangUpParty(leg.name);
  });
  return leg;
}
