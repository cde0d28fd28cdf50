/**
 * Answers as JSON, and errors as answers. What an error may tell the outside is its code, message and details; stacks
 * and causes stay inside.
 */
import { CallchartError } from '../errors/callchart-error.ts';

/** A JSON answer. */
export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
}

/** A refusal with a code that programs can tell. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return answer(status, { error: { code, message } }, headers);
}

const statuses: Readonly<Record<string, number>> = {
  'call.unknown': 404,
  'event.unknown': 422,
  'event.invalid': 422,
  'flow.unknown': 422,
  'request.key': 400,
  'request.invalid': 400,
  'request.too_large': 413,
  'webhook.invalid': 400,
  'webhook.api_version': 400,
  'webhook.signature': 401,
};

/** The answer to an error. Whatever is not known to be the asker's fault is ours: 503, to be tried again. */
export function errorAnswer(error: unknown): Response {
  if (!(error instanceof CallchartError))
    return refusal(503, 'server.failed', 'Something went wrong here. Try again.', retryLater);
  const { code, message, details } = error;
  const status = statuses[code] ?? 503;
  return answer(status, { error: { code, message, details } }, status === 503 ? retryLater : {});
}

const retryLater = { 'retry-after': '1' };
