/**
 * Which leg of a call a webhook is about. Identifiers first, the engine's token next; the session only for legs that
 * Telnyx added by itself: legs that are linked share one, legs that are not have two (Telnyx docs: receiving webhooks).
 */
import { ADDED_LEG_ROLE } from '../flow/leg-address.ts';
import { newLeg, type Leg } from './leg.ts';
import { decodeToken } from './token.ts';

type Payload = Readonly<Record<string, unknown>>;

/** The legs, with a new one if Telnyx added it, and the id of the one that the webhook is about. */
export interface Located {
  readonly legs: readonly Leg[];
  readonly legId: string | undefined;
}

/** Finds the webhook's leg among the legs of its call. */
export function locate(callId: string, legs: readonly Leg[], payload: Payload, at: number): Located {
  const controlId = text(payload['call_control_id']);
  const known = findKnown(callId, legs, payload, controlId);
  if (known !== undefined) return { legs, legId: known.id };
  const session = text(payload['call_session_id']);
  if (controlId === undefined || session === undefined || !legs.some((leg) => leg.callSessionId === session))
    return { legs, legId: undefined };
  const expected = legs.find((leg) => isAwaited(leg) && leg.to === text(payload['to']));
  if (expected !== undefined) return { legs, legId: expected.id };
  const id = `${ADDED_LEG_ROLE}#${legs.filter((leg) => leg.role === ADDED_LEG_ROLE).length + 1}`;
  const direction = payload['direction'] === 'incoming' ? 'incoming' : 'outgoing';
  const added = newLeg({ id, role: ADDED_LEG_ROLE, first: false, direction, signalling: 'requested' }, at);
  return { legs: [...legs, added], legId: id };
}

function findKnown(
  callId: string,
  legs: readonly Leg[],
  payload: Payload,
  controlId: string | undefined,
): Leg | undefined {
  const byControl = controlId === undefined ? undefined : legs.find((leg) => leg.callControlId === controlId);
  if (byControl !== undefined) return byControl;
  const token = decodeToken(payload['client_state']);
  const named = token?.callId === callId ? legs.find((leg) => leg.id === token.legId) : undefined;
  if (named !== undefined && (named.callControlId === undefined || controlId === undefined)) return named;
  const legId = text(payload['call_leg_id']);
  return legId === undefined ? undefined : legs.find((leg) => leg.callLegId === legId);
}

const isAwaited = (leg: Leg): boolean => leg.signalling === 'requested' && leg.callControlId === undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
