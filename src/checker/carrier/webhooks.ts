/**
 * Webhooks of the carrier: what every payload of a leg carries, and the way to the application. It knows nothing of when
 * events happen, nor of what goes wrong on the way.
 */
import { modelTiming } from './model-timing.ts';
import { later } from './agenda.ts';
import { type CarrierLeg, type CarrierState, controlId, legName } from './carrier-state.ts';

type Payload = Readonly<Record<string, unknown>>;

/** When calls begin unless it makes a difference: the simulator's clock stands there as well. */
export const epochMs = Date.UTC(2026, 0, 1);

/** A time of the model as Telnyx writes it. */
export const wireTime = ({ epochMs: beganAt }: CarrierState, atMs: number): string =>
  new Date(beganAt + atMs).toISOString();

/** Events whose payload names no `from` and `to` (captures; Telnyx OpenAPI). */
const unaddressed = /^(?:call\.(?:speak|playback|recording|enqueued|dequeued|transcription|cost)|streaming|conference)/;

/** Sends an event of the leg now: it arrives a moment later. */
export function emit(state: CarrierState, leg: CarrierLeg, event: string, facts: Payload = {}): void {
  state.count += 1;
  const name = legName(leg.index);
  const payload = {
    call_control_id: controlId(leg.index),
    call_leg_id: `leg-${name}`,
    call_session_id: `session-${leg.session}`,
    client_state: leg.clientState,
    connection_id: connectionId,
    ...(!unaddressed.test(event) && { from: leg.from, to: leg.to }),
    ...facts,
  };
  const webhook = { id: `webhook-${state.count}`, leg: leg.index, event, emittedAt: state.now, payload };
  later(state, leg.index, modelTiming.webhookPercentilesMs[0], { kind: 'deliver', webhook });
}

/** The application of the model. */
export const connectionId = '1000000000000000001';

/** Sends an event of the leg in a while, whatever becomes of the leg. */
export function emitLater(
  state: CarrierState,
  leg: CarrierLeg,
  delayMs: number,
  event: string,
  payload: Payload = {},
): void {
  if (delayMs === 0) emit(state, leg, event, payload);
  else later(state, leg.index, delayMs, { kind: 'emit', event, payload });
}
