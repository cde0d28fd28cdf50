/**
 * Asks Telnyx whether legs live: those of which the engine wants to know, and, before anything else is done with a call
 * that another process left, those that have not been heard of for a while.
 */
import type { Carrier } from '../carrier/carrier.ts';
import type { Clock } from '../clock/clock.ts';
import type { CallState } from '../engine/call-state.ts';
import { isLive, type Leg } from '../engine/leg.ts';
import type { CallWriter } from './call-writer.ts';
import type { Log } from './log.ts';
import type { RuntimeLimits } from './runtime-options.ts';
import { Turnstile } from './turnstile.ts';
import { Work } from './work.ts';

// A leg that was heard of this recently is taken to live: a quick restart asks nothing.
const recentMs = 10_000;
// After a restart every leg is asked after; Telnyx limits the rate of requests.
const questionsAtOnce = 20;

/** Asks after legs. */
export class Reconciler {
  readonly #writer: CallWriter;
  readonly #carrier: Carrier;
  readonly #clock: Clock;
  readonly #work: Work;
  readonly #atOnce = new Turnstile(questionsAtOnce);

  constructor(parts: {
    readonly writer: CallWriter;
    readonly carrier: Carrier;
    readonly clock: Clock;
    readonly limits: RuntimeLimits;
    readonly log: Log;
    readonly mayAct: () => boolean;
  }) {
    this.#writer = parts.writer;
    this.#carrier = parts.carrier;
    this.#clock = parts.clock;
    this.#work = new Work(parts);
  }

  /** Asks after the legs that a step wants to know of. */
  look(state: CallState): void {
    for (const leg of state.legs) {
      if (leg.checking === true) void this.#work.run(nameOf(state, leg), () => this.#ask(state, leg));
    }
  }

  /** Asks after every leg that has not been heard of lately. Never rejects. */
  async resume(state: CallState): Promise<void> {
    const now = this.#clock.now();
    const legs = state.legs.filter((leg) => isLive(leg) && leg.callControlId !== undefined);
    // A clock that was set back meanwhile has seen legs in the future: how long ago that was, nobody knows.
    const silent = legs.filter((leg) => leg.checking === true || Math.abs(now - leg.seenAt) > recentMs);
    await Promise.all(silent.map((leg) => this.#work.run(nameOf(state, leg), () => this.#ask(state, leg))));
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #ask({ callId, account }: CallState, leg: Leg): Promise<void> {
    const { callControlId } = leg;
    if (callControlId === undefined) return;
    const { alive } = await this.#atOnce.run(() => this.#carrier.status(callControlId, account));
    await this.#work.persist(callId, () =>
      this.#writer.apply(callId, (at) => ({ type: 'status', at, legId: leg.id, alive })),
    );
  }
}

const nameOf = (state: CallState, leg: Leg): string => `${state.callId}/${leg.id}`;
