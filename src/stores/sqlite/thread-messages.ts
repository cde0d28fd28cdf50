/**
 * What the store and its thread say to each other. Several requests travel in one message, and their answers too. It
 * knows neither side.
 */
import { CallchartError } from '../../errors/callchart-error.ts';
import type { CallsFile, CommitGroup } from './calls-file.ts';

/** What the thread is started with. */
export interface ThreadOptions {
  readonly file: string;
  readonly lockTimeoutMs: number;
}

/** What may be asked twice: the methods of the file that write nothing which has to be written once. */
export type Reading = Exclude<keyof CallsFile, 'commit' | 'close'>;

/** Something that is asked of the thread; requests are served in the order in which they are sent. */
export type ThreadRequest =
  | { readonly id: number; readonly kind: 'commit'; readonly group: CommitGroup }
  | { readonly id: number; readonly kind: 'read'; readonly method: Reading; readonly args: readonly unknown[] }
  | { readonly id: number; readonly kind: 'close' };

/** The answer to one request. */
export type ThreadReply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: SentError };

/** What the thread says: first whether it has the file, then answers. */
export type ThreadMessage =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly error: SentError }
  | { readonly kind: 'replies'; readonly replies: readonly ThreadReply[] };

/** An error on its way between threads, where a class and its fields would be lost. */
export interface SentError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;
  readonly cause: unknown;
}

/** Makes an error ready for its way. */
export function toSentError(error: unknown): SentError {
  if (!(error instanceof CallchartError)) {
    const message = error instanceof Error ? error.message : JSON.stringify(error);
    return { code: 'store.thread', message, retryable: false, details: {}, cause: toSentCause(error) };
  }
  const { code, message, retryable, details, cause } = error;
  return { code, message, retryable, details, cause: toSentCause(cause) };
}

/** Errors can be sent, whatever they carry; other things perhaps not: what was thrown may be anything. */
const toSentCause = (cause: unknown): unknown =>
  cause === undefined || cause instanceof Error ? cause : new Error(JSON.stringify(cause));

/** Makes it an error again. */
export const fromSentError = ({ code, message, ...options }: SentError): CallchartError =>
  new CallchartError(code, message, options);
