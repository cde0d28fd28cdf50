/**
 * Answers as JSON, and errors as answers. What an error may tell the outside is its code, message and details; stacks
 * and causes stay inside.
 */
import { CallchartError } from '../errors/callchart-error.ts';

/** An answer, whatever server gives it. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A JSON answer. */
export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: `${JSON.stringify(body)}\n`,
  };
}

/** The answer as a web-standard one. */
export const responseOf = ({ status, headers, body }: Answer): Response => new Response(body, { status, headers });

/** A refusal with a code that programs can tell. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return answer(status, { error: { code, message } }, headers);
}

/** Mistakes of whoever asks. What is not here is retryable or a fault of ours. */
const mistakes: ReadonlyMap<string, number> = new Map([
  ['account.unknown', 400],
  ['call.unknown', 404],
  ['command.unknown', 404],
  ['event.unknown', 400],
  ['event.invalid', 400],
  ['flow.changed', 409],
  ['flow.unknown', 400],
  ['record.incomplete', 409],
  ['request.incomplete', 400],
  ['request.invalid', 400],
  ['request.key', 400],
  ['request.too_large', 413],
  ['webhook.invalid', 400],
  ['webhook.api_version', 400],
  ['webhook.signature', 401],
]);

/** The answer to an error: 4xx for a mistake, 503 for what may succeed in a moment, 500 for everything else. */
export function errorAnswer(error: unknown): Answer {
  if (!(error instanceof CallchartError)) return refusal(500, 'server.failed', 'Something went wrong here.');
  const status = mistakes.get(error.code) ?? (error.retryable ? 503 : 500);
  return answer(status, bodyOf(error), status === 503 ? retryLater : {});
}

/** The answer when something must be sent again, whatever the error was. */
export function laterAnswer(error: unknown): Answer {
  if (error instanceof CallchartError) return answer(503, bodyOf(error), retryLater);
  return refusal(503, 'server.failed', 'Something went wrong here. Try again.', retryLater);
}

/** Tells the asker to come back. */
export const retryLater: Readonly<Record<string, string>> = { 'retry-after': '1' };

/** An error as a log line shows it: with its code, which programs search for. */
export const factsOf = (error: unknown): Readonly<Record<string, unknown>> =>
  error instanceof CallchartError ? { code: error.code, error } : { error };

const bodyOf = ({ code, message, details }: CallchartError): unknown => ({
  error: { code, message, ...(Object.keys(details).length > 0 && { details }) },
});
