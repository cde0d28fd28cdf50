/**
 * Makes one ladder of what the runtime commits and what people do at the simulated phones. Keys that somebody presses
 * while a private gather runs are not shown.
 */
import type { CallState } from '../engine/call-state.ts';
import { isPrivate } from '../engine/leg.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CommittedStep } from '../runtime/subscribers.ts';
import type { LadderEntry } from '../simulator/ladder.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { type Rung, rungsOf } from '../replay/rung.ts';

/** What a feed takes and gives. */
export interface LadderFeedParts {
  readonly runtime: Runtime;
  readonly simulator: Simulator;
  readonly show: (rung: Rung) => void;
}

/** Feeds a ladder until it is closed. */
export class LadderFeed {
  readonly #show: (rung: Rung) => void;
  readonly #calls = new Map<string, CallState>();
  readonly #stop: readonly (() => void)[];
  readonly #failures: string[] = [];

  constructor({ runtime, simulator, show }: LadderFeedParts) {
    this.#show = show;
    this.#stop = [runtime.subscribe((step) => this.#step(step)), simulator.watch((entry) => this.#party(entry))];
  }

  /** Why flows failed so far: each brought the fallback. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** The call's legs as the runtime knows them, by `call_control_id`. */
  roleOf(callControlId: string | undefined): string | undefined {
    return this.#legOf(callControlId)?.leg.id.replace(/#1$/, '');
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #step({ record, entries }: CommittedStep): void {
    if (record.phase === 'routing') return;
    this.#calls.set(record.callId, record);
    for (const entry of entries) {
      for (const effect of entry.effects) {
        if (effect.type === 'phase' && effect.to === 'fallback') this.#failures.push(effect.why);
      }
      for (const rung of rungsOf(entry, record)) this.#show(rung);
    }
  }

  #party(entry: LadderEntry): void {
    if (entry.direction !== 'party') return;
    const found = this.#legOf(entry.callControlId);
    const role = this.roleOf(entry.callControlId);
    const begins = entry.name === 'calls';
    const isHidden = found !== undefined && isPrivate(found.leg, entry.at) && telling.has(entry.name);
    this.#show({
      at: entry.at,
      callId: found?.callId,
      kind: 'party',
      name: `${role ?? (begins ? 'somebody' : 'a phone')} ${entry.name}`,
      detail: isHidden ? '(private)' : entry.detail,
      ...(begins && { beginsCall: true }),
    });
  }

  #legOf(
    callControlId: string | undefined,
  ): { readonly callId: string; readonly leg: CallState['legs'][number] } | undefined {
    if (callControlId === undefined) return undefined;
    for (const { callId, legs } of this.#calls.values()) {
      const leg = legs.find((one) => one.callControlId === callControlId);
      if (leg !== undefined) return { callId, leg };
    }
    return undefined;
  }
}

// What a party does that says something about what it keyed or said.
const telling = new Set(['presses', 'says', 'tells']);
