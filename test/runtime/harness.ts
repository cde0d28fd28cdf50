/**
 * A runtime over a simulated carrier on one virtual clock: the whole of Callchart in process, deterministic to the byte.
 */
import {
  createRuntime,
  type Flow,
  type JournalEntry,
  MemoryStore,
  parseWebhook,
  type Runtime,
  type RuntimeOptions,
  type Store,
} from 'callchart';
import { createTelnyxClient } from 'callchart/carrier';
import { createSimulator, type Simulator, type SimulatorOptions, VirtualClock } from 'callchart/simulator';

export interface World {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly store: Store;
  runtime: Runtime;
  /** Kills the runtime without a word and starts another one on the same store. */
  restart(options?: Partial<RuntimeOptions>): Promise<void>;
  /** Commands as the carrier got them, in order: `speak caller text`. */
  sent(): string[];
  journal(callId: string): Promise<readonly JournalEntry[]>;
  onlyCall(): Promise<string>;
}

/** Starts a world in which every incoming call goes to the flow. */
export async function startWorld(
  flows: readonly Flow[],
  options: { runtime?: Partial<RuntimeOptions>; simulator?: Partial<SimulatorOptions>; seed?: number } = {},
): Promise<World> {
  // Signatures are verified in a thread pool, which no virtual clock turns: here webhooks are taken as they come.
  const clock = new VirtualClock({ settle: () => settle(() => simulator.inFlight) });
  let current: Runtime | undefined;
  const simulator = createSimulator({
    clock,
    seed: options.seed ?? 1,
    onWebhook: (request) => receive(request),
    ...options.simulator,
  });
  const store = options.runtime?.store ?? new MemoryStore();
  async function receive(request: Request): Promise<Response> {
    try {
      await current?.webhook(await parseWebhook(await request.text()));
      return new Response('', { status: current === undefined ? 503 : 200 });
    } catch {
      return new Response('', { status: 503 });
    }
  }
  let count = 0;
  const make = (extra: Partial<RuntimeOptions> = {}): Runtime =>
    createRuntime({
      store,
      carrier: createTelnyxClient({ apiKey: 'KEYtest', fetch: (url, init) => simulator.fetch(new Request(url, init)) }),
      flows,
      clock,
      newId: () => `call-${++count}`,
      random: () => 0.5,
      ...options.runtime,
      ...extra,
    });
  const world: World = {
    clock,
    simulator,
    store,
    runtime: make(),
    async restart(extra = {}) {
      world.runtime = make(extra);
      current = world.runtime;
      await world.runtime.start();
    },
    sent: () => simulator.log.filter((rung) => rung.direction === 'command').map((rung) => `${rung.name} ${rung.leg}`),
    journal: (callId) => world.runtime.journal(callId),
    onlyCall: async () => {
      const calls = await world.runtime.calls();
      if (calls.length !== 1) throw new Error(`expected one call, there are ${calls.length}`);
      return calls[0]?.callId ?? '';
    },
  };
  current = world.runtime;
  await world.runtime.start();
  return world;
}

/** Lets everything that was started finish: requests and webhooks on their way, and what follows from them. */
async function settle(inFlight: () => number): Promise<void> {
  for (let turn = 0; turn < 12 || (inFlight() > 0 && turn < 60); turn++)
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
}
