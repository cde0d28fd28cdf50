/**
 * Between the runtime and those who look on: it hears of every committed step and tells each watcher what is new. Nothing
 * here is on the path of a call: the runtime publishes after the commit, and while nobody watches, a step costs one entry
 * in a map.
 */
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CommittedStep, RepeatedWebhook } from '../runtime/subscribers.ts';
import type { CallRecord } from '../stores/store.ts';
import { Contexts } from './contexts.ts';
import { forgetBeyond } from './forget-beyond.ts';

/** Steps of one call that are new, with the contexts around them where they are known. */
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
  /** A call has moved, this one or another; undefined when how it is now has to be asked for. */
  readonly moved: (callId: string, record: CallRecord | undefined) => void;
  readonly stepped: (steps: NewSteps) => void;
  /** Webhooks of the call, by their ids, came here once more. */
  readonly repeated?: (ids: readonly string[]) => void;
}

interface Watching extends Watcher {
  seq: number;
  hasBeenTold: boolean;
  pulling: boolean;
  again: boolean;
  gone: boolean;
}

const pageSize = 200;
// Steps that another process on the same store takes are not published here: they are looked for.
const pollMs = 1_000;
const polledCalls = 200;
// Of so many calls, and of each so many, it is remembered which webhooks were repeated.
const mostRepeats = 200;

/** The hub. */
export class Hub {
  readonly #runtime: Runtime;
  readonly #watching = new Set<Watching>();
  readonly #contexts: Contexts;
  readonly #updated = new Map<string, number>();
  readonly #repeats = new Map<string, Map<string, true>>();
  readonly #stops: readonly (() => void)[];
  #poll: NodeJS.Timeout | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#contexts = new Contexts(runtime);
    this.#stops = [
      runtime.subscribe((step) => this.#step(step)),
      runtime.subscribeToRepeats((repeat) => this.#repeated(repeat)),
    ];
  }

  /** Tells of what is new, beginning with what the watcher has not seen. @returns ends it */
  watch(watcher: Watcher): () => void {
    const { after: seq } = watcher;
    const watching: Watching = { ...watcher, seq, hasBeenTold: false, pulling: false, again: false, gone: false };
    this.#watching.add(watching);
    this.#poll ??= this.#startPolling();
    const repeats = watcher.callId === undefined ? undefined : this.#repeats.get(watcher.callId);
    if (repeats !== undefined) watcher.repeated?.([...repeats.keys()]);
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
    for (const stop of this.#stops) stop();
    clearInterval(this.#poll);
    this.#watching.clear();
  }

  #startPolling(): NodeJS.Timeout {
    void this.#look(true);
    const timer = setInterval(() => void this.#look(false), pollMs);
    timer.unref();
    return timer;
  }

  #step({ record, entries }: CommittedStep): void {
    const { callId } = record;
    this.#contexts.remember(record, entries);
    this.#updated.set(callId, record.at);
    for (const watching of this.#watching) {
      watching.moved(callId, record);
      if (watching.callId === callId) this.#hand(watching, record, entries);
    }
  }

  #repeated({ callId, id }: RepeatedWebhook): void {
    const repeats = this.#repeats.get(callId) ?? new Map<string, true>();
    this.#repeats.set(callId, repeats);
    repeats.set(id, true);
    forgetBeyond(repeats, mostRepeats);
    forgetBeyond(this.#repeats, mostRepeats);
    for (const watching of this.#watching) if (watching.callId === callId) watching.repeated?.([id]);
  }

  /** Hands over what comes next for the watcher; whoever is behind, or ahead, reads. */
  #hand(watching: Watching, record: CallRecord, entries: readonly JournalEntry[]): void {
    const isNext = !watching.pulling && entries[0]?.seq === watching.seq + 1;
    if (!isNext || record.phase === 'routing') return void this.#pull(watching);
    this.#tell(watching, record, entries);
  }

  #tell(watching: Watching, record: CallRecord | undefined, entries: readonly JournalEntry[]): void {
    watching.hasBeenTold = true;
    watching.seq = entries.at(-1)?.seq ?? watching.seq;
    const call = record === undefined || record.phase === 'routing' ? undefined : record;
    const { callId = '' } = watching;
    watching.stepped({ call, entries, contextAfter: (seq) => this.#contexts.after(callId, seq) });
  }

  /** Looks for calls that other processes have moved. What there is the first time is not news. */
  async #look(isFirst: boolean): Promise<void> {
    try {
      const calls = await this.#runtime.calls({ limit: polledCalls });
      for (const { callId, updatedAt } of calls) {
        if (this.#updated.get(callId) === updatedAt) continue;
        this.#updated.set(callId, updatedAt);
        if (!isFirst) this.#movedElsewhere(callId);
      }
      forgetBeyond(this.#updated, 10 * polledCalls);
      // A call that is watched may be older than those.
      const listed = new Set(calls.map(({ callId }) => callId));
      for (const watching of this.#watching)
        if (watching.callId !== undefined && !listed.has(watching.callId)) void this.#pull(watching);
    } catch {
      // A store that cannot be read now can be later; the page shows what it has.
    }
  }

  #movedElsewhere(callId: string): void {
    for (const watching of this.#watching) {
      watching.moved(callId, undefined);
      if (watching.callId === callId) void this.#pull(watching);
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
      if (record !== undefined && record.phase !== 'routing') await this.#recall(record, entries);
      if (watching.gone) return;
      if (entries.length > 0 || !watching.hasBeenTold) this.#tell(watching, record, entries);
      if (entries.length < pageSize) return;
    }
  }

  /** A flow that does not do the same any more has no contexts to show, and everything else is shown all the same. */
  async #recall(call: CallState, entries: readonly JournalEntry[]): Promise<void> {
    try {
      await this.#contexts.recall(call, entries);
    } catch {
      // Whatever an author's code throws.
    }
  }
}
