/**
 * The engine's token: which call, leg and step a webhook belongs to, carried by Telnyx in `client_state`. The author's
 * own `client_state` travels inside and is handed back untouched. Webhooks are signed by Telnyx, so the token is not.
 */

/** What a `client_state` of ours says. */
export interface Token {
  readonly callId: string;
  readonly legId: string;
  /** The step whose command set it. */
  readonly step: number;
  /** The author's own `client_state`, base64 as written. */
  readonly own?: string;
}

/** A token as `client_state`: base64 of ASCII JSON. */
export function encodeToken(token: Token): string {
  const json = JSON.stringify({ callchart: 1, call: token.callId, leg: token.legId, step: token.step, own: token.own });
  // btoa takes Latin-1 only; JSON escapes keep any role or call id within ASCII.
  return btoa(json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

// Longer than any token of ours: what is longer was not written here.
const longestToken = 16_384;

/** The token in a `client_state`; undefined when it is not one of ours. Never throws. */
export function decodeToken(clientState: unknown): Token | undefined {
  if (typeof clientState !== 'string' || clientState.length === 0 || clientState.length > longestToken)
    return undefined;
  let value: unknown;
  try {
    value = JSON.parse(atob(clientState));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('callchart' in value)) return undefined;
  const { call, leg, step, own } = value as Record<string, unknown>;
  if (typeof call !== 'string' || typeof leg !== 'string' || typeof step !== 'number') return undefined;
  return { callId: call, legId: leg, step, ...(typeof own === 'string' && { own }) };
}
