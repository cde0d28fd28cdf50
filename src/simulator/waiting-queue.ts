/**
 * Queues in which legs wait: first in, first out; a leg that waits too long is parked, in silence, and nobody moves it.
 * They know nothing of how a waiting leg is bridged. Source: Telnyx docs, Queueing calls; Telnyx OpenAPI, queues.
 */
import type { Leg } from './leg.ts';
import type { Cancel } from './line.ts';
import { type Problem, problem } from './problem.ts';
import { drawMs } from './timing.ts';

/** Born from an enqueue a queue takes so many (Telnyx OpenAPI: queues). */
const defaultMaxSize = 100;

/** Why a leg left its queue (Telnyx OpenAPI: call.dequeued). */
export type DequeueReason = 'bridged' | 'bridging-in-process' | 'hangup' | 'leave' | 'timeout';

/** A leg in a queue. `keep_after_hangup` lets it stay when the leg is dead, so that somebody can call back. */
export interface Waiting {
  readonly leg: Leg;
  readonly since: number;
  readonly keepsAfterHangup: boolean;
  readonly cancelTimeout: Cancel;
}

interface WaitingQueue {
  readonly name: string;
  readonly maxSize: number;
  entries: Waiting[];
}

/** All queues of a simulation. */
export class WaitingQueues {
  readonly #queues = new Map<string, WaitingQueue>();

  /** Telnyx OpenAPI: enqueue. */
  enqueue(
    leg: Leg,
    wanted: { name: string; maxSize?: number; maxWaitSecs?: number; keepsAfterHangup: boolean },
  ): Problem | undefined {
    if (this.queueOf(leg)) return problem('alreadyQueued');
    let queue = this.#queues.get(wanted.name);
    if (queue && wanted.maxSize !== undefined && wanted.maxSize !== queue.maxSize) return problem('queueSizeFixed');
    queue ??= { name: wanted.name, maxSize: wanted.maxSize ?? defaultMaxSize, entries: [] };
    if (queue.entries.length >= queue.maxSize) return problem('queueFull');
    this.#queues.set(wanted.name, queue);
    const cancelTimeout =
      wanted.maxWaitSecs === undefined
        ? (): void => {}
        : leg.after(wanted.maxWaitSecs * 1_000, () => this.leave(leg, 'timeout'));
    const { keepsAfterHangup } = wanted;
    queue.entries.push({ leg, since: leg.now(), keepsAfterHangup, cancelTimeout });
    leg.attach({ kind: 'queued', queue: wanted.name, music: leg.variants.queuedLegHearsMusic });
    leg.whenEnded(() => this.#legEnded(leg));
    const payload = {
      current_position: queue.entries.length,
      queue: wanted.name,
      queue_avg_wait_time_secs: averageWaitSecs(queue.entries, leg.now()),
    };
    leg.emitLater(drawMs(leg.random, leg.timing.enqueue), 'call.enqueued', payload);
    return undefined;
  }

  /** Takes a leg out of its queue and parks it; answers whether it was in one. */
  leave(leg: Leg, reason: DequeueReason): boolean {
    const queue = this.queueOf(leg);
    const entry = queue?.entries.find((each) => each.leg === leg);
    if (!queue || !entry) return false;
    const position = queue.entries.indexOf(entry) + 1;
    queue.entries = queue.entries.filter((each) => each !== entry);
    entry.cancelTimeout();
    if (leg.alive && leg.attachment.kind === 'queued') leg.attach({ kind: 'none' });
    this.#announce(leg, queue, position, reason, entry.since);
    return true;
  }

  /** The head of a queue, which is removed whatever becomes of it (Telnyx docs: Queueing calls). */
  takeHead(name: string): Waiting | undefined {
    const head = this.#queues.get(name)?.entries[0];
    if (!head) return undefined;
    const queue = this.#queues.get(name);
    if (head.leg.alive) this.leave(head.leg, 'bridged');
    else if (queue) queue.entries = queue.entries.slice(1);
    return head;
  }

  entries(name: string): readonly Waiting[] | undefined {
    return this.#queues.get(name)?.entries;
  }

  maxSize(name: string): number | undefined {
    return this.#queues.get(name)?.maxSize;
  }

  queueOf(leg: Leg): WaitingQueue | undefined {
    for (const queue of this.#queues.values()) if (queue.entries.some((each) => each.leg === leg)) return queue;
    return undefined;
  }

  #legEnded(leg: Leg): void {
    const queue = this.queueOf(leg);
    const entry = queue?.entries.find((each) => each.leg === leg);
    if (!queue || !entry) return;
    const position = queue.entries.indexOf(entry) + 1;
    entry.cancelTimeout();
    if (!entry.keepsAfterHangup) queue.entries = queue.entries.filter((each) => each !== entry);
    this.#announce(leg, queue, position, 'hangup', entry.since);
  }

  #announce(leg: Leg, queue: WaitingQueue, position: number, reason: DequeueReason, since: number): void {
    const delayMs = drawMs(leg.random, reason === 'hangup' ? leg.timing.endings : leg.timing.dequeue);
    leg.emitLater(delayMs, 'call.dequeued', {
      queue: queue.name,
      queue_position: position,
      reason,
      wait_time_secs: Math.round((leg.now() - since) / 1_000),
    });
  }
}

/** The average time that those in the queue have waited so far, in whole seconds. */
export function averageWaitSecs(entries: readonly Waiting[], now: number): number {
  if (entries.length === 0) return 0;
  const sumMs = entries.reduce((sum, entry) => sum + (now - entry.since), 0);
  return Math.round(sumMs / entries.length / 1_000);
}
