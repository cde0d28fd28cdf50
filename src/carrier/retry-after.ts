/**
 * How long an answer asks to wait. It must not know who waits.
 */

// A mistaken date or an epoch in the wrong unit must not park a call's commands for a day.
const longestMs = 60 * 60 * 1_000;

/**
 * The wait in milliseconds, from 0 to an hour, or undefined if the answer does not ask for one.
 *
 * Source: Telnyx docs, "Rate limiting" (`x-ratelimit-reset`, seconds); RFC 9110 10.2.3 (`retry-after`, seconds or a
 * date); `retry-after-ms` as the official SDK reads it.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const waitMs =
    scaled(headers.get('retry-after-ms'), 1) ??
    scaled(headers.get('retry-after'), 1_000) ??
    untilDateMs(headers.get('retry-after'), nowMs) ??
    untilResetMs(headers.get('x-ratelimit-reset'), nowMs);
  return waitMs === undefined ? undefined : Math.min(Math.max(Math.ceil(waitMs), 0), longestMs);
}

function scaled(text: string | null, unitMs: number): number | undefined {
  return text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * unitMs : undefined;
}

function untilDateMs(text: string | null, nowMs: number): number | undefined {
  const atMs = text !== null && /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs - nowMs;
}

// Seconds to wait, by the docs. Many services send the second since the epoch under the same name: told by its size.
function untilResetMs(text: string | null, nowMs: number): number | undefined {
  const resetMs = scaled(text, 1_000);
  return resetMs !== undefined && resetMs > 1e12 ? resetMs - nowMs : resetMs;
}
