/**
 * The embedded runtime: it takes webhooks, timers and answers in, steps calls durably through the writer, and does what
 * the steps ask for. This file is its face and puts its parts together; each part has its own file.
 */
import { systemClock } from '../clock/clock.ts';
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { CallFilter, CallRecord, CallSummary } from '../stores/store.ts';
import type { TelnyxWebhook } from '../telnyx/webhook.ts';
import { CallWriter } from './call-writer.ts';
import { Dispatcher } from './dispatcher.ts';
import { FlowRegistry } from './flow-registry.ts';
import { silentLog } from './log.ts';
import { Reconciler } from './reconciler.ts';
import { Reporter } from './reporter.ts';
import type { ApplicationEvent, Receipt, StartCall } from './requests.ts';
import { defaultLimits, type RuntimeOptions } from './runtime-options.ts';
import { Subscribers, type StepListener } from './subscribers.ts';
import { TaskRunner } from './task-runner.ts';
import { Waker } from './waker.ts';
import type { Flow } from '../flow/load-flow.ts';

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
  calls(filter?: CallFilter): Promise<readonly CallSummary[]>;
  call(callId: string): Promise<CallRecord | undefined>;
  journal(callId: string, afterSeq?: number, limit?: number): Promise<readonly JournalEntry[]>;
  /** Watches every committed step. A slow or throwing listener slows nothing. @returns ends the subscription */
  subscribe(listener: StepListener): () => void;
  /** Loads a further flow, or another version: new calls take it, running calls keep theirs. */
  addFlow(flow: Flow): void;
  /** The flows that new calls take. */
  flows(): readonly Flow[];
}

/**
 * Puts a runtime together. Nothing runs before `start`.
 *
 * @example
 * ```ts
 * import { createRuntime, loadFlow, MemoryStore } from 'callchart';
 * import { createTelnyxClient } from 'callchart/carrier';
 * import { createMachine } from 'xstate';
 *
 * const flow = loadFlow(createMachine({ id: 'hello', version: '1', initial: 'idle', states: { idle: {} } }));
 * const runtime = createRuntime({ store: new MemoryStore(), carrier: createTelnyxClient({ apiKey: 'KEY' }), flows: [flow] });
 * await runtime.start();
 * ```
 */
export function createRuntime(options: RuntimeOptions): Runtime {
  return new EmbeddedRuntime(options);
}

class EmbeddedRuntime implements Runtime {
  readonly #options: RuntimeOptions;
  readonly #registry: FlowRegistry;
  readonly #writer: CallWriter;
  readonly #dispatcher: Dispatcher;
  readonly #tasks: TaskRunner;
  readonly #waker: Waker;
  readonly #reconciler: Reconciler;
  readonly #reporter: Reporter;
  readonly #subscribers: Subscribers;
  /** Calls that a process before this one left and whose legs are being asked after: their latest record. */
  readonly #takingUp = new Map<string, CallRecord>();
  #resumed: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;
  #state: 'new' | 'starting' | 'running' | 'stopping' = 'new';

