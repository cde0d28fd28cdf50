/**
 * Several runtimes on one store, as replicas behind a load balancer: one clock, one carrier, each with a lifeline of its
 * own that can be cut, or stopped for a while and let go on.
 */
import { createRuntime, type Flow, type JournalEntry, type LogLine, type Receipt, type Runtime } from 'callchart';
import type { RuntimeOptions } from 'callchart';
import { VirtualClock } from 'callchart/simulator';
import { lifeline } from '../../src/testing/crashable.ts';
import { webhookOf } from './rig.ts';
import { ScriptedCarrier } from './scripted-carrier.ts';
import { SharedMemory, SharedMemoryStore } from './shared-memory.ts';
import { WatchedStore } from './watched-store.ts';

/** One of them. */
export interface Replica {
  readonly name: string;
  readonly runtime: Runtime;
  readonly store: WatchedStore;
  readonly shared: SharedMemoryStore;
  readonly log: LogLine[];
  /** Ends it without a word. */
  kill(): void;
}

/** All of them. */
export class Replicas {
  readonly clock = new VirtualClock();
  readonly carrier = new ScriptedCarrier(this.clock);
  readonly shared = new SharedMemory(this.clock);
  /** What was sent, by whom: `b answer`. */
  readonly sent: string[] = [];
  readonly #flows: readonly Flow[];
  readonly #options: Partial<RuntimeOptions>;
  #calls = 0;
  #webhooks = 0;

  constructor(flows: Flow | readonly Flow[], options: Partial<RuntimeOptions> = {}) {
    this.#flows = Array.isArray(flows) ? (flows as readonly Flow[]) : [flows as Flow];
    this.#options = options;
  }

  async start(name: string): Promise<Replica> {
    const log: LogLine[] = [];
    const shared = new SharedMemoryStore(this.shared);
    const store = new WatchedStore(shared);
    const carrier = {
      send: (request: Parameters<ScriptedCarrier['send']>[0]) => {
        this.sent.push(`${name} ${request.command}`);
        return this.carrier.send(request);
      },
      status: (leg: string) => this.carrier.status(leg),
    };
    const life = lifeline({ store, carrier, clock: this.clock });
    const runtime = createRuntime({
      flows: this.#flows,
      newId: () => `call-${++this.#calls}`,
      random: () => 0.5,
      log: (line) => void log.push(line),
      ...this.#options,
      ...life,
    });
    await runtime.start();
    await this.settle();
    return { name, runtime, store, shared, log, kill: () => life.cut() };
  }

  ring(at: Replica, leg = 'A'): Promise<Receipt> {
    const payload = { direction: 'incoming', state: 'parked', from: '+15550001', to: '+15550100' };
    return this.webhook(at, 'call.initiated', leg, payload);
  }

  webhook(at: Replica, type: string, leg = 'A', payload = {}, id?: string): Promise<Receipt> {
    return at.runtime.webhook(webhookOf(type, leg, payload, id ?? `hook-${++this.#webhooks}`));
  }

  /** Everything that follows at once, notices included. */
  settle(): Promise<void> {
    return this.clock.advance(5);
  }

  owner(callId = 'call-1'): number | undefined {
    return this.shared.owners.get(callId);
  }

  journal(callId = 'call-1'): Promise<readonly JournalEntry[]> {
    return this.shared.memory.journal(callId);
  }
}
