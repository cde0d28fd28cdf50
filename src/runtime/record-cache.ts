/**
 * Records of calls in memory, the least recently used dropped first. A record in here is what the store holds, or what
 * the commit under way will make it hold; whatever fails to be written is forgotten. In a store that several processes
 * share it may be what the store held a moment ago: before anything is decided on, what has changed is read in.
 */
import type { Sharing } from '../stores/sharing.ts';
import type { CallRecord, Store } from '../stores/store.ts';

/** The cache. */
export class RecordCache {
  readonly #store: Store;
  readonly #capacity: number;
  readonly #records = new Map<string, CallRecord>();

  constructor(store: Store, capacity: number) {
    this.#store = store;
    this.#capacity = capacity;
  }

  /** The record as last known here, without asking the store. */
  peek(callId: string): CallRecord | undefined {
    return this.#records.get(callId);
  }

  /** Reads in from the store what of these is not here. */
  async readIn(callIds: Iterable<string>): Promise<void> {
    const { sharing } = this.#store;
    if (sharing !== undefined) return this.#readNewer(callIds, sharing);
    const absent = [...new Set(callIds)].filter((id) => !this.#records.has(id));
    if (absent.length === 0) return;
    for (const [callId, record] of await this.#store.load(absent)) this.#records.set(callId, record);
  }

  async #readNewer(callIds: Iterable<string>, sharing: Sharing): Promise<void> {
    const known = new Map([...callIds].map((callId) => [callId, this.#records.get(callId)?.step ?? 0]));
    if (known.size === 0) return;
    for (const record of (await sharing.newer(known)).values()) this.set(record);
  }

  set(record: CallRecord): void {
    this.#records.delete(record.callId);
    this.#records.set(record.callId, record);
  }

  forget(callId: string): void {
    this.#records.delete(callId);
  }

  /** Called when no commit is under way: the least recently used beyond the capacity go. */
  trim(): void {
    for (const callId of this.#records.keys()) {
      if (this.#records.size <= this.#capacity) return;
      this.#records.delete(callId);
    }
  }
}
