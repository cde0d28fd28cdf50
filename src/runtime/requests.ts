/**
 * What is asked of a runtime from outside, and what it answers. Data only.
 */

/** What became of an input. `accepted`: it is stored; what it did stands in the journal. */
export type Receipt = 'accepted' | 'duplicate' | 'unrouted';

/** A call to start from outside. */
export interface StartCall {
  /** Id of a loaded flow. */
  readonly flow: string;
  /** What the machine receives as `input`, beside `callId`, `at` and `trigger` (which is this input again). */
  readonly input?: Readonly<Record<string, unknown>>;
  /** Idempotency key: a repeat with the same key gives the same call. 1 to 255 characters. */
  readonly key: string;
  /** Name of the Telnyx account. Default `default`. */
  readonly account?: string;
}

/** An application event for a call. */
export interface ApplicationEvent {
  readonly type: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Idempotency key, unique per call. 1 to 255 characters. */
  readonly key: string;
  /** Who sends it, for the journal, if that is a person. */
  readonly by?: string;
}

/** A command to be sent once more. */
export interface ResendCommand {
  /** Its `command_id`, as the journal names it. */
  readonly command: string;
  /** Idempotency key, unique per call. 1 to 255 characters. */
  readonly key: string;
  /** Who asks, for the journal. */
  readonly by: string;
}
