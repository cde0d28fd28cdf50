/**
 * The one error class of Callchart. It knows nothing of calls, stores or HTTP: who throws says in the message what
 * failed, on which call, flow, state or file, and what to do about it.
 */

/** What an error may carry beside its message. */
export interface CallchartErrorOptions {
  /** Whether the same operation may succeed if it is tried again. Default false. */
  readonly retryable?: boolean;
  /** What went wrong underneath. */
  readonly cause?: unknown;
  /** Facts for machines: the call, the flow, the state, the file. Never digits, never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Every error that Callchart throws on purpose.
 *
 * @example
 * ```ts
 * import { CallchartError } from 'callchart';
 *
 * try {
 *   throw new CallchartError('flow.unknown', 'No flow "sales" is loaded.');
 * } catch (error) {
 *   if (error instanceof CallchartError && error.code === 'flow.unknown') console.log(error.message);
 * }
 * ```
 */
export class CallchartError extends Error {
  override readonly name: string = 'CallchartError';
  /** Stable, dotted, for programs: `flow.invalid`, `webhook.signature`, `store.busy`. */
  readonly code: string;
  /** Whether the same operation may succeed if it is tried again. */
  readonly retryable: boolean;
  /** Facts for machines. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: CallchartErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}
