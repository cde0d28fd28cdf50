/**
 * The commit path. Whatever happens to calls (webhooks, outcomes, timers, task results, requests) waits in one queue, in
 * the order of its arrival. The writer takes all that is waiting, decides on one input after the other, writes all of it
 * in one transaction, and only then answers and lets the steps' work begin. So every call has one writer, every input
 * is applied once, and no acknowledgement precedes its commit.
 */
import type { Clock } from '../clock/clock.ts';
import type { CallEventInput } from '../engine/advance.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallRecord, CommitResult, RoutingCall, Store } from '../stores/store.ts';
import type { TelnyxWebhook } from '../telnyx/webhook.ts';
import { checkEvent } from './application-event.ts';
import { Batch, type Decided } from './batch.ts';
import type { FlowRegistry, RoutedFlow } from './flow-registry.ts';
import { type Input, requestKey, startKey, type Taken, type Waiting, webhookKey } from './intake.ts';
import type { Log } from './log.ts';
import { RecordCache } from './record-cache.ts';
import { findFlow } from './routing.ts';
import type { ApplicationEvent, Receipt } from './runtime.ts';
import type { RuntimeLimits } from './runtime-options.ts';
import type { CommittedStep } from './subscribers.ts';

/** What the writer works with. */
export interface WriterParts {
  readonly store: Store;
  readonly registry: FlowRegistry;
  readonly clock: Clock;
  readonly limits: RuntimeLimits;
  readonly log: Log;
  readonly newId: () => string;
  readonly missingFlow: 'fallback' | 'hold';
  /** Routes that were asked and have not answered, by the call that waits for them. */
  readonly asked: Map<string, Promise<RoutedFlow | undefined>>;
  /** Whether somebody is to be told when a call is over. */
  readonly hasHook: boolean;
  /** Called for each step, in order, once it is on disk. */
  readonly committed: (step: CommittedStep & { readonly wakeAt: number | undefined }) => void;
}

// A second writer on the same calls is a mistake of the deployment; one retry covers the moment of a takeover.
const mostConflicts = 3;

