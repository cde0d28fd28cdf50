/**
 * What it means that no answer came: whether the request may have reached Telnyx. It must not know what was asked.
 */
import type { CommandFailure } from './command-error.ts';

/** The names that an attempt to connect failed by, as Node and its fetch give them: nothing was sent yet. */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EADDRNOTAVAIL',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Names of failed TLS handshakes: certificates, hosts, protocols. They precede the request as well. */
const neverTrusted = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$)/;

/**
 * The failure behind a request without an answer.
 *
 * @param timedOut Whether we gave up waiting.
 * @param cause What fetch threw.
 */
export function failureOfSilence(timedOut: boolean, cause: unknown): CommandFailure {
  const connected = timedOut || !codesIn(cause).some((code) => neverConnected.has(code) || neverTrusted.test(code));
  return connected
    ? { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true }
    : { reason: 'unreachable', retryable: true, outcomeUnknown: false };
}

/** The most telling name of what fetch threw, such as `ECONNRESET`. */
export function nameOfSilence(cause: unknown): string {
  return codesIn(cause)[0] ?? (cause instanceof Error ? cause.name : 'unknown');
}

// Fetch says "fetch failed" and keeps the reason as its cause; a host with several addresses keeps one per address.
function codesIn(error: unknown, depth = 0): readonly string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [...code, ...codesIn(error.cause, depth + 1), ...inner.flatMap((it) => codesIn(it, depth + 1))];
}
