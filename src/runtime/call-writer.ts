/**
 * The commit path. Whatever happens to calls (webhooks, outcomes, timers, task results, requests) waits in one queue, in
 * the order of its arrival. The writer takes all that is waiting, decides on one input after the other, writes all of it
 * in one transaction, and only then answers and lets the steps' work begin. So every call has one writer, every input
 * is applied once, and no acknowledgement precedes its commit.
 */
import type { CallEventInput } from '../engine/call-input.ts';
import type { Resent } from '../engine/issue.ts';
import type { MigrationPlan } from '../engine/migration.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallCommit, CallRecord, CommitResult, LooseCommit, RoutingCall } from '../stores/store.ts';
import type { TelnyxWebhook } from '../telnyx/webhook.ts';
import { checkEvent } from './application-event.ts';
import { Batch, type Decided } from './batch.ts';
import { joinCommits } from './call-commit.ts';
import {
  assertKey,
  hangupKey,
  type Input,
  requestKey,
  resendKey,
  startKey,
  type Taken,
  type Waiting,
  webhookKey,
} from './intake.ts';
import { RecordCache } from './record-cache.ts';
import { findFlow } from './routing.ts';
import type { ApplicationEvent, Receipt, ResendCommand } from './requests.ts';
import type { WriterParts } from './writer-parts.ts';

