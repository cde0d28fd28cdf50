/**
 * Broken copies of the system, each broken in one place behind a port: what a check of promises has to find. None of
 * them knows a check.
 */
import type { CallRecord, Store } from 'callchart';
import type { Carrier, CarrierRequest, CommandOutcome } from 'callchart/carrier';
import type { VirtualClock } from 'callchart/simulator';
import type { Clock } from '../../../src/clock/clock.ts';
import { commands as registry } from '../../../src/telnyx/commands/registry.ts';
import type { Random } from '../../../src/simulator/random.ts';

/** What a mutant may use. */
export interface MutantWorld {
  readonly random: Random;
  readonly clock: VirtualClock;
  /** What was sent in this story, by whichever process. */
  readonly remembered: CarrierRequest[];
}

/** A break: ports that are not what they seem. */
export interface Mutant {
  readonly store?: (store: Store, world: MutantWorld) => Store;
  readonly carrier?: (carrier: Carrier, world: MutantWorld) => Carrier;
  readonly clock?: (clock: Clock, world: MutantWorld) => Clock;
  /** The server answers 200 before the commit. */
  readonly acknowledgesEarly?: true;
}

/** The system as it is. */
export const sound: Mutant = {};

/** A few turns of the event loop: what follows at once has followed by then. */
async function later(): Promise<void> {
  for (let turn = 0; turn < 4; turn++)
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
}

const accepted: CommandOutcome = { ok: true, data: { result: 'ok' } };

/** A store with some methods replaced; the others keep their own `this`. */
function changed<T extends object>(port: T, changes: Partial<T>): T {
  return new Proxy(port, {
    get(target, name) {
      if (name in changes) return Reflect.get(changes, name) as unknown;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** The records that a store gives, changed. */
function reading(change: (record: CallRecord) => CallRecord): NonNullable<Mutant['store']> {
  return (store) =>
    changed(store, {
      load: async (callIds) =>
        new Map([...(await store.load(callIds))].map(([callId, record]) => [callId, change(record)])),
    });
}

/** The mutants by what is wrong with them. */
export const mutants = {
  'a store that loses a commit': {
    store: (store, { random }) =>
      changed(store, {
        commit: async (commits) =>
          random.chance(0.05) ? commits.map(() => 'written' as const) : store.commit(commits),
      }),
  },
  'a store that forgets what it took in': {
    store: (store) =>
      changed(store, {
        find: async (request) => ({ ...(await store.find(request)), keys: new Map() }),
        commit: (commits) => store.commit(commits.map((commit) => ({ ...commit, keys: [] }))),
      }),
  },
  'a store that writes a little later than it says': {
    store: (store) =>
      changed(store, {
        commit: async (commits) => {
          void later().then(() => store.commit(commits).catch(() => {}));
          return commits.map(() => 'written' as const);
        },
      }),
  },
  'a store that drops an entry of the journal': {
    store: (store, { random }) =>
      changed(store, {
        commit: (commits) =>
          store.commit(commits.map((one) => (random.chance(0.05) ? { ...one, entries: one.entries.slice(1) } : one))),
      }),
  },
  'a store that forgets what an input said': {
    store: (store, { random }) =>
      changed(store, {
        commit: (commits) =>
          store.commit(
            commits.map((one) => ({
              ...one,
              entries: one.entries.map((entry) =>
                random.chance(0.05) ? { ...entry, input: { ...entry.input, payload: {} } } : entry,
              ),
            })),
          ),
      }),
  },
  'a store that forgets when to wake': {
    store: (store) => changed(store, { nextWake: async () => undefined, due: async () => [] }),
  },
  'a store that forgets which commands wait': {
    store: reading((record) => (record.phase === 'routing' ? record : { ...record, commands: [] })),
  },
  'a store that forgets what a machine knew': {
    store: reading((record) =>
      record.phase === 'routing' ? record : { ...record, machine: { ...record.machine, context: {} } },
    ),
  },
  'a server that acknowledges before the commit': { acknowledgesEarly: true },
  'a sender that repeats under a new id': {
    carrier: (carrier) =>
      changed(carrier, {
        send: async (request) => {
          const outcome = await carrier.send(request);
          if (outcome.ok || !outcome.error.retryable) return outcome;
          return carrier.send(renamed(request, `${String(request.body['command_id'])}-again`));
        },
      }),
  },
  'a sender that says it has sent': {
    carrier: (carrier, { random }) =>
      changed(carrier, {
        send: async (request) => (request.command !== 'dial' && random.chance(0.05) ? accepted : carrier.send(request)),
      }),
  },
  'a sender that lets others overtake': {
    carrier: (carrier, { random, clock }) =>
      changed(carrier, {
        send: async (request) => {
          if (request.command === 'dial' || !random.chance(0.3)) return carrier.send(request);
          clock.schedule(2_000, () => void carrier.send(request));
          return accepted;
        },
      }),
  },
  'a sender that hangs nobody up': {
    carrier: (carrier) =>
      changed(carrier, {
        send: async (request) => (request.command === 'hangup' ? accepted : carrier.send(request)),
      }),
  },
  'a process that takes every leg to live': {
    carrier: (carrier) =>
      changed(carrier, {
        status: async () => ({ alive: true, callLegId: undefined, callSessionId: undefined, clientState: undefined }),
      }),
  },
  'a process that plays again what was played before it': {
    carrier: (carrier, { remembered }) => {
      let isFirst = true;
      return changed(carrier, {
        send: async (request) => {
          if (isFirst) for (const old of remembered) await carrier.send(old);
          isFirst = false;
          if (registry[request.command].media) remembered.push(request);
          return carrier.send(request);
        },
      });
    },
  },
  'a clock whose alarms ring late': {
    clock: (clock) => ({
      now: () => clock.now(),
      schedule: (delayMs, run) => clock.schedule(delayMs > 1_000 ? delayMs + 20_000 : delayMs, run),
    }),
  },
} satisfies Readonly<Record<string, Mutant>>;

/** What a mutant is called. */
export type MutantName = keyof typeof mutants;

function renamed(request: CarrierRequest, id: string): CarrierRequest {
  return { ...request, body: { ...request.body, command_id: id } };
}
