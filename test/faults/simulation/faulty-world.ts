/**
 * A runtime, its store and a simulated carrier on one virtual clock, in which a process may die before and after
 * everything that it waits for: every read, every commit, every request to the carrier, every acknowledgement. A dead
 * process is started again, at once or after an outage. Ports can be exchanged for broken ones. It judges nothing.
 */
import {
  CallchartError,
  createRuntime,
  type Flow,
  MemoryStore,
  parseWebhook,
  type Runtime,
  type Store,
} from 'callchart';
import { type Carrier, type CarrierRequest, createTelnyxClient } from 'callchart/carrier';
import { createSimulator, type Simulator, type Timing, VirtualClock } from 'callchart/simulator';
import type { Clock } from '../../../src/clock/clock.ts';
import type { CallState } from '../../../src/engine/call-state.ts';
import { decodeToken } from '../../../src/engine/token.ts';
import type { Random } from '../../../src/simulator/random.ts';
import { lifeline } from '../../../src/testing/crashable.ts';
import type { Mutant } from './mutants.ts';

/** How likely what goes wrong, 0 to 1, each time that it could. */
export interface Trouble {
  readonly dies: number;
  readonly storeFails: number;
  /** How long a process that died is missed, in milliseconds. */
  readonly downMs: (random: Random) => number;
}

/** The carrier's port as the runtime uses it, and what the committed state said of the command then. */
export interface Sending {
  readonly at: number;
  readonly commandId: string;
  readonly command: string;
  readonly standing: 'wanted' | 'unknown' | 'not ready' | 'stale';
}

/** A time without a process. */
export interface Outage {
  readonly from: number;
  readonly until: number;
}

/** Processes that died, and what was seen at the ports. */
export class FaultyWorld {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  /** What is on disk, whatever a process may believe. */
  readonly truth: Store;
  readonly sendings: Sending[] = [];
  readonly outages: Outage[] = [];
  readonly completed: string[] = [];
  /** What no store and no carrier does: a mistake of the simulation. */
  readonly surprises: unknown[] = [];
  trouble: Trouble;
  /** How far the machine's clock is from the true time, in milliseconds. */
  clockOffMs = 0;
  readonly #flow: Flow;
  readonly #random: Random;
  readonly #mutant: Mutant;
  readonly #remembered: CarrierRequest[] = [];
  #calls = 0;
  #process: Process | undefined;

  constructor(
    flow: Flow,
    options: {
      readonly seed: number | string;
      readonly random: Random;
      readonly timing: 'instant' | 'realistic' | Timing;
      readonly trouble: Trouble;
      readonly mutant: Mutant;
      readonly store?: Store;
    },
  ) {
    this.#flow = flow;
    this.#random = options.random;
    this.#mutant = options.mutant;
    this.trouble = options.trouble;
    this.truth = options.store ?? new MemoryStore();
    this.clock = new VirtualClock({ settle: () => settle(() => this.simulator.inFlight) });
    this.simulator = createSimulator({
      clock: this.clock,
      seed: options.seed,
      timing: options.timing,
      onWebhook: (request) => this.#receive(request),
    });
    this.#start();
  }

  get runtime(): Runtime | undefined {
    return this.#process?.runtime;
  }

  /** Starts an outbound call, until it is told that there is one. */
  async order(flow: string, key: string, input: Readonly<Record<string, unknown>>): Promise<void> {
    for (;;) {
      try {
        const process = await this.#reachable();
        await Promise.race([process.runtime.startCall({ flow, key, input }), process.died]);
        return;
      } catch {
        await new Promise<void>((resolve) => void this.clock.schedule(500, resolve));
      }
    }
  }