/** The one writer of a process. */
export class CallWriter {
  readonly #parts: WriterParts;
  readonly #cache: RecordCache;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #running = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#cache = new RecordCache(parts.store, parts.limits.callsInMemory);
  }

  start(): void {
    this.#running = true;
  }

  /** Writes what waits, then takes no more. */
  async stop(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
    this.#running = false;
  }

  /** The call's record as it is now. */
  async read(callId: string): Promise<CallRecord | undefined> {
    return this.#cache.peek(callId) ?? (await this.#parts.store.load([callId])).get(callId);
  }

  async webhook(webhook: TelnyxWebhook, account: string): Promise<Receipt> {
    return (await this.#take({ kind: 'webhook', webhook, account }, [webhookKey(webhook.id)])).receipt;
  }

  async open(
    flow: Flow,
    input: Readonly<Record<string, unknown>>,
    key: string,
    account: string,
  ): Promise<{ callId: string; duplicate: boolean }> {
    const taken = await this.#take({ kind: 'open', flow, opening: { account, key, input } }, [startKey(key)]);
    return { callId: taken.callId ?? '', duplicate: taken.receipt === 'duplicate' };
  }

  async application(callId: string, event: ApplicationEvent): Promise<Receipt> {
    const payload = checkEvent(await this.read(callId), this.#parts.registry, callId, event);
    const make = (at: number): CallEventInput => ({
      type: 'application',
      at,
      id: event.key,
      event: { type: event.type, payload },
    });
    return (await this.#take({ kind: 'call', callId, make }, [requestKey(callId, event.key)])).receipt;
  }

  async hangup(callId: string, key: string, by: string): Promise<Receipt> {
    const make = (at: number): CallEventInput => ({ type: 'hangup', at, id: key, by });
    return (await this.#take({ kind: 'call', callId, make }, [requestKey(callId, key)])).receipt;
  }

  /** An input that the runtime itself brings: an outcome, a tick, a task's end. */
  async apply(callId: string, make: (at: number) => CallEventInput): Promise<void> {
    await this.#take({ kind: 'call', callId, make }, []);
  }

  /** Looks up the flow of an incoming call, off the acknowledgement's path, and begins the call on it. */
  route(call: RoutingCall): void {
    const { asked, log } = this.#parts;
    const answer = asked.get(call.callId);
    asked.delete(call.callId);
    void findFlow(this.#parts, call, answer)
      .then((input) => this.#take(input, []))
      .catch((error: unknown) => {
        log({ level: 'error', message: 'an incoming call could not be begun', callId: call.callId, error });
      });
  }

  #take(input: Input, keys: readonly string[]): Promise<Taken> {
    if (!this.#running) return Promise.reject(stopped());
    if (this.#waiting.length >= this.#parts.limits.waitingInputs) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, keys, conflicts: 0, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    // What arrives in the same turn of the event loop goes into the same commit.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const taken = this.#waiting.splice(0, this.#parts.limits.inputsPerCommit);
      try {
        await this.#write(taken);
      } catch (error) {
        for (const one of taken) one.reject(unwritten(error));
        this.#parts.log({ level: 'error', message: 'a commit failed', inputs: taken.length, error });
      }
      this.#cache.trim();
    }
    // In the same turn as the last look at the queue: what comes next finds nobody at work, and begins anew.
    this.#working = undefined;
  }

  async #write(taken: readonly Waiting[]): Promise<void> {
    const batch = await Batch.prepare(this.#parts, this.#cache, taken);
    const decided = taken.map((one) => batch.decide(one));
    try {
      const commits = decided.flatMap((one) => one.commits);
      const results = commits.length === 0 ? [] : await this.#parts.store.commit(commits);
      this.#settle(decided, results);
    } catch (error) {
      for (const callId of batch.touched) this.#cache.forget(callId);
      throw error;
    }
  }

  #settle(decided: readonly Decided[], results: readonly CommitResult[]): void {
    let next = 0;
    const again: Waiting[] = [];
    for (const one of decided) {
      const own = results.slice(next, (next += one.commits.length));
      const failed = own.find((result) => result !== 'written');
      if (failed === undefined) this.#answer(one);
      else this.#refuse(one, failed, again);
    }
    this.#waiting.unshift(...again);
  }

  #answer({ waiting, commits, taken, error }: Decided): void {
    for (const commit of commits) if (commit.callId !== undefined) this.#parts.committed(commit);
    if (error === undefined) waiting.resolve(taken);
    else waiting.reject(error);
  }

  /** The store knew better: the call is read again, and what still has to be applied is decided on anew. */
  #refuse({ waiting, commits }: Decided, result: CommitResult, again: Waiting[]): void {
    for (const commit of commits) if (commit.callId !== undefined) this.#cache.forget(commit.callId);
    waiting.conflicts += 1;
    if (waiting.conflicts <= mostConflicts) again.push(waiting);
    else waiting.reject(conflict(commits[0]?.callId, result));
  }
}

const stopped = (): CallchartError =>
  new CallchartError('runtime.stopped', 'The runtime is not running: it was not started, or it stops.', {
    retryable: true,
  });

const overloaded = (): CallchartError =>
  new CallchartError('runtime.overloaded', 'Too many inputs wait to be written. Try again in a second.', {
    retryable: true,
  });

const conflict = (callId: string | undefined, result: CommitResult): CallchartError =>
  new CallchartError(
    'store.conflict',
    `Call ${callId ?? '(none)'} is written by another process as well (${result}).`,
    {
      retryable: true,
    },
  );

function unwritten(error: unknown): CallchartError {
  if (error instanceof CallchartError) return error;
  return new CallchartError('store.write', 'The step could not be written; nothing of it was done.', {
    retryable: true,
    cause: error,
  });
}