  constructor(options: RuntimeOptions) {
    this.#options = options;
    const clock = options.clock ?? systemClock;
    const limits = { ...defaultLimits, ...options.limits };
    const log = options.log ?? silentLog;
    const random = options.random ?? Math.random;
    this.#registry = new FlowRegistry(options.flows, options.routes);
    this.#subscribers = new Subscribers(log);
    const writer = new CallWriter({
      store: options.store,
      registry: this.#registry,
      clock,
      limits,
      log,
      newId: options.newId ?? (() => crypto.randomUUID()),
      missingFlow: options.missingFlow ?? 'fallback',
      asked: new Map(),
      hasHook: options.completed !== undefined,
      committed: (step) => this.#committed(step),
    });
    this.#writer = writer;
    const parts = { writer, registry: this.#registry, carrier: options.carrier, clock, limits, log, random };
    this.#dispatcher = new Dispatcher({ ...parts, environment: options.environment ?? (() => ({})) });
    this.#tasks = new TaskRunner({ ...parts, holds: options.missingFlow === 'hold' });
    this.#waker = new Waker({ writer, store: options.store, clock, log });
    this.#reconciler = new Reconciler(parts);
    this.#reporter = new Reporter({ ...parts, completed: options.completed });
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') throw new CallchartError('runtime.started', 'This runtime was started before.');
    this.#state = 'starting';
    const { store } = this.#options;
    for (let after: string | undefined, page; (page = await store.open(500, after)).length > 0; after = page.at(-1)) {
      for (const [callId, record] of await store.load(page)) this.#takingUp.set(callId, record);
    }
    // Nothing is taken in before it is known what was left: what was sent already must not be taken for new.
    this.#state = 'running';
    this.#writer.start();
    const takenUp = [...this.#takingUp.values()].map((record) => this.#resume(record));
    this.#resumed = Promise.all(takenUp).then(() => undefined);
    await this.#waker.start();
  }

  resumed(): Promise<void> {
    return this.#resumed;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#state = 'stopping';
    this.#waker.stop();
    const busy = Promise.all([
      this.#dispatcher.stop(),
      this.#tasks.stop(),
      this.#reconciler.stop(),
      this.#reporter.stop(),
    ]);
    await busy;
    await this.#writer.stop();
    this.#subscribers.close();
  }

  async ready(): Promise<boolean> {
    return this.#state === 'running' && (await this.#options.store.ready());
  }

  async webhook(webhook: TelnyxWebhook, account = 'default'): Promise<Receipt> {
    this.#assertRunning();
    return this.#writer.webhook(webhook, account);
  }

  async startCall(request: StartCall): Promise<{ callId: string; duplicate: boolean }> {
    this.#assertRunning();
    const flow = this.#registry.newest(request.flow);
    if (flow === undefined) throw unknownFlow(request.flow, this.#registry);
    assertKey(request.key);
    const input = { ...request.input };
    return this.#writer.open(flow, { ...input, trigger: input }, request.key, request.account ?? 'default');
  }

  async send(callId: string, event: ApplicationEvent): Promise<Receipt> {
    this.#assertRunning();
    assertKey(event.key);
    return this.#writer.application(callId, event);
  }

  async hangup(callId: string, request: { readonly key: string; readonly by: string }): Promise<Receipt> {
    this.#assertRunning();
    assertKey(request.key);
    return this.#writer.hangup(callId, request.key, request.by);
  }

  calls(filter: CallFilter = {}): Promise<readonly CallSummary[]> {
    return this.#options.store.list(filter);
  }

  async call(callId: string): Promise<CallRecord | undefined> {
    return (await this.#options.store.load([callId])).get(callId);
  }

  journal(callId: string, afterSeq?: number, limit?: number): Promise<readonly JournalEntry[]> {
    return this.#options.store.journal(callId, afterSeq, limit);
  }

  subscribe(listener: StepListener): () => void {
    return this.#subscribers.add(listener);
  }

  addFlow(flow: Flow): void {
    this.#registry.add(flow);
  }

  flows(): readonly Flow[] {
    return this.#registry.all();
  }

  /** A step is on disk: do what it asks for. */
  #committed(step: {
    readonly record: CallRecord;
    readonly entries: readonly JournalEntry[];
    readonly wakeAt: number | undefined;
  }): void {
    const { record, wakeAt } = step;
    this.#waker.set(record.callId, wakeAt);
    this.#subscribers.publish(step);
    if (record.phase === 'routing') {
      // Its flow is asked for once; webhooks that come meanwhile only wait.
      if (record.step === 1) this.#writer.route(record);
      return;
    }
    if (this.#takingUp.has(record.callId)) this.#takingUp.set(record.callId, record);
    else this.#look(record);
  }

  #look(record: CallState): void {
    this.#dispatcher.look(record);
    this.#tasks.look(record);
    this.#reconciler.look(record);
    this.#reporter.look(record);
  }

  /** A call that a process before this one left. */
  #resume(record: CallRecord): Promise<void> {
    if (record.phase !== 'routing') return this.#takeUp(record);
    this.#takingUp.delete(record.callId);
    this.#writer.route(record);
    return Promise.resolve();
  }

  /** Legs are asked first: what was silent for a while may be over, and nothing stale must be sent to it. */
  async #takeUp(found: CallState): Promise<void> {
    await this.#reconciler.resume(found);
    const current = this.#takingUp.get(found.callId);
    this.#takingUp.delete(found.callId);
    if (current === undefined || current.phase === 'routing') return;
    this.#dispatcher.resume(current, found);
    this.#look(current);
  }

  #assertRunning(): void {
    if (this.#state === 'running') return;
    throw new CallchartError('runtime.stopped', 'The runtime is not running: it was not started, or it stops.', {
      retryable: true,
    });
  }
}

function assertKey(key: string): void {
  if (typeof key === 'string' && key.length > 0 && key.length <= 255) return;
  throw new CallchartError(
    'request.key',
    'An idempotency key of 1 to 255 characters is needed, so that a repeated request does nothing twice.',
  );
}

function unknownFlow(id: string, registry: FlowRegistry): CallchartError {
  const known = registry.all().map((flow) => flow.id);
  return new CallchartError('flow.unknown', `No flow "${id}" is loaded. Loaded: ${known.join(', ') || 'none'}.`, {
    details: { flow: id, loaded: known },
  });
}
