/**
 * A runtime with nothing around it: a clock that is turned by hand, a carrier that answers as told, a store that fails
 * as told, and webhooks made on the spot. It can die at any point and be started again on what it left.
 */
import {
  type CallState,
  createRuntime,
  type Flow,
  type JournalEntry,
  type LogLine,
  MemoryStore,
  type Receipt,
  type Runtime,
  type RuntimeOptions,
  type Store,
} from 'callchart';
import { VirtualClock } from 'callchart/simulator';
import { type Lifeline, lifeline } from '../../src/testing/crashable.ts';
import { ScriptedCarrier } from './scripted-carrier.ts';
import { WatchedStore } from './watched-store.ts';

type Options = Partial<Omit<RuntimeOptions, 'store' | 'carrier' | 'clock'>>;
type Payload = Readonly<Record<string, unknown>>;

/** The rig. */
export class Rig {
  readonly clock = new VirtualClock();
  readonly carrier = new ScriptedCarrier(this.clock);
  readonly store: WatchedStore;
  readonly log: LogLine[] = [];
  runtime: Runtime;
  readonly #options: RuntimeOptions;
  #life: Lifeline;
  #calls = 0;
  #webhooks = 0;

  constructor(flows: readonly Flow[], options: Options = {}, store: Store = new MemoryStore()) {
    this.store = new WatchedStore(store);
    this.#options = {
      flows,
      store: this.store,
      carrier: this.carrier,
      clock: this.clock,
      newId: () => `call-${++this.#calls}`,
      random: () => 0.5,
      log: (line) => void this.log.push(line),
      ...options,
    };
    this.#life = lifeline(this.#options as Required<RuntimeOptions>);
    this.runtime = createRuntime({ ...this.#options, ...this.#life });
  }

  /** Ends the process at this very point. */
  kill(): void {
    this.#life.cut();
  }

  /** Another process takes over; `options` replace what the one before it had. */
  async revive(options: Options = {}): Promise<void> {
    this.#life = lifeline(this.#options as Required<RuntimeOptions>);
    this.runtime = createRuntime({ ...this.#options, ...options, ...this.#life });
    await this.runtime.start();
    await this.settle();
  }

  async crash(options: Options = {}): Promise<void> {
    this.kill();
    await this.revive(options);
  }

  /** Another process on the same store while this one lives, which must not be. */
  async rival(): Promise<Runtime> {
    const rival = createRuntime({ ...this.#options, newId: () => `rival-${++this.#calls}` });
    await rival.start();
    return rival;
  }

  /** A webhook of a leg, by the leg's `call_control_id`. */
  webhook(type: string, leg: string, payload: Payload = {}, id?: string): Promise<Receipt> {
    const key = id ?? `hook-${++this.#webhooks}`;
    return this.runtime.webhook(webhookOf(type, leg, payload, key));
  }

  /** Somebody rings: the call's `call.initiated`. */
  ring(leg = 'A', payload: Payload = {}, id?: string): Promise<Receipt> {
    const incoming = { direction: 'incoming', state: 'parked', from: '+15550001', to: '+15550100', ...payload };
    return this.webhook('call.initiated', leg, incoming, id);
  }

  /** Somebody rings and is answered, and everything that follows at once is done. */
  async ringAndAnswer(leg = 'A'): Promise<void> {
    await this.ring(leg);
    await this.settle();
    await this.webhook('call.answered', leg);
    await this.settle();
  }

  /** Everything that can be done without time passing. */
  settle(): Promise<void> {
    return this.clock.advance(0);
  }

  async state(callId = 'call-1'): Promise<CallState> {
    const record = await this.runtime.call(callId);
    if (record === undefined || record.phase === 'routing') throw new Error(`call ${callId} does not step`);
    return record;
  }

  journal(callId = 'call-1'): Promise<readonly JournalEntry[]> {
    return this.store.inner.journal(callId);
  }

  /** What was put into the machine of the call, in order. */
  async told(callId = 'call-1'): Promise<readonly string[]> {
    return (await this.journal(callId)).flatMap((entry) => entry.events.map((event) => event.type));
  }
}

/** A webhook as the server hands it on. */
export function webhookOf(type: string, leg: string, payload: Payload, id: string) {
  return {
    id,
    event_type: type,
    occurred_at: '2026-01-01T00:00:00.000Z',
    payload: { call_control_id: leg, call_leg_id: `${leg}-leg`, call_session_id: `${leg}-session`, ...payload },
    attempt: 1,
    known: true,
    deviations: [],
  } as const;
}

/** A rig whose runtime has been started. */
export async function startRig(flows: Flow | readonly Flow[], options: Options = {}, store?: Store): Promise<Rig> {
  const rig = new Rig(Array.isArray(flows) ? (flows as readonly Flow[]) : [flows as Flow], options, store);
  await rig.runtime.start();
  return rig;
}
