/**
 * What a runtime is made of, and its limits with their defaults.
 */
import type { Carrier } from '../carrier/carrier.ts';
import type { Clock } from '../clock/clock.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { Store } from '../stores/store.ts';
import type { CompletedCall } from './completed-call.ts';
import type { Log } from './log.ts';

/** An incoming call that asks for a flow. */
export interface IncomingCall {
  /** The number that was called. */
  readonly to: string;
  /** The number that calls. */
  readonly from: string;
  /** The Telnyx application that the call came in on. */
  readonly connectionId: string;
  /** Name of the Telnyx account. */
  readonly account: string;
  /** The payload of `call.initiated`, as Telnyx sent it. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Which flow takes a call, and what its machine receives as `input` beside `callId`, `at` and `trigger`. */
export interface Route {
  /** Id of a loaded flow; its newest version takes the call. */
  readonly flow: string;
  readonly input?: Readonly<Record<string, unknown>>;
}

/**
 * Where incoming calls go: a table from number or connection id to flow (`*` for all others), or a function. A function
 * may be asynchronous (a tenant in a database): it then runs as a durable task, off the webhook's acknowledgement.
 */
export type Routes =
  | Readonly<Record<string, string | Route>>
  | ((call: IncomingCall) => Route | string | undefined | Promise<Route | string | undefined>);

/** What `createRuntime` takes. */
export interface RuntimeOptions {
  readonly store: Store;
  readonly carrier: Carrier;
  /** Loaded flows; several versions of one flow may stand side by side, the newest one takes new calls. */
  readonly flows: readonly Flow[];
  /** Per cent of a flow's new calls by `id@version`: `{ 'front-desk@2': 10 }`. Versions without a share take the rest. */
  readonly shares?: Readonly<Record<string, number>>;
  /** Where incoming calls go. Default: the only flow there is. */
  readonly routes?: Routes;
  readonly clock?: Clock;
  /** Makes ids of calls. Default: random UUIDs. */
  readonly newId?: () => string;
  /** Numbers from 0 to 1 that spread retries. Default: `Math.random`. */
  readonly random?: () => number;
  /** Told once per call, when it is over and its late webhooks are in; repeated until it succeeds. */
  readonly completed?: (call: CompletedCall) => void | Promise<void>;
  /** What becomes of a call whose flow is not loaded any more: the fallback, or 503 until it is. Default `fallback`. */
  readonly missingFlow?: 'fallback' | 'hold';
  /**
   * For how many days a call is kept once it is over; then it is deleted, with its journal and its idempotency keys.
   * More than 0. Default: for ever.
   */
  readonly keepDays?: number | undefined;
  /** Values for commands where flow and leg have none. */
  readonly environment?: (account: string) => { readonly connectionId?: string | undefined };
  readonly log?: Log;
  readonly limits?: Partial<RuntimeLimits>;
}

/** The runtime's own limits. */
export interface RuntimeLimits {
  /** Dials a second, over all calls. Default 30. */
  readonly dialsPerSecond: number;
  /** Dials in any five seconds. Default 150 (Telnyx answers 90103 beyond). */
  readonly dialsPerFiveSeconds: number;
  /** How long a command that fails for the moment is tried again, in milliseconds. Default 55 000. */
  readonly retryForMs: number;
  /** First pause between attempts, in milliseconds; it doubles, spread by chance. Default 250. */
  readonly retryPauseMs: number;
  /** Longest pause between attempts, in milliseconds. Default 10 000. */
  readonly longestRetryPauseMs: number;
  /** Inputs that may wait for the writer; beyond, 503. Default 10 000. */
  readonly waitingInputs: number;
  /** Inputs in one commit. Default 256. */
  readonly inputsPerCommit: number;
  /**
   * Calls kept in memory, those that moved last. Default 1 000; others are read from the store when needed. More of them
   * save reading and make the pauses of garbage collection longer.
   */
  readonly callsInMemory: number;
  /** How long `stop` waits for commands and tasks under way, in milliseconds. Default 10 000. */
  readonly stopMs: number;
  /**
   * In a store that several processes share: how long a process that does not answer keeps its calls, in milliseconds,
   * 500 or more; then others take them over. A process that cannot reach the store sends nothing from then on.
   * Default 5 000.
   */
  readonly leaseMs: number;
}

/** The limits with their defaults. */
export const defaultLimits: RuntimeLimits = {
  dialsPerSecond: 30,
  dialsPerFiveSeconds: 150,
  retryForMs: 55_000,
  retryPauseMs: 250,
  longestRetryPauseMs: 10_000,
  waitingInputs: 10_000,
  inputsPerCommit: 256,
  callsInMemory: 1_000,
  stopMs: 10_000,
  leaseMs: 5_000,
};
