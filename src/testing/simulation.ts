/**
 * A whole telephone network in one process, on a clock that tests turn by hand: the runtime with its flows, the
 * simulated carrier, and the people at the far ends. Seconds of a call take no time, and the same seed gives the same
 * call.
 */
import { createTelnyxClient } from '../carrier/index.ts';
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { StartCall } from '../runtime/requests.ts';
import { createRuntime, type Runtime } from '../runtime/runtime.ts';
import { defaultLimits, type RuntimeOptions } from '../runtime/runtime-options.ts';
import {
  createSimulator,
  type IncomingCall,
  type SimulatedParty,
  type Simulator,
  type SimulatorOptions,
  VirtualClock,
} from '../simulator/index.ts';
import { MemoryStore } from '../stores/memory-store.ts';
import { parseWebhook } from '../telnyx/webhook.ts';
import { type Lifeline, lifeline } from './crashable.ts';
import type { FlowCoverage } from './flow-coverage.ts';
import { type FlowSource, flowsOf, type TaskStandIn } from './flows-of.ts';
import { HeardLog } from './heard-log.ts';
import { ladderText } from './ladder-text.ts';
import type { Line } from './line.ts';
import { isCommand, type SentCommand, sentCommand } from './sent-command.ts';
import { StepWatch } from './step-watch.ts';
import { TestCall } from './test-call.ts';
import type { StateValue } from 'xstate';

/** What `simulate` takes beside flows. */
export interface SimulationOptions {
  /** The same seed and the same acts give the same calls. Default 1. */
  readonly seed?: number;
  /** When the call happens, ISO 8601. Default 2026-01-01T00:00:00Z. */
  readonly startAt?: string;
  readonly simulator?: Partial<Omit<SimulatorOptions, 'clock' | 'seed' | 'onWebhook'>>;
  readonly runtime?: Partial<Omit<RuntimeOptions, 'carrier' | 'clock' | 'flows'>>;
  /**
   * Who does the flow's tasks, by the name of the actor: `lookup: async ({ input, pause }) => { await pause('8s'); … }`.
   * Time is virtual for them too.
   */
  readonly tasks?: Readonly<Record<string, TaskStandIn>>;
  /** Told what the calls went through, when the simulation is closed. */
  readonly coverage?: FlowCoverage;
  /**
   * Whether the process dies after every step, when its commands are answered, and another one goes on: what is in
   * memory alone is lost, tasks run again. Default: whether the environment has `CALLCHART_RESTART_EACH_STEP`.
   */
  readonly restartEachStep?: boolean;
}

/** A running simulation. */
export interface Simulation {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly runtime: Runtime;
  /** Somebody rings our number. */
  call(call?: IncomingCall): SimulatedParty;
  /** The same, as a call that tells its own story: `await call.hears(/press 1/)`. */
  dial(call?: IncomingCall): Promise<TestCall>;
  /** Starts a call as `POST /calls` does; with one flow, of that one. */
  start(request?: Partial<StartCall>): Promise<TestCall>;
  /** Turns the clock on by so many milliseconds. */
  advance(ms: number): Promise<void>;
  /**
   * Turns the clock on until the carrier has received a command of that name (once more than it had), or until `limitMs`
   * milliseconds of its time have passed. @throws CallchartError `simulation.waited`, with the ladder so far
   */
  until(command: string, limitMs?: number): Promise<SentCommand>;
  /** Turns the clock on until every leg is over and nothing is under way. */
  untilOver(limitMs?: number): Promise<void>;
  /** The commands that the carrier has received, in order. */
  readonly sent: readonly SentCommand[];
  /** Their names. */
  readonly commands: readonly string[];
  /** The newest call as it is now. @throws CallchartError `call.unknown` before there is one */
  state(): Promise<CallState>;
  /** The newest call's flow state. */
  value(): Promise<StateValue>;
  /** The newest call's journal. */
  journal(): Promise<readonly JournalEntry[]>;
  /** Drops the runtime as a crash would, and starts another one on the same store. */
  crash(): Promise<void>;
  /** The ladder so far, as text. */
  ladder(): string;
  close(): Promise<void>;
}

