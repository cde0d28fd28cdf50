/**
 * Identifiers that look like Telnyx' own, drawn from a seeded stream, and its way of writing times. It knows nothing of
 * the legs that bear them.
 */
import type { Random } from './random.ts';

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const alphanumeric = base64url.slice(0, 62);
const hex = '0123456789abcdef';

/** `v3:` and 54 characters of base64url, as in every captured webhook. */
export function callControlId(random: Random): string {
  return `v3:${random.text(54, base64url)}`;
}

/** A UUID of version 1, the kind that `call_leg_id` and `call_session_id` have in captures. */
export function timeUuid(random: Random): string {
  return uuid(random, '1');
}

/** A UUID of version 4: events, recordings, conversations, conferences. */
export function randomUuid(random: Random): string {
  return uuid(random, '4');
}

/** Ten letters and digits, as captured in `speak_id`. */
export function speakId(random: Random): string {
  return random.text(10, alphanumeric);
}

function uuid(random: Random, version: '1' | '4'): string {
  const digits = random.text(30, hex);
  const variant = '89ab'.charAt(random.between(0, 3));
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    version + digits.slice(12, 15),
    variant + digits.slice(15, 18),
    digits.slice(18, 30),
  ].join('-');
}

/** ISO 8601 with microseconds, as Telnyx writes `occurred_at`. The last three digits are always 000. */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000Z');
}
