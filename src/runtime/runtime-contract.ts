/**
 * What a runtime does for whoever has one: servers, tests, inspectors, applications. How it does it, it does not say.
 */
import type { JournalEntry } from '../engine/journal.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallFilter, CallRecord, CallSummary } from '../stores/store.ts';
import type { TelnyxWebhook } from '../telnyx/webhook.ts';
import type { MigrationPage, MigrationRequest } from './migrate-calls.ts';
import type { ApplicationEvent, Receipt, ResendCommand, StartCall } from './requests.ts';
import type { RepeatListener, StepListener } from './subscribers.ts';

/** A durable engine for calls. */
export interface Runtime {
  /** Takes up what a process before this one left, and begins to work. Call it once, before anything else. */
  start(): Promise<void>;
  /** Resolves when every call that an earlier process left is taken up: its legs asked after, its work begun again. */
  resumed(): Promise<void>;
  /** Takes no more in, finishes what is committed, and lets go. What could not be finished is taken up at next start. */
  stop(): Promise<void>;
  /** Whether inputs are taken: started, not stopping, and the store can be written. */
  ready(): Promise<boolean>;
  /**
   * Takes a verified webhook in. Resolves when it is stored.
   * @param account name of the Telnyx account whose key verified it; default `default`
   * @throws CallchartError, retryable: answer 503, so that Telnyx sends it again
   */
  webhook(webhook: TelnyxWebhook, account?: string): Promise<Receipt>;
  /** Starts a call. @throws CallchartError `flow.unknown`, `request.key`, or a retryable one of the store */
  startCall(request: StartCall): Promise<{ readonly callId: string; readonly duplicate: boolean }>;
  /** Sends a call an event of the application. @throws CallchartError `call.unknown`, `event.unknown`, `event.invalid` */
  send(callId: string, event: ApplicationEvent): Promise<Receipt>;
  /** Hangs up every leg of a call. `by` says who asks, for the journal. */
  hangup(callId: string, request: { readonly key: string; readonly by: string }): Promise<Receipt>;
  /** Sends a command of this call once more, as a new one. @throws CallchartError `call.unknown`, `command.unknown` */
  resend(callId: string, request: ResendCommand): Promise<Receipt>;
  /**
   * Moves live calls to another version of their flow, one commit each, or says what would become of them: a page of
   * calls at a time. Whoever repeats a page moves nothing twice.
   * @throws CallchartError `flow.unknown`, `flow.changed`, or a retryable one of the store
   */
  migrate(request: MigrationRequest): Promise<MigrationPage>;
  calls(filter?: CallFilter): Promise<readonly CallSummary[]>;
  call(callId: string): Promise<CallRecord | undefined>;
  journal(callId: string, afterSeq?: number, limit?: number): Promise<readonly JournalEntry[]>;
  /** Watches every committed step. A slow or throwing listener slows nothing. @returns ends the subscription */
  subscribe(listener: StepListener): () => void;
  /** Watches webhooks that come to this process once more. @returns ends the subscription */
  subscribeToRepeats(listener: RepeatListener): () => void;
  /** Loads a further flow, or another version: new calls take it, running calls keep theirs. */
  addFlow(flow: Flow): void;
  /** The flows that new calls take. */
  flows(): readonly Flow[];
}