  /** Ends the process without a word; the next one comes when the outage is over. */
  crash(downMs = this.trouble.downMs(this.#random)): void {
    this.#process?.end();
    this.#process = undefined;
    const from = this.clock.now();
    this.outages.push({ from, until: from + downMs });
    this.clock.schedule(downMs, () => this.#start());
  }

  close(): void {
    this.#process?.end();
    this.simulator.close();
  }

  #start(): void {
    if (this.#process !== undefined) return;
    const clock: Clock = {
      now: () => this.clock.now() + this.clockOffMs,
      schedule: (delayMs, run) => this.clock.schedule(delayMs, run),
    };
    const client = createTelnyxClient({
      apiKey: 'KEY_SIMULATED',
      connectionId: this.simulator.connectionId,
      clock: this.clock,
      env: {},
      fetch: (url, init) => this.simulator.fetch(new Request(url, init)),
    });
    const { store = same, carrier = same, clock: brokenClock = same } = this.#mutant;
    const world = { random: this.#random, clock: this.clock, remembered: this.#remembered };
    const isOurs = (): boolean => process === this.#process;
    const process = new Process(this.#flow, {
      store: this.#dying(store(this.truth, world), isOurs, (method) => method === 'commit'),
      carrier: this.#watched(this.#dying(carrier(client, world), isOurs, () => false)),
      clock: brokenClock(clock, world),
      newId: () => `call-${++this.#calls}`,
      random: () => this.#random.next(),
      connectionId: this.simulator.connectionId,
      completed: (callId) => void this.completed.push(callId),
    });
    this.#process = process;
    process.start();
    // As under a supervisor: a process whose start fails is started again.
    process.started.catch((error: unknown) => {
      if (!isOurs()) return;
      if (!(error instanceof CallchartError)) this.surprises.push(error);
      this.crash(1_000);
    });
  }

  /** Every method may find its process dead before and after it has done its work; a store may also be out of order. */
  #dying<T extends object>(port: T, isOurs: () => boolean, mayFail: (method: string) => boolean): T {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || name === 'ready' || name === 'close') return value;
        return async (...args: unknown[]): Promise<unknown> => {
          this.#mayDie(isOurs);
          if (mayFail(String(name)) && this.#random.chance(this.trouble.storeFails)) throw storeDown();
          const answer: unknown = await (value as (...args: unknown[]) => unknown).apply(target, args);
          this.#mayDie(isOurs);
          return answer;
        };
      },
    });
  }

  #mayDie(isOurs: () => boolean): void {
    if (!isOurs() || !this.#random.chance(this.trouble.dies)) return;
    this.crash();
    throw new Error('the process is dead: nobody hears of this');
  }

  #watched(carrier: Carrier): Carrier {
    return {
      send: async (request) => {
        const commandId = String(request.body['command_id']);
        const state = await this.#stateOf(request.body['client_state'], commandId);
        const pending = state?.commands.find(({ id }) => id === commandId);
        const standing =
          pending === undefined
            ? 'unknown'
            : pending.stale
              ? 'stale'
              : pending.readyAt === undefined
                ? 'not ready'
                : 'wanted';
        this.sendings.push({ at: this.clock.now(), commandId, command: request.command, standing });
        return carrier.send(request);
      },
      status: (...asked) => carrier.status(...asked),
    };
  }

  async #stateOf(clientState: unknown, commandId: string): Promise<CallState | undefined> {
    const callId = decodeToken(clientState)?.callId ?? commandId.replace(/-\d+-\d+$/, '');
    const record = (await this.truth.load([callId])).get(callId);
    return record === undefined || record.phase === 'routing' ? undefined : record;
  }

  async #reachable(): Promise<Process> {
    const process = this.#process;
    if (process === undefined) throw new Error('connection refused');
    await Promise.race([process.started, process.died]);
    return process;
  }

  /** The server's part: a webhook is acknowledged when it is stored, and only if there is somebody left to do so. */
  async #receive(request: Request): Promise<Response> {
    const process = await this.#reachable();
    const webhook = await parseWebhook(await request.text());
    const isOurs = (): boolean => process === this.#process;
    try {
      this.#mayDie(isOurs);
      const stored = process.runtime.webhook(webhook);
      if (this.#mutant.acknowledgesEarly) stored.catch(() => {});
      else await Promise.race([stored, process.died]);
      this.#mayDie(isOurs);
      return new Response('', { status: 200 });
    } catch (error) {
      if (process.isDead) throw error;
      return new Response('', { status: 503 });
    }
  }
}

/** One process: a runtime that is cut off from the world when it dies. */
class Process {
  readonly runtime: Runtime;
  started: Promise<void> = Promise.resolve();
  /** Rejects when the process dies. */
  readonly died: Promise<never>;
  isDead = false;
  readonly end: () => void;

  constructor(
    flow: Flow,
    ports: {
      readonly store: Store;
      readonly carrier: Carrier;
      readonly clock: Clock;
      readonly newId: () => string;
      readonly random: () => number;
      readonly connectionId: string;
      readonly completed: (callId: string) => void;
    },
  ) {
    const { connectionId, completed } = ports;
    const life = lifeline(ports);
    let die: (error: Error) => void = () => {};
    this.died = new Promise((_resolve, reject) => (die = reject));
    this.died.catch(() => {});
    this.end = () => {
      this.isDead = true;
      life.cut();
      die(new Error('connection reset'));
    };
    this.runtime = createRuntime({
      flows: [flow],
      newId: ports.newId,
      random: ports.random,
      environment: () => ({ connectionId }),
      completed: ({ callId }) => completed(callId),
      ...life,
    });
  }

  start(): void {
    this.started = this.runtime.start();
    this.started.catch(() => {});
  }
}

const same = <T>(port: T): T => port;

const storeDown = (): CallchartError =>
  new CallchartError('store.write', 'The disk is full, says the simulation.', { retryable: true });

/** Lets everything that was started finish: requests and webhooks on their way, and what follows from them. */
async function settle(inFlight: () => number): Promise<void> {
  for (let turn = 0; turn < 12 || (inFlight() > 0 && turn < 60); turn++)
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
}
