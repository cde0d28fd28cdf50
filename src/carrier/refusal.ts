/**
 * What an answer of Telnyx means: accepted, or refused and why. It must not know how the answer was fetched.
 *
 * Source: Telnyx docs, "API error codes", "Sending commands", "Rate limiting".
 */
import type { FailureFacts, FailureReason } from './command-error.ts';
import type { AnswerBody } from './exchange.ts';
import { retryAfterMs } from './retry-after.ts';

/** An answer, and whether its request named a leg. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
  readonly addressesLeg: boolean;
  /** For a `retry-after` that is a date. */
  readonly nowMs: number;
}

/** What Telnyx says in `errors` and `telnyx_error`. */
interface TelnyxProblem {
  /** All codes, the most telling first. */
  readonly codes: readonly string[];
  readonly title: string | undefined;
  readonly detail: string | undefined;
}

// Codes that say what is wrong with the request, whichever 4xx they come with.
const reasonByCode: Readonly<Record<string, FailureReason>> = {
  '90018': 'leg_ended', // the call has ended
  '90015': 'leg_ended', // invalid call control id
  '90034': 'not_answered',
  '10004': 'invalid', // missing parameter
  '10032': 'invalid', // not in the enum
  '10033': 'invalid', // out of range
  '90017': 'invalid', // client_state is not base64
};

// Codes of Call Control itself and of its carrier gates (D1, D17, D60): with one of them a 403 is not about the key.
const callControlCode = /^(D\d+|90\d{3})$/;

/** The failure in an answer, or undefined if Telnyx accepted the request. */
export function failureIn(answer: Answer): FailureFacts | undefined {
  const problem = readProblem(answer.body);
  if (isAccepted(answer, problem)) return undefined;
  return {
    ...verdict(answer, problem),
    status: answer.status,
    telnyxCode: problem?.codes[0],
    title: problem?.title,
    detail: problem?.detail,
    retryAfterMs: retryAfterMs(answer.headers, answer.nowMs),
  };
}

// A body with data is no proof of success: a dial behind an account gate is answered with data and errors at once.
function isAccepted({ status, body }: Answer, problem: TelnyxProblem | undefined): boolean {
  return status >= 200 && status < 300 && body.kind !== 'unreadable' && problem === undefined;
}

type Verdict = Pick<FailureFacts, 'reason' | 'retryable' | 'outcomeUnknown'>;

const refusedAs = (reason: FailureReason): Verdict => ({ reason, retryable: false, outcomeUnknown: false });
const perhapsDone: Verdict = { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true };

// The status first, then the code: Telnyx uses 10011 for "too many requests" and for "no SRTP to the PSTN" alike.
function verdict({ status, body, addressesLeg }: Answer, problem: TelnyxProblem | undefined): Verdict {
  if (status >= 500 || status === 408) return perhapsDone;
  // Accepted, says the status, but not by Telnyx' API.
  if (status < 300 && body.kind === 'unreadable') return perhapsDone;
  if (status === 429) return { reason: 'rejected', retryable: true, outcomeUnknown: false };
  if (status === 401) return refusedAs('unauthorized');
  if (status === 403) {
    const ofCallControl = problem?.codes.some((code) => callControlCode.test(code)) ?? false;
    return ofCallControl || hasData(body) ? refusedAs('rejected') : refusedAs('unauthorized');
  }
  const byCode = problem?.codes.map((code) => reasonByCode[code]).find((reason) => reason !== undefined);
  const reason = byCode ?? (status === 404 ? 'leg_ended' : 'rejected');
  return refusedAs(reason === 'leg_ended' && !addressesLeg ? 'rejected' : reason);
}

function hasData(body: AnswerBody): boolean {
  return body.kind === 'object' && isObject(body.value['data']);
}

function readProblem(body: AnswerBody): TelnyxProblem | undefined {
  if (body.kind !== 'object') return undefined;
  const { errors, telnyx_error: gate } = body.value;
  const listed = Array.isArray(errors) ? errors.filter(isObject) : [];
  const gateCode = isObject(gate) ? readCode(gate['error_code']) : undefined;
  const hasErrors = Array.isArray(errors) ? errors.length > 0 : errors !== undefined && errors !== null;
  if (!hasErrors && gateCode === undefined) return undefined;
  return {
    codes: [gateCode, ...listed.map((error) => readCode(error['code']))].filter((code) => code !== undefined),
    title: readText(listed[0]?.['title']),
    detail: readText(listed[0]?.['detail']),
  };
}

// The code of a dial's refusal came as a number in one log, as a string in all docs.
function readCode(code: unknown): string | undefined {
  return typeof code === 'string' || typeof code === 'number' ? String(code).slice(0, 32) : undefined;
}

function readText(text: unknown): string | undefined {
  return typeof text === 'string' ? text.slice(0, 1_000) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
