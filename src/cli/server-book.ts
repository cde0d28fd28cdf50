/**
 * A running server as a place where calls are kept and steered, over its call routes. It prints nothing.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { CallBook } from '../replay/call-book.ts';
import type { CallFacts } from '../replay/call-facts.ts';
import { parseRecordedCall } from '../replay/recorded-call.ts';

const timeoutMs = 30_000;

/** How a server is reached. */
export interface ServerAddress {
  readonly url: string;
  readonly token: string | undefined;
}

/** The calls of a server. */
export function serverBook(server: ServerAddress): CallBook {
  return {
    async facts(filter) {
      const { before, since, ...rest } = filter;
      const query = new URLSearchParams({ facts: 'true' });
      for (const [name, value] of Object.entries(rest)) if (value !== undefined) query.set(name, String(value));
      if (since !== undefined) query.set('since', String(Math.floor(since)));
      if (before !== undefined) query.set('before', `${before.createdAt}.${before.callId}`);
      const { calls } = JSON.parse(await ask(server, 'GET', `/calls?${query.toString()}`)) as {
        calls: readonly CallFacts[];
      };
      return calls;
    },
    async record(callId) {
      const path = `/calls/${encodeURIComponent(callId)}/record`;
      return parseRecordedCall(await ask(server, 'GET', path), `${server.url}${path}`);
    },
  };
}

/**
 * One request to a server's call routes.
 *
 * @returns the body of the answer
 * @throws CallchartError `server.unreachable`, or what the server refused it with
 */
export async function ask(
  { url, token }: ServerAddress,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  key?: string,
): Promise<string> {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  let response: Response;
  let text: string;
  try {
    const init = { method, headers, signal: AbortSignal.timeout(timeoutMs) };
    response = await fetch(new URL(path, url), body === undefined ? init : { ...init, body: JSON.stringify(body) });
    text = await response.text();
  } catch (cause) {
    throw new CallchartError(
      'server.unreachable',
      `The server at ${url} does not answer. Name the address that callchart serve printed behind "Calls:" with --server.`,
      { retryable: true, cause },
    );
  }
  if (response.ok) return text;
  throw refused(url, response.status, text);
}

function refused(url: string, status: number, text: string): CallchartError {
  const hint = status === 401 ? ' Set CALLCHART_TOKEN, or --token, to the token that the server was given.' : '';
  let error: { readonly code?: unknown; readonly message?: unknown } = {};
  try {
    error = (JSON.parse(text) as { error?: typeof error }).error ?? {};
  } catch {
    // Something else answers there: its status has to do.
  }
  const message = typeof error.message === 'string' ? error.message : `It answered with status ${status}.`;
  return new CallchartError(
    typeof error.code === 'string' ? error.code : 'server.refused',
    `${url} refused: ${message}${hint}`,
    { details: { status } },
  );
}
