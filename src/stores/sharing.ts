/**
 * The part of the port that only stores have which several processes share: who does a call's work (its commands, tasks,
 * timers, questions after legs, the hook), and until when. Any process may step any call; its work is one process's.
 *
 * Each process holds one lease for all its calls, by the store's clock. A call's owner changes in two ways only: with a
 * step, when nothing was under way in the state that the step builds on (`CallCommit.idle`); and by `claim`, once the
 * owner's lease has ended.
 */
import type { CallRecord } from './store.ts';

/** A call that is ours and that somebody else has written, or that was somebody else's. */
export interface Handover {
  /** Names this message, for `handovers` to be told that it was taken in. */
  readonly id: string;
  readonly callId: string;
  /** The call was another's until now, who may have sent what its state says is to be sent. */
  readonly taken: boolean;
  /** As it is now. */
  readonly record: CallRecord;
}

/** What a shared store offers a process that takes part. */
export interface Sharing {
  /** Begins a lease of so many milliseconds. From now on calls become this process's, and `due` is of its calls. */
  enrol(leaseMs: number): Promise<void>;
  /** Makes the lease last anew. False: it ran out and was ended by another process; nothing is this process's any more. */
  renew(leaseMs: number): Promise<boolean>;
  /**
   * Ends leases that have run out, and makes at most `limit` calls this process's that are nobody's; `handovers` tells
   * which.
   * @returns how many
   */
  claim(limit: number): Promise<number>;
  /** At most `limit` messages; those in `done` are dropped first. What is not done is given again. */
  handovers(done: readonly string[], limit: number): Promise<readonly Handover[]>;
  /** Of these calls, those that are no longer at the step that is known of them; 0 for a call that is not known. */
  newer(known: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, CallRecord>>;
  /** Which of these calls are this process's. */
  owned(callIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many processes take part. */
  members(): Promise<number>;
  /** Ends this process's lease at once. */
  leave(): Promise<void>;
  /** Has `wake` called soon after there is something to ask for. Best effort: who asks now and then finds it too. */
  listen(wake: () => void): () => void;
}
