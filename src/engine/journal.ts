/**
 * The ordered log of a call: what came, what became of it, what it made the call do. One entry per input, and with all
 * that the input had to say, so that the call can be executed again from its journal alone; only private digits are
 * not in it.
 */
import type { StateValue } from 'xstate';
import type { FlowIdentity } from './call-state.ts';

/**
 * What became of an input:
 * - `applied`: the machine, or the engine, acted on it
 * - `ignored`: nothing in the flow's state wanted it
 * - `duplicate`: it had been taken in before
 * - `superseded`: a completion of something that the machine no longer waits for
 * - `late`: the call's machine was over already
 * - `rolled_back`: the flow threw; the step was undone and the fallback ran
 * - `unrouted`: it belongs to no call
 */
export type Outcome = 'applied' | 'ignored' | 'duplicate' | 'superseded' | 'late' | 'rolled_back' | 'unrouted';

/** What came in. `name` is the event type, the timer's id, the task's id or the command. */
export interface JournalInput {
  readonly kind: 'start' | 'webhook' | 'application' | 'outcome' | 'timer' | 'task' | 'engine' | 'operator';
  readonly name: string;
  /** Id of the leg it is about. */
  readonly leg?: string;
  readonly id?: string;
  /** Who asked for it, if that was a person. */
  readonly by?: string;
  readonly occurred_at?: string;
  /** As received, but private digits are gone, and `client_state` is the author's own. */
  readonly payload?: unknown;
  /** `client_state` as received, when it bore the engine's token. */
  readonly client_state?: string;
  /** Of a task's end: which run of the task it was. */
  readonly generation?: number;
  /** Private digits were taken out of `payload`: what the machine received is not known any more. */
  readonly redacted?: true;
}

/** What a call began with, beside what came in. */
export interface JournalOpening {
  readonly flow: FlowIdentity;
  /** Name of the Telnyx account. */
  readonly account: string;
  /** What the route of an incoming call gave the machine as `input`, beside `callId`, `at` and `trigger`. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** One thing that an input made the call do. */
export type JournalEffect =
  | {
      readonly type: 'command';
      readonly id: string;
      readonly command: string;
      readonly leg: string;
      readonly params: unknown;
      readonly by: 'flow' | 'engine';
    }
  | {
      readonly type: 'dropped';
      readonly id: string;
      readonly command: string;
      readonly leg: string;
      readonly why: string;
    }
  | { readonly type: 'timer.set'; readonly id: string | undefined; readonly dueAt: number }
  | { readonly type: 'timer.cancel'; readonly id: string }
  | { readonly type: 'task.start' | 'task.stop'; readonly id: string }
  | { readonly type: 'emit'; readonly event: unknown }
  | { readonly type: 'log'; readonly label: string | undefined; readonly value: unknown }
  | { readonly type: 'phase'; readonly to: string; readonly why: string }
  | { readonly type: 'withheld' | 'released'; readonly event: string; readonly leg: string };

/** One entry of a call's journal. */
export interface JournalEntry {
  readonly callId: string;
  /** Position in the call, from 1. */
  readonly seq: number;
  /** When it was applied, milliseconds since the epoch. */
  readonly at: number;
  readonly input: JournalInput;
  readonly outcome: Outcome;
  /** Flow state before and after; the same when nothing moved. */
  readonly from: StateValue | undefined;
  readonly to: StateValue | undefined;
  /** Events that the machine was given, in order, and whether it took them. */
  readonly events: readonly { readonly type: string; readonly handled: boolean }[];
  readonly effects: readonly JournalEffect[];
  /** Of the step that began the call. */
  readonly opening?: JournalOpening;
  /** Digest of the machine's context after it; absent when that is empty, and once private digits may be in it. */
  readonly context?: string;
  /** The call's flow was not loaded: the engine's own machine stood in for it. */
  readonly stand_in?: true;
  /** More about the outcome: the error and its stack, the reason. */
  readonly note?: string;
}
