/**
 * Why a command was not carried out, in words that a flow and a runtime decide by. It must not know HTTP libraries or
 * what is done about a failure.
 */
import { CallchartError } from '../errors/callchart-error.ts';

/**
 * What a failure means for the flow:
 * `leg_ended` (Telnyx no longer knows the leg; to be confirmed by its status), `not_answered` (too early: the leg must
 * be answered first), `rejected`, `unauthorized` (the key), `unreachable` (Telnyx never got it), `unknown_outcome` (it
 * may have been carried out), `invalid` (its params), `expired` (it was not sent any more).
 */
export type FailureReason =
  | 'leg_ended'
  | 'not_answered'
  | 'rejected'
  | 'unauthorized'
  | 'unreachable'
  | 'unknown_outcome'
  | 'invalid'
  | 'expired';

/** The facts of a {@link CommandError}. */
export interface FailureFacts {
  readonly reason: FailureReason;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Whether the request may have been carried out all the same: a timeout, a broken connection, 408, 5xx. */
  readonly outcomeUnknown: boolean;
  /** The HTTP status, if there was an answer. */
  readonly status?: number | undefined;
  /** Telnyx' error code, such as `90018` or `D17`; a string, even where Telnyx sends a number. */
  readonly telnyxCode?: string | undefined;
  /** Telnyx' name for the error. */
  readonly title?: string | undefined;
  /** Telnyx' explanation. It may repeat numbers and digits of the request: mask it before it is logged. */
  readonly detail?: string | undefined;
  /** How long Telnyx asks to wait before the next attempt, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** What was attempted, on which leg, with whose key. */
export interface Attempt {
  /** A command's name, or `status` for a question after a leg. */
  readonly operation: string;
  readonly callControlId: string | undefined;
  readonly account: string;
}

/**
 * A command that failed. Its `code` is `command.<reason>`. Neither message nor details hold keys, digits or bodies;
 * `detail` may.
 *
 * @example
 * ```ts
 * import type { CommandError } from 'callchart/carrier';
 *
 * const waitMs = (error: CommandError): number | undefined => (error.retryable ? (error.retryAfterMs ?? 500) : undefined);
 * ```
 */
export class CommandError extends CallchartError implements FailureFacts {
  override readonly name: string = 'CommandError';
  readonly reason: FailureReason;
  readonly outcomeUnknown: boolean;
  readonly status: number | undefined;
  readonly telnyxCode: string | undefined;
  readonly title: string | undefined;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(attempt: Attempt, message: string, failure: FailureFacts, cause?: unknown) {
    const { reason, retryable, outcomeUnknown, status, telnyxCode, title, detail, retryAfterMs } = failure;
    const details = { ...attempt, reason, outcomeUnknown, status, telnyxCode };
    super(`command.${reason}`, message, { retryable, details, cause });
    this.reason = reason;
    this.outcomeUnknown = outcomeUnknown;
    this.status = status;
    this.telnyxCode = telnyxCode;
    this.title = title;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }
}
