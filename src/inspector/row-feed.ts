/**
 * Tells a page which calls of its list have moved: each as it is by then, so many at a time, so that a thousand calls that
 * move at once cost the calls nothing and drown no page.
 */
import type { Runtime } from '../runtime/runtime.ts';
import type { CallRecord } from '../stores/store.ts';
import { callRow } from './call-view.ts';
import type { EventStream } from './event-stream.ts';
import type { CallRow } from './wire.ts';

const pauseMs = 100;
const mostRows = 100;

/** The rows on their way to one page. */
export class RowFeed {
  readonly #runtime: Runtime;
  readonly #stream: EventStream;
  readonly #moved = new Map<string, CallRecord | undefined>();
  #timer: NodeJS.Timeout | undefined;

  constructor(runtime: Runtime, stream: EventStream) {
    this.#runtime = runtime;
    this.#stream = stream;
    stream.onEnd(() => clearTimeout(this.#timer));
  }

  /** A call has moved; without its record it is read when its turn comes. */
  moved(callId: string, record: CallRecord | undefined): void {
    this.#moved.set(callId, record);
    this.#timer ??= setTimeout(() => void this.#send(), pauseMs);
  }

  async #send(): Promise<void> {
    const next = [...this.#moved].slice(0, mostRows);
    for (const [callId] of next) this.#moved.delete(callId);
    const rows: CallRow[] = [];
    for (const [callId, known] of next) {
      const record = known ?? (await this.#runtime.call(callId).catch(() => undefined));
      if (record !== undefined && record.phase !== 'routing') rows.push(callRow(record));
    }
    if (!this.#stream.isOpen) return;
    if (rows.length > 0) this.#stream.send('calls', rows);
    this.#timer = this.#moved.size === 0 ? undefined : setTimeout(() => void this.#send(), pauseMs);
  }
}
