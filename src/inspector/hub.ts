/**
 * Between the runtime and those who look on: it hears of every committed step, remembers the contexts of the last ones,
 * and tells each watcher what is new. Nothing here is on the path of a call: the runtime publishes after the commit, and
 * while nobody watches, a step costs one entry in a map.
 */
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CommittedStep } from '../runtime/subscribers.ts';
import type { CallRecord } from '../stores/store.ts';

/** Steps of one call that are new, with the contexts around them where they were seen. */
export interface NewSteps {
  readonly call: CallState | undefined;
  readonly entries: readonly JournalEntry[];
  readonly contextAfter: (seq: number) => unknown;
}

/** Somebody who looks on. */
export interface Watcher {
  /** The call whose steps are wanted; undefined for none. */
  readonly callId: string | undefined;
  /** Steps up to this one are known already. */
  readonly after: number;
  /** A call has moved, this one or another. */
  readonly moved: (callId: string) => void;
  readonly stepped: (steps: NewSteps) => void;
}

interface Watching extends Watcher {
  seq: number;
  pulling: boolean;
  again: boolean;
  gone: boolean;
}

const mostCalls = 300;
const mostContexts = 1_000;
const pageSize = 200;
// Steps that another process on the same store takes are not published here: they are looked for.
const pollMs = 1_000;
const polledCalls = 200;

/** The hub. */
export class Hub {
  readonly #runtime: Runtime;
  readonly #watching = new Set<Watching>();
  readonly #contexts = new Map<string, Map<number, unknown>>();
  readonly #updated = new Map<string, number>();
  readonly #stop: () => void;
  #poll: NodeJS.Timeout | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#stop = runtime.subscribe((step) => this.#step(step));
  }

  /** Tells of what is new, beginning with what the watcher has not seen. @returns ends it */
  watch(watcher: Watcher): () => void {
    const watching: Watching = { ...watcher, seq: watcher.after, pulling: false, again: false, gone: false };
    this.#watching.add(watching);
    this.#poll ??= this.#startPolling();
    void this.#pull(watching);
    return () => {
      watching.gone = true;
      this.#watching.delete(watching);
      if (this.#watching.size > 0) return;
      clearInterval(this.#poll);
      this.#poll = undefined;
      this.#updated.clear();
    };
  }

  close(): void {
    this.#stop();
    clearInterval(this.#poll);
    this.#watching.clear();
  }

  #startPolling(): NodeJS.Timeout {
    const timer = setInterval(() => void this.#look(), pollMs);
    timer.unref();
    return timer;
  }

  #step({ record, entries }: CommittedStep): void {
    this.#remember(record, entries);
    this.#updated.set(record.callId, record.at);
    this.#tell(record.callId);
  }

  #tell(callId: string): void {
    for (const watching of this.#watching) {
      watching.moved(callId);
      if (watching.callId === callId) void this.#pull(watching);
    }
  }

  #remember(record: CallRecord, entries: readonly JournalEntry[]): void {
    const last = entries.at(-1);
    if (record.phase === 'routing' || last === undefined) return;
    const known = this.#contexts.get(record.callId) ?? new Map<number, unknown>();
    // Newest last, so that the oldest call is forgotten first.
    this.#contexts.delete(record.callId);
    this.#contexts.set(record.callId, known);
    known.set(last.seq, record.machine.context);
    forgetBeyond(known, mostContexts);
    forgetBeyond(this.#contexts, mostCalls);
  }

  async #look(): Promise<void> {
    try {
      for (const { callId, updatedAt } of await this.#runtime.calls({ limit: polledCalls })) {
        if (this.#updated.get(callId) === updatedAt) continue;
        const isFirst = !this.#updated.has(callId);
        this.#updated.set(callId, updatedAt);
        if (!isFirst || this.#updated.size > 1) this.#tell(callId);
      }
      forgetBeyond(this.#updated, 10 * polledCalls);
    } catch {
      // A store that cannot be read now can be later; the page shows what it has.
    }
  }

  /** Reads on from where the watcher is. One at a time, in order; what comes meanwhile is read afterwards. */
  async #pull(watching: Watching): Promise<void> {
    const { callId } = watching;
    watching.again = true;
    if (callId === undefined || watching.pulling) return;
    watching.pulling = true;
    try {
      while (watching.again && !watching.gone) {
        watching.again = false;
        await this.#readOn(watching, callId);
      }
    } catch {
      // The next step, or the next look, tries again.
    } finally {
      watching.pulling = false;
    }
  }

  async #readOn(watching: Watching, callId: string): Promise<void> {
    for (;;) {
      const entries = await this.#runtime.journal(callId, watching.seq, pageSize);
      const record = await this.#runtime.call(callId);
      if (watching.gone) return;
      watching.seq = entries.at(-1)?.seq ?? watching.seq;
      const known = this.#contexts.get(callId);
      const call = record === undefined || record.phase === 'routing' ? undefined : record;
      watching.stepped({ call, entries, contextAfter: (seq) => known?.get(seq) });
      if (entries.length < pageSize) return;
    }
  }
}

/** Forgets the oldest of a map that has grown beyond so many. */
function forgetBeyond(map: Map<unknown, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