/** A simulation that starts: it can be awaited, or called at once. */
export interface StartingSimulation extends Promise<Simulation> {
  /** Somebody rings our number. */
  dial(call?: IncomingCall): Promise<TestCall>;
  /** Starts a call as `POST /calls` does. */
  start(request?: Partial<StartCall>): Promise<TestCall>;
}

const defaultLimitMs = 120_000;

/**
 * Starts a simulation.
 *
 * @param flow a flow file's module, a machine, a loaded flow, or several loaded flows
 * @example
 * ```ts
 * import { createMachine } from 'xstate';
 * import { simulate } from 'callchart/testing';
 *
 * const machine = createMachine({ id: 'hello', version: '1', initial: 'a', states: { a: { entry: { type: 'answer' } } } });
 * const simulation = await simulate(machine);
 * simulation.call({ from: '+15550100010' });
 * await simulation.until('answer');
 * await simulation.close();
 * ```
 */
export function simulate(flow: FlowSource, options: SimulationOptions = {}): StartingSimulation {
  const starting = startSimulation(flow, options);
  return Object.assign(starting, {
    dial: async (call?: IncomingCall) => (await starting).dial(call),
    start: async (request?: Partial<StartCall>) => (await starting).start(request),
  });
}

async function startSimulation(flow: FlowSource, options: SimulationOptions): Promise<Simulation> {
  const simulation = new InProcess(flow, options);
  await simulation.runtime.start();
  return simulation;
}

class InProcess implements Simulation, Line {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly heard: HeardLog;
  runtime: Runtime;
  readonly #makeRuntime: () => Runtime;
  #starts = 0;
  readonly #stopMs: number;
  readonly #coverage: FlowCoverage | undefined;
  #lifeline: Lifeline | undefined;
  readonly #steps: StepWatch | undefined;

  constructor(flow: FlowSource, options: SimulationOptions) {
    this.clock = new VirtualClock({
      ...(options.startAt !== undefined && { startAt: Date.parse(options.startAt) }),
      settle: async () => {
        await settle(() => this.simulator.inFlight);
        if (this.#steps?.takeStep() === true) await this.crash();
        this.heard.note();
      },
    });
    const flows = flowsOf(flow, options.tasks, this.clock);
    this.simulator = createSimulator({
      // Signatures are verified in a thread pool, which no virtual clock turns: here webhooks are taken as they come.
      signed: false,
      ...options.simulator,
      clock: this.clock,
      seed: options.seed ?? 1,
      onWebhook: (request) => this.#receive(request),
    });
    this.heard = new HeardLog(this.simulator);
    const carrier = createTelnyxClient({
      apiKey: 'KEY_SIMULATED',
      connectionId: this.simulator.connectionId,
      clock: this.clock,
      env: {},
      fetch: (url, init) => this.simulator.fetch(new Request(url, init)),
    });
    this.#coverage = options.coverage;
    this.#stopMs = options.runtime?.limits?.stopMs ?? defaultLimits.stopMs;
    let calls = 0;
    const store = options.runtime?.store ?? new MemoryStore();
    const restarts = options.restartEachStep ?? Boolean(process.env['CALLCHART_RESTART_EACH_STEP']);
    this.#steps = restarts ? new StepWatch() : undefined;
    this.#makeRuntime = () => {
      this.#lifeline = lifeline({ store, carrier, clock: this.clock });
      const runtime = createRuntime({
        newId: () => `call-${++calls}`,
        random: () => 0.5,
        environment: () => ({ connectionId: this.simulator.connectionId }),
        ...options.runtime,
        ...this.#lifeline,
        flows,
      });
      this.#steps?.watch(runtime);
      return runtime;
    };
    this.runtime = this.#makeRuntime();
  }

