/**
 * A store in memory that several runtimes of one process share, as processes share a database: calls have owners, owners
 * have leases by a clock of the store's own, and a notice can be lost. What it holds is a MemoryStore's.
 */
import { type CallRecord, type CommitResult, MemoryStore, type Store } from 'callchart';
import type { VirtualClock } from 'callchart/simulator';
import type { Handover, Sharing } from '../../src/stores/sharing.ts';

type Commits = Parameters<Store['commit']>[0];

interface Member {
  until: number;
  ended: boolean;
  wake: () => void;
}

interface Message {
  readonly id: string;
  readonly replica: number;
  readonly callId: string;
  readonly taken: boolean;
}

/** What all of them see. */
export class SharedMemory {
  readonly memory = new MemoryStore();
  readonly clock: VirtualClock;
  readonly members = new Map<number, Member>();
  readonly owners = new Map<string, number>();
  readonly wakes = new Map<string, number | undefined>();
  /** Whether notices arrive; otherwise everyone has to look by itself. */
  noticesArrive = true;
  messages: Message[] = [];
  #messages = 0;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  isLive(replica: number): boolean {
    return this.members.get(replica)?.ended === false;
  }

  tell(replica: number, callId: string, taken: boolean): void {
    this.messages.push({ id: String(++this.#messages), replica, callId, taken });
    if (this.noticesArrive) this.clock.schedule(1, this.members.get(replica)?.wake ?? (() => {}));
  }
}

/** One process's view of it. */
export class SharedMemoryStore implements Store {
  readonly sharing: Sharing;
  readonly #world: SharedMemory;
  /** Under which number this process writes; 0 before it takes part. */
  id = 0;
  /** While it is set, the lease cannot be renewed: the process is stopped, or does not reach the store. */
  isAway = false;

  constructor(world: SharedMemory) {
    this.#world = world;
    this.sharing = this.#sharing();
  }

  async commit(commits: Commits): Promise<readonly CommitResult[]> {
    const { owners, wakes } = this.#world;
    const me = this.#world.isLive(this.id) ? this.id : 0;
    const as = this.id;
    const results = await this.#world.memory.commit(commits);
    return results.map((result, at) => {
      const commit = commits[at];
      if (result !== 'written' || commit?.callId === undefined) return result;
      const { callId, expectedStep, idle, open, wakeAt } = commit;
      wakes.set(callId, wakeAt);
      const before = owners.get(callId) ?? 0;
      if (!open && wakeAt === undefined) {
        owners.delete(callId);
        return 'written';
      }
      const owner = me !== 0 && (expectedStep === 0 || idle === true) ? me : before;
      owners.set(callId, owner);
      if (owner !== as && owner !== 0) this.#world.tell(owner, callId, false);
      return owner === as && this.id === as ? 'written' : 'delegated';
    });
  }

  find: Store['find'] = (request) => this.#world.memory.find(request);
  load: Store['load'] = (callIds) => this.#world.memory.load(callIds);
  open: Store['open'] = (limit, after) => this.#world.memory.open(limit, after);
  list: Store['list'] = (filter) => this.#world.memory.list(filter);
  journal: Store['journal'] = (...asked) => this.#world.memory.journal(...asked);
  unrouted: Store['unrouted'] = (limit) => this.#world.memory.unrouted(limit);
  prune: Store['prune'] = (before, limit) => this.#world.memory.prune(before, limit);
  ready: Store['ready'] = () => this.#world.memory.ready();
  close: Store['close'] = () => Promise.resolve();

  due(now: number, limit: number): Promise<readonly string[]> {
    const due = [...this.#mine()].filter(([, at]) => at <= now).toSorted(([, a], [, b]) => a - b);
    return Promise.resolve(due.slice(0, limit).map(([callId]) => callId));
  }

  nextWake(): Promise<number | undefined> {
    const first = Math.min(...[...this.#mine()].map(([, at]) => at));
    return Promise.resolve(Number.isFinite(first) ? first : undefined);
  }

  *#mine(): Generator<[string, number]> {
    for (const [callId, owner] of this.#world.owners) {
      const wakeAt = this.#world.wakes.get(callId);
      if (owner === this.id && wakeAt !== undefined) yield [callId, wakeAt];
    }
  }

  #sharing(): Sharing {
    const world = this.#world;
    let wake = (): void => {};
    const member = () => world.members.get(this.id);
    return {
      enrol: (leaseMs) => {
        this.id = world.members.size + 1;
        world.members.set(this.id, { until: world.clock.now() + leaseMs, ended: false, wake: () => wake() });
        return Promise.resolve();
      },
      renew: (leaseMs) => {
        if (this.isAway) return Promise.reject(new Error('away'));
        const one = member();
        if (one === undefined || one.ended) {
          this.id = 0;
          return Promise.resolve(false);
        }
        one.until = world.clock.now() + leaseMs;
        return Promise.resolve(true);
      },
      claim: (limit) => {
        const now = world.clock.now();
        if (!world.isLive(this.id) || (member()?.until ?? 0) <= now) return Promise.resolve(0);
        for (const one of world.members.values()) if (one.until < now) one.ended = true;
        const free = [...world.owners].filter(([, owner]) => !world.isLive(owner)).slice(0, limit);
        for (const [callId] of free) {
          world.owners.set(callId, this.id);
          world.tell(this.id, callId, true);
        }
        return Promise.resolve(free.length);
      },
      handovers: async (done, limit) => {
        world.messages = world.messages.filter(({ id }) => !done.includes(id));
        const mine = world.messages.filter((one) => one.replica === this.id).slice(0, limit);
        const records = await world.memory.load(mine.map(({ callId }) => callId));
        return mine.flatMap(({ id, callId, taken }): Handover[] => {
          const record = records.get(callId);
          return record === undefined || world.owners.get(callId) !== this.id ? [] : [{ id, callId, taken, record }];
        });
      },
      newer: async (known) => {
        const records = await world.memory.load([...known.keys()]);
        return new Map<string, CallRecord>([...records].filter(([callId, { step }]) => known.get(callId) !== step));
      },
      owned: (callIds) => Promise.resolve(new Set(callIds.filter((callId) => world.owners.get(callId) === this.id))),
      members: () => Promise.resolve([...world.members.values()].filter(({ ended }) => !ended).length),
      leave: () => {
        const one = member();
        this.id = 0;
        if (one !== undefined) one.ended = true;
        for (const other of world.members.values())
          if (world.noticesArrive) world.clock.schedule(1, () => other.wake());
        return Promise.resolve();
      },
      listen: (listener) => {
        wake = listener;
        return () => (wake = () => {});
      },
    };
  }
}