// A second writer on the same calls is a mistake of the deployment; one retry covers the moment of a takeover. Where
// processes share a store, each conflict means that another one has got on with the call.
const mostConflicts = 3;
const mostConflictsShared = 50;
// Between two attempts to begin a call whose flow was found.
const firstPauseMs = 250;
const longestPauseMs = 10_000;

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

  /** Writes what waits, then takes no more. A store that hangs is not waited for. */
  async stop(): Promise<void> {
    let cancel = (): void => {};
    const enough = new Promise<void>((resolve) => {
      cancel = this.#parts.clock.schedule(this.#parts.limits.stopMs, resolve);
    });
    await Promise.race([this.#idle(), enough]);
    cancel();
    this.#running = false;
  }

  async #idle(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** The call's record as it is now. */
  async read(callId: string): Promise<CallRecord | undefined> {
    const { store } = this.#parts;
    const known = store.sharing === undefined ? this.#cache.peek(callId) : undefined;
    return known ?? (await store.load([callId])).get(callId);
  }

  /** The call's record as this process knows it. */
  peek(callId: string): CallRecord | undefined {
    return this.#cache.peek(callId);
  }

  webhook(webhook: TelnyxWebhook, account: string): Promise<Taken> {
    return this.#take({ kind: 'webhook', webhook, account }, [webhookKey(webhook.id)]);
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
      ...(event.by !== undefined && { by: event.by }),
    });
    return (await this.#take({ kind: 'call', callId, make }, [requestKey(callId, event.key)])).receipt;
  }

  async hangup(callId: string, key: string, by: string): Promise<Receipt> {
    assertKey(key);
    const make = (at: number): CallEventInput => ({ type: 'hangup', at, id: key, by });
    return (await this.#take({ kind: 'call', callId, make }, [hangupKey(callId, key)])).receipt;
  }

  async resend(callId: string, { key, by }: ResendCommand, command: Resent): Promise<Receipt> {
    assertKey(key);
    const make = (at: number): CallEventInput => ({ type: 'resend', at, id: key, by, command });
    return (await this.#take({ kind: 'call', callId, make }, [resendKey(callId, key)])).receipt;
  }

  /** Moves a call to another version of its flow, if that can be done with the call as it stands by then. */
  async migrate(callId: string, to: Flow, by: string): Promise<MigrationPlan> {
    const { plan } = await this.#take({ kind: 'migrate', callId, to, by }, []);
    return plan ?? { ok: false, why: 'nothing was decided about it' };
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
      .then((input) => this.#begin(input))
      .catch((error: unknown) => {
        if (!this.#running) return; // The next process asks again.
        log({ level: 'error', message: 'an incoming call could not be begun', callId: call.callId, error });
      });
  }

  /** Somebody hears it ring: the answer is brought until the store takes it. */
  async #begin(input: Input): Promise<void> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await this.#take(input, []);
        return;
      } catch (error) {
        const again = error instanceof CallchartError && error.retryable && this.#running;
        if (!again) throw error;
        await new Promise<void>((resolve) => {
          this.#parts.clock.schedule(pauseMs, resolve);
        });
      }
    }
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
      await this.#writeAll(taken);
      this.#cache.trim();
    }
    // In the same turn as the last look at the queue: what comes next finds nobody at work, and begins anew.
    this.#working = undefined;
  }

  async #writeAll(taken: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(taken);
    } catch (error) {
      const [one] = taken;
      if (one === undefined) return;
      if (!isUnstorable(error)) this.#fail(taken, error);
      // One of them is what the store will never take: the others go without it.
      else if (taken.length > 1) for (const single of taken) await this.#writeAll([single]);
      else if (one.unstorable !== undefined || one.input.kind === 'open') this.#fail(taken, error);
      else await this.#writeAll([Object.assign(one, { unstorable: error.message })]);
    }
  }

  #fail(taken: readonly Waiting[], error: unknown): void {
    for (const one of taken) one.reject(unwritten(error));
    this.#parts.log({ level: 'error', message: 'a commit failed', inputs: taken.length, error });
  }

  async #write(taken: readonly Waiting[]): Promise<void> {
    const batch = await Batch.prepare(this.#parts, this.#cache, taken);
    const decided = taken.map((one) => batch.decide(one));
    const commits = new Map<string | Decided, CallCommit | LooseCommit>();
    for (const one of decided) {
      for (const commit of one.commits) {
        const earlier = commits.get(commit.callId ?? one);
        const isLater = earlier?.callId !== undefined && commit.callId !== undefined;
        commits.set(commit.callId ?? one, isLater ? joinCommits([earlier, commit]) : commit);
      }
    }
    try {
      const written = commits.size === 0 ? [] : await this.#parts.store.commit([...commits.values()]);
      const results = new Map([...commits.keys()].map((name, place) => [name, written[place]]));
      this.#settle(decided, results);
    } catch (error) {
      for (const callId of batch.touched) {
        this.#cache.forget(callId);
        this.#parts.asked.delete(callId);
      }
      const isDoubtful = error instanceof CallchartError && error.code === 'store.unknown_outcome';
      if (isDoubtful) this.#parts.doubted([...batch.touched]);
      throw error;
    }
  }

  /** Steps of one call stand or fall together. */
  #settle(decided: readonly Decided[], results: ReadonlyMap<string | Decided, CommitResult | undefined>): void {
    const again: Waiting[] = [];
    for (const one of decided) {
      const [first] = one.commits;
      const result = first === undefined ? 'written' : (results.get(first.callId ?? one) ?? 'conflict');
      if (result === 'written' || result === 'delegated') this.#answer(one, result === 'written');
      else this.#refuse(one, result, again);
    }
    this.#waiting.unshift(...again);
  }

  #answer({ waiting, commits, taken, error }: Decided, isOurs: boolean): void {
    for (const commit of commits) if (commit.callId !== undefined) this.#parts.committed(commit, isOurs);
    if (error === undefined) waiting.resolve(taken);
    else waiting.reject(error);
  }

  /** The store knew better: the call is read again, and what still has to be applied is decided on anew. */
  #refuse({ waiting, commits }: Decided, result: CommitResult, again: Waiting[]): void {
    for (const commit of commits) if (commit.callId !== undefined) this.#cache.forget(commit.callId);
    waiting.conflicts += 1;
    const most = this.#parts.store.sharing === undefined ? mostConflicts : mostConflictsShared;
    if (waiting.conflicts <= most) again.push(waiting);
    else waiting.reject(conflict(commits[0]?.callId, result));
  }
}

/** Whether the store refuses a commit for what is in it, whenever it comes: too large, or no JSON. */
const isUnstorable = (error: unknown): error is CallchartError =>
  error instanceof CallchartError && (error.code === 'store.too_large' || error.code === 'store.invalid');

/** The error of whatever comes when nothing is taken in. */
export const stopped = (): CallchartError =>
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