  call(call?: IncomingCall): SimulatedParty {
    return this.simulator.incomingCall(call);
  }

  async dial(call?: IncomingCall): Promise<TestCall> {
    return new TestCall(this, { callControlId: this.call(call).callControlId });
  }

  async start(request: Partial<StartCall> = {}): Promise<TestCall> {
    this.#starts += 1;
    const flow = request.flow ?? this.runtime.flows()[0]?.id ?? '';
    const { callId } = await this.runtime.startCall({ key: `test-${this.#starts}`, ...request, flow });
    return new TestCall(this, { callId });
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  async until(command: string, limitMs = defaultLimitMs): Promise<SentCommand> {
    const had = this.#sentAs(command).length;
    const found = await this.turnUntil(() => this.#sentAs(command)[had], limitMs);
    if (found !== undefined) return found;
    throw this.#waited(`no ${command} was sent`, limitMs);
  }

  async untilOver(limitMs = defaultLimitMs): Promise<void> {
    const over = (): true | undefined => (this.simulator.idle ? true : undefined);
    if ((await this.turnUntil(over, limitMs)) === undefined) throw this.#waited('the calls were not over', limitMs);
  }

  get sent(): readonly SentCommand[] {
    return this.simulator.log.filter(isCommand).map(sentCommand);
  }

  get commands(): readonly string[] {
    return this.sent.map((sent) => sent.command);
  }

  async state(): Promise<CallState> {
    const [newest] = await this.runtime.calls({ limit: 1 });
    const record = newest && (await this.runtime.call(newest.callId));
    if (record !== undefined && record.phase !== 'routing') return record;
    throw new CallchartError('call.unknown', 'There is no call yet: `call()` somebody, and turn the clock on.');
  }

  async value(): Promise<StateValue> {
    return (await this.state()).machine.value;
  }

  async journal(): Promise<readonly JournalEntry[]> {
    return this.runtime.journal((await this.state()).callId);
  }

  async crash(): Promise<void> {
    this.#lifeline?.cut();
    this.runtime = this.#makeRuntime();
    await this.runtime.start();
  }

  ladder(): string {
    return ladderText(this.simulator.log);
  }

  async close(): Promise<void> {
    this.simulator.close();
    for (const { callId, flow } of this.#coverage === undefined ? [] : await this.runtime.calls({ limit: 1_000 }))
      this.#coverage?.add(flow, await this.runtime.journal(callId));
    const stopped = this.runtime.stop();
    // What is under way is waited for: on a clock that nobody else turns any more.
    await this.clock.advance(this.#stopMs);
    await stopped;
  }

  async #receive(request: Request): Promise<Response> {
    try {
      await this.runtime.webhook(await parseWebhook(await request.text()));
      return new Response('', { status: 200 });
    } catch (error) {
      const isRefused = error instanceof CallchartError && error.code.startsWith('webhook.');
      return new Response('', { status: isRefused ? 400 : 503 });
    }
  }

  async turnUntil<T>(find: () => T | undefined | Promise<T | undefined>, limitMs: number): Promise<T | undefined> {
    let found: T | undefined;
    await this.clock.advanceUntil(async () => (found = await find()) !== undefined, limitMs);
    return found;
  }

  #sentAs(command: string): readonly SentCommand[] {
    return this.sent.filter((sent) => sent.command === command);
  }

  #waited(what: string, limitMs: number): CallchartError {
    return new CallchartError('simulation.waited', `Within ${limitMs} ms ${what}. The ladder:\n${this.ladder()}`);
  }
}

/** Lets everything that was started finish: requests and webhooks on their way, and what follows from them. */
async function settle(inFlight: () => number): Promise<void> {
  for (let turn = 0; turn < 12 || (inFlight() > 0 && turn < 60); turn++)
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
}
