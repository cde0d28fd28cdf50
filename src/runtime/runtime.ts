/**
 * The embedded runtime: it takes webhooks, timers and answers in, steps calls durably through the writer, and does what
 * the steps ask for. This file is its face and puts its parts together; each part has its own file.
 */
import { type Clock, systemClock } from '../clock/clock.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { MigrationPlan } from '../engine/migration.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Handover, Sharing } from '../stores/sharing.ts';
import type { CallFilter, CallRecord, CallSummary } from '../stores/store.ts';
import type { TelnyxWebhook } from '../telnyx/webhook.ts';
import { CallWriter, stopped } from './call-writer.ts';
import { Crew } from './crew.ts';
import { DialPacer } from './dial-pacer.ts';
import { FlowRegistry } from './flow-registry.ts';
import { type Log, silentLog } from './log.ts';
import { Membership } from './membership.ts';
import { migratePage, type MigrationPage, type MigrationRequest } from './migrate-calls.ts';
import { assertKey } from './intake.ts';
import type { ApplicationEvent, Receipt, ResendCommand, StartCall } from './requests.ts';
import { Retention } from './retention.ts';
import { defaultLimits, type RuntimeLimits, type RuntimeOptions } from './runtime-options.ts';
import type { Runtime } from './runtime-contract.ts';
import { sentCommand } from './sent-command.ts';
import {
  type CommittedStep,
  type RepeatedWebhook,
  type RepeatListener,
  type StepListener,
  Subscribers,
} from './subscribers.ts';
import { Waker } from './waker.ts';
import type { Flow } from '../flow/load-flow.ts';

export type { Runtime } from './runtime-contract.ts';

