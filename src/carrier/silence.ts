/**
 * What it means that no answer came: whether the request may have reached Telnyx. It must not know what was asked.
 */
import type { FailureFacts } from './command-error.ts';

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
export function failureOfSilence(timedOut: boolean, cause: unknown): FailureFacts {
  const neverSent = errorsIn(cause).some((error) => precedesRequest(error));
  return neverSent && !timedOut
    ? { reason: 'unreachable', retryable: true, outcomeUnknown: false }
    : { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true };
}

/** The most telling name of what fetch threw, such as `ECONNRESET`. */
export function nameOfSilence(cause: unknown): string {
  const codes = errorsIn(cause).map((error) => textIn(error, 'code'));
  return codes.find((code) => code !== '') ?? (cause instanceof Error ? cause.name : 'unknown');
}

function precedesRequest(error: Error): boolean {
  const code = textIn(error, 'code');
  return (
    /^(connect|getaddrinfo)$/.test(textIn(error, 'syscall')) || neverConnected.has(code) || neverTrusted.test(code)
  );
}

function textIn(error: Error, name: 'code' | 'syscall'): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}

// Fetch says "fetch failed" and keeps the reason as its cause; a host with several addresses keeps one per address.
function errorsIn(error: unknown, depth = 0): readonly Error[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const inner: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...errorsIn(error.cause, depth + 1), ...inner.flatMap((it) => errorsIn(it, depth + 1))];
}
