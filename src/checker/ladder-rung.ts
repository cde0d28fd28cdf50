/**
 * One line of a ladder: what somebody did, what came in, where the flow went, what went out. It is data for reports.
 */

/** A line of a ladder. */
export interface LadderRung {
  /** Milliseconds of model time since the call began. */
  readonly atMs: number;
  /**
   * - `party`: somebody at a phone
   * - `webhook`: from Telnyx to the flow
   * - `command`: from the flow to Telnyx
   * - `state`: the flow is in this state now
   * - `fault`: what goes wrong on the way
   * - `engine`: the engine by itself: a timer, a task, the fallback
   * - `violation`: what is wrong
   */
  readonly kind: 'party' | 'webhook' | 'command' | 'state' | 'fault' | 'engine' | 'violation';
  /** The leg, by role and number; undefined for what is about none. */
  readonly leg: string | undefined;
  readonly text: string;
}