// While the store cannot be asked.
const lookAgainMs = 500;

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
  readonly #limits: RuntimeLimits;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #registry: FlowRegistry;
  readonly #writer: CallWriter;
  readonly #waker: Waker;
  readonly #retention: Retention;
  readonly #subscribers: Subscribers;
  readonly #repeats: Subscribers<RepeatedWebhook>;
  readonly #membership: Membership | undefined;
  readonly #newCrew: () => Crew;
  #crew: Crew;
  #resumed: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;
  #state: 'new' | 'starting' | 'running' | 'stopping' = 'new';

  constructor(options: RuntimeOptions) {
    this.#options = options;
    const clock = (this.#clock = options.clock ?? systemClock);
    const limits = (this.#limits = { ...defaultLimits, ...options.limits });
    const log = (this.#log = options.log ?? silentLog);
    const random = options.random ?? Math.random;
    this.#registry = new FlowRegistry(options.flows, options.routes, options.shares);
    this.#subscribers = new Subscribers(log);
    this.#repeats = new Subscribers<RepeatedWebhook>(log);
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
      committed: (step, isOurs) => this.#committed(step, isOurs),
      doubted: (callIds) => void this.#lookAgain(callIds),
    });
    this.#writer = writer;
    const pacer = new DialPacer(clock, limits);
    this.#membership = this.#member(options.store.sharing, pacer);
    const parts = { writer, registry: this.#registry, carrier: options.carrier, clock, limits, log, random, pacer };
    this.#newCrew = () =>
      new Crew({
        ...parts,
        mayAct: () => this.#membership?.isHeld() ?? true,
        environment: options.environment ?? (() => ({})),
        holds: options.missingFlow === 'hold',
        completed: options.completed,
      });
    this.#crew = this.#newCrew();
    this.#waker = new Waker({ writer, store: options.store, clock, log });
    this.#retention = new Retention({ store: options.store, clock, log, keepDays: options.keepDays });
  }

  /** Where processes share the store, each does the work of its own calls. */
  #member(sharing: Sharing | undefined, pacer: DialPacer): Membership | undefined {
    if (sharing === undefined) return undefined;
    return new Membership({
      sharing,
      clock: this.#clock,
      log: this.#log,
      leaseMs: this.#limits.leaseMs,
      handed: (handovers) => this.#handed(handovers),
      lost: () => this.#dismiss(),
      members: (count) => pacer.share(count),
    });
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') throw new CallchartError('runtime.started', 'This runtime was started before.');
    this.#state = 'starting';
    if (this.#membership === undefined) {
      const left = await this.#left();
      // Nothing is taken in before it is known what was left: what was sent already must not be taken for new.
      this.#state = 'running';
      this.#writer.start();
      this.#resumed = this.#crew.takeUp(left);
    } else {
      this.#writer.start();
      await this.#membership.start();
      this.#state = 'running';
    }
    await this.#waker.start();
    this.#retention.start();
  }

  /** The calls that a process before this one left. */
  async #left(): Promise<readonly CallRecord[]> {
    const { store } = this.#options;
    const left: CallRecord[] = [];
    for (let after: string | undefined, page; (page = await store.open(500, after)).length > 0; after = page.at(-1)) {
      left.push(...(await store.load(page)).values());
    }
    return left;
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
    this.#retention.stop();
    this.#membership?.retire();
    await this.#crew.stop();
    await this.#writer.stop();
    await this.#membership?.leave();
    this.#subscribers.close();
    this.#repeats.close();
  }

  async ready(): Promise<boolean> {
    return this.#state === 'running' && (await this.#options.store.ready());
  }

  async webhook(webhook: TelnyxWebhook, account = 'default'): Promise<Receipt> {
    this.#assertRunning();
    const { receipt, callId } = await this.#writer.webhook(webhook, account);
    if (receipt === 'duplicate' && callId !== undefined) this.#repeats.publish({ callId, id: webhook.id });
    return receipt;
  }

  async startCall(request: StartCall): Promise<{ callId: string; duplicate: boolean }> {
    this.#assertRunning();
    const flow = this.#registry.wanted(request.flow, request.key);
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
    return this.#writer.hangup(callId, request.key, request.by);
  }

  async resend(callId: string, request: ResendCommand): Promise<Receipt> {
    this.#assertRunning();
    return this.#writer.resend(callId, request, await sentCommand(this.#options.store, callId, request.command));
  }

  async migrate({ flow: id, to, hash, dryRun, by, after }: MigrationRequest): Promise<MigrationPage> {
    this.#assertRunning();
    const flow = this.#registry.version(id, to, hash);
    const move = ({ callId }: CallRecord): Promise<MigrationPlan> => this.#writer.migrate(callId, flow, by);
    const { store } = this.#options;
    return migratePage({ store, flow, now: () => this.#clock.now(), ...(!dryRun && { move }) }, after);
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

  subscribeToRepeats(listener: RepeatListener): () => void {
    return this.#repeats.add(listener);
  }

  addFlow(flow: Flow): void {
    this.#registry.add(flow);
  }

  flows(): readonly Flow[] {
    return this.#registry.all();
  }

  /** A step is on disk: do what it asks for. */
  #committed(step: CommittedStep & { readonly wakeAt: number | undefined }, isOurs: boolean): void {
    const { record, wakeAt } = step;
    this.#subscribers.publish(step);
    if (!isOurs) return;
    this.#waker.set(record.callId, wakeAt);
    // The flow of an incoming call is asked for once; webhooks that come meanwhile only wait.
    if (record.phase === 'routing' && record.step === 1) this.#writer.route(record);
    else this.#crew.look(record);
  }

  /** Other processes have stepped calls of this one, or have left theirs to it. */
  #handed(handovers: readonly Handover[]): void {
    const takenUp = this.#crew.takeUp(handovers.filter((one) => one.taken).map(({ record }) => record));
    if (this.#state === 'starting') this.#resumed = Promise.all([this.#resumed, takenUp]).then(() => undefined);
    for (const one of handovers) if (!one.taken) this.#crew.look(one.record);
    if (this.#state === 'running') void this.#waker.refresh();
  }

  /** Other processes do this one's calls: what is under way here must not go on beside them. */
  #dismiss(): void {
    void this.#crew.stop();
    if (this.#state !== 'stopping') this.#crew = this.#newCrew();
  }

  /** It is not known whether steps of these calls were written: what is there is begun, once that can be asked. */
  async #lookAgain(callIds: readonly string[]): Promise<void> {
    while (this.#state === 'running' || this.#state === 'starting') {
      try {
        const records = await this.#options.store.load(callIds);
        const owned = await this.#options.store.sharing?.owned(callIds);
        for (const [callId, record] of records) if (owned?.has(callId) ?? true) this.#crew.look(record);
        await this.#waker.refresh();
        return;
      } catch (error) {
        this.#log({ level: 'warn', message: 'calls could not be looked at again', calls: callIds.length, error });
        await new Promise<void>((resolve) => void this.#clock.schedule(lookAgainMs, resolve));
      }
    }
  }

  #assertRunning(): void {
    if (this.#state !== 'running') throw stopped();
  }
}
