/**
 * The envelope of a webhook: what arrives in a request's body, reduced to one form. It must not know flows, calls or
 * stores, and it does not verify signatures.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import { type TelnyxEventMap, type TelnyxEventType, eventSchemas, isTelnyxEventType } from './events/registry.ts';
import { parseUntrustedJson } from './webhook-json.ts';

/** A webhook event, whichever envelope it came in. */
export interface TelnyxWebhook {
  /** The dedupe key: `data.id`, else the webhook id, else `sha256:<hex>` of the raw body. */
  readonly id: string;
  /** Such as `call.answered`. */
  readonly event_type: string;
  /** When it happened, ISO 8601, as Telnyx sent it. */
  readonly occurred_at: string | undefined;
  /** As Telnyx sent it, unknown fields included. {@link isWebhook} narrows it. */
  readonly payload: Record<string, unknown>;
  /** Which delivery this is, from 1. Only on the wire form. */
  readonly attempt: number | undefined;
  /** Whether `event_type` is one of {@link TelnyxEventType}. */
  readonly known: boolean;
  /** Paths in which the payload of a known event differs from its schema, such as `['status']`. For logs. */
  readonly deviations: readonly string[];
}

type JsonObject = Record<string, unknown>;

// Longer ids are no ids: they would be keys in a store. Telnyx' are UUIDs.
const maxIdLength = 255;

/**
 * Reads a webhook's body.
 *
 * Accepted are the form on the wire (`{ data, meta }`), its inner event alone, the form that the portal's debugger
 * shows, and conference events that carry their time inside the payload. Whoever calls it bounds the body's size and
 * verifies the signature first. A payload that differs from its schema is not refused, since a webhook that is refused
 * is lost: it is delivered with {@link TelnyxWebhook.deviations}. Refused is what cannot be used at all.
 *
 * @param rawBody The body as text.
 * @throws CallchartError `webhook.api_version` for an event of API v1; `webhook.invalid` for whatever else is no event.
 *
 * Source: Telnyx docs, "Voice API webhooks", "Webhook fundamentals", "Call Control migration".
 *
 * @example
 * ```ts
 * import { isWebhook, parseWebhook } from 'callchart';
 *
 * const webhook = await parseWebhook('{"data":{"event_type":"call.hangup","id":"1","payload":{"call_control_id":"v3:leg"}}}');
 * if (isWebhook(webhook, 'call.hangup')) console.log(webhook.payload.hangup_cause);
 * ```
 */
export async function parseWebhook(rawBody: string): Promise<TelnyxWebhook> {
  const body = parseUntrustedJson(rawBody);
  if (!isObject(body)) throw invalid('Its body is not a JSON object.');
  const event = isObject(body['data']) ? body['data'] : body;
  const type = event['event_type'];
  if (typeof type !== 'string' || type === '') throw invalid(whyNoEvent(body));
  if (/^[a-z]+(_[a-z]+)+$/.test(type)) throw apiVersion(type);
  const payload = payloadOf(event, type);
  const known = isTelnyxEventType(type);
  if (known) requireName(type, payload);
  const meta = body['meta'];
  const attempt = isObject(meta) ? meta['attempt'] : undefined;
  return {
    id: idOf(event) ?? `sha256:${await sha256(rawBody)}`,
    event_type: type,
    occurred_at: occurredAt(event, payload),
    payload,
    attempt: typeof attempt === 'number' && Number.isSafeInteger(attempt) ? attempt : undefined,
    known,
    deviations: known ? deviationsOf(type, payload) : [],
  };
}

/**
 * Narrows a webhook to one event type, and its payload to that event's.
 *
 * @example
 * ```ts
 * import { isWebhook, type TelnyxWebhook } from 'callchart';
 *
 * const digitsOf = (webhook: TelnyxWebhook): string | undefined =>
 *   isWebhook(webhook, 'call.gather.ended') ? webhook.payload.digits : undefined;
 * ```
 */
export function isWebhook<Type extends TelnyxEventType>(
  webhook: TelnyxWebhook,
  type: Type,
): webhook is TelnyxWebhook & { readonly event_type: Type; readonly payload: TelnyxEventMap[Type] } {
  return webhook.event_type === type;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(why: string, cause?: unknown): CallchartError {
  return new CallchartError('webhook.invalid', `This is not a Telnyx webhook event. ${why}`, { cause });
}

function apiVersion(type: string): CallchartError {
  return new CallchartError(
    'webhook.api_version',
    `"${type.slice(0, 100)}" is an event of Telnyx API v1. Set webhook_api_version to "2" on the Call Control application ` +
      '(Mission Control: Voice, Programmable Voice, the application, Webhook API version; or PATCH ' +
      '/call_control_applications/{id}): its default is "1" for applications that were created through the API.',
  );
}

/** Says what somebody probably pasted or misconfigured. */
function whyNoEvent(body: JsonObject): string {
  const metadata = body['metadata'];
  if (isObject(metadata) && 'event' in metadata) {
    return 'It is a delivery record, as reports show it: the event is in its metadata.event.';
  }
  if (['call_control_id', 'call_leg_id', 'conference_id'].some((name) => name in body)) {
    return 'It is the payload of an event alone: event_type and the rest of the envelope are missing.';
  }
  return 'It has no event_type, neither at its top level nor in data.';
}

function payloadOf(event: JsonObject, type: string): JsonObject {
  const payload = event['payload'];
  if (isObject(payload)) return payload;
  if (payload === undefined && !isTelnyxEventType(type)) return {};
  throw invalid(`The event ${type.slice(0, 100)} has no payload object.`);
}

function idOf(event: JsonObject): string | undefined {
  return [event['id'], event['webhook_id']].find(
    (id): id is string => typeof id === 'string' && id !== '' && id.length <= maxIdLength,
  );
}

// Conference events carry the time inside the payload, misspelt in older versions; the debugger's own created_at is
// the time of the delivery, and so the last resort.
function occurredAt(event: JsonObject, payload: JsonObject): string | undefined {
  return [event['occurred_at'], payload['occurred_at'], payload['occured_at'], event['created_at']].find(
    (time): time is string => typeof time === 'string' && time !== '',
  );
}

function deviationsOf(type: TelnyxEventType, payload: JsonObject): readonly string[] {
  const parsed = eventSchemas[type].safeParse(payload);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
}

function requireName(type: TelnyxEventType, payload: JsonObject): void {
  const names = namesIn(type);
  if (names.some((name) => typeof payload[name] === 'string' && payload[name] !== '')) return;
  throw invalid(`The payload of ${type} has no ${names.join(' or ')}, so nobody can tell which call it is about.`);
}

/** By which of its fields an event is told to belong to a call; one of them has to be there. */
function namesIn(type: TelnyxEventType): readonly string[] {
  if (type.startsWith('conference.')) return ['conference_id'];
  // Neither the schema of the one nor the examples of the other have a call_control_id.
  if (type === 'call.recording.saved' || type === 'call.recording.error') {
    return ['call_control_id', 'call_leg_id', 'call_session_id'];
  }
  return ['call_control_id'];
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
