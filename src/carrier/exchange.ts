/**
 * One HTTP exchange with a carrier: a request, an answer or none, within a time and a size. It must not know what the
 * answer means.
 */
import { createFetch } from 'ofetch';
import type { Clock } from '../clock/clock.ts';

// Telnyx' answers are a few hundred bytes; whatever stands in its place may send more.
const maxBodyBytes = 1 << 20;

/** A request, ready to go. */
export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly apiKey: string;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}

/** How an answer's body reads. `none`: empty. `unreadable`: not a JSON object, or too long. */
export type AnswerBody =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'none' | 'unreadable' };

/** What came of a request: an answer, or none. `timedOut` and `cause` say why there is none. */
export type ExchangeResult =
  | { readonly answered: true; readonly status: number; readonly headers: Headers; readonly body: AnswerBody }
  | { readonly answered: false; readonly timedOut: boolean; readonly cause: unknown };

/** Sends a request once. */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeResult>;

/**
 * Makes an exchange.
 *
 * @param fetch What carries requests: the platform's, or a simulated carrier's in the same process.
 * @param clock Measures the timeout.
 * @param timeoutMs From the request to the last byte of the answer.
 */
export function createExchange(fetch: typeof globalThis.fetch, clock: Clock, timeoutMs: number): Exchange {
  const ofetch = createFetch({ fetch, Headers, AbortController });
  return async ({ method, url, apiKey, body }) => {
    const deadline = startDeadline(clock, timeoutMs);
    const answer = async (): Promise<ExchangeResult> => {
      const response = await ofetch.raw(url, {
        method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${apiKey}`,
          'user-agent': 'callchart',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        responseType: 'stream',
        ignoreResponseError: true,
        // The runtime retries, after it has committed to do so. A redirect would carry the key to another place.
        retry: 0,
        redirect: 'manual',
        signal: deadline.signal,
      });
      return {
        answered: true,
        status: response.status,
        headers: response.headers,
        body: readBody(await readText(response._data)),
      };
    };
    try {
      return await Promise.race([answer(), deadline.passed]);
    } catch (error) {
      // ofetch's own error would drag the request along, key and all: only what is underneath is kept.
      const cause = error instanceof Error && error.name === 'FetchError' ? error.cause : error;
      return { answered: false, timedOut: deadline.signal.aborted, cause };
    } finally {
      deadline.cancel();
    }
  };
}

interface Deadline {
  readonly signal: AbortSignal;
  /** Rejects at the deadline, for a fetch that does not heed its signal. */
  readonly passed: Promise<never>;
  readonly cancel: () => void;
}

function startDeadline(clock: Clock, timeoutMs: number): Deadline {
  const controller = new AbortController();
  const { promise, reject } = withRejection();
  const cancel = clock.schedule(timeoutMs, () => {
    const error = new Error(`no answer within ${timeoutMs} ms`);
    controller.abort(error);
    reject(error);
  });
  return { signal: controller.signal, passed: promise, cancel };
}

function withRejection(): { readonly promise: Promise<never>; readonly reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}

/** The body as text; undefined if it is longer than what is read. */
async function readText(stream: ReadableStream<Uint8Array> | undefined): Promise<string | undefined> {
  if (stream === undefined) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new TextDecoder().decode(Buffer.concat(chunks));
    bytes += value.byteLength;
    if (bytes > maxBodyBytes) {
      await reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(value);
  }
}

function readBody(text: string | undefined): AnswerBody {
  if (text === undefined) return { kind: 'unreadable' };
  if (text.trim() === '') return { kind: 'none' };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { kind: 'object', value: { ...value } };
  } catch {
    // Said by the answer's kind.
  }
  return { kind: 'unreadable' };
}
