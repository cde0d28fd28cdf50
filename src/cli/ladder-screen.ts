/**
 * Prints a ladder as it grows: times count from each call's beginning, and calls are told apart when there are several.
 */
import type { Paint } from './paint.ts';
import { printRung } from './print-rung.ts';
import type { Rung } from '../replay/rung.ts';

interface ShownCall {
  /** From 1. */
  readonly number: number;
  readonly startedAt: number;
}

/** A growing ladder. */
export class LadderScreen {
  readonly #print: (text: string) => void;
  readonly #paint: Paint;
  readonly #everything: boolean;
  readonly #calls = new Map<string, ShownCall>();
  #newest: ShownCall | undefined;
  /** When somebody last picked up a phone to call: the call itself is known a moment later. */
  #dialledAt: number | undefined;

  /** @param everything whether minor rungs are shown too */
  constructor(print: (text: string) => void, paint: Paint, everything: boolean) {
    this.#print = print;
    this.#paint = paint;
    this.#everything = everything;
  }

  show(rung: Rung): void {
    if (rung.minor === true && !this.#everything) return;
    const call = rung.callId === undefined ? undefined : this.#callOf(rung.callId, rung.at);
    if (rung.beginsCall === true) this.#dialledAt = rung.at;
    const startedAt = call?.startedAt ?? this.#dialledAt ?? this.#newest?.startedAt ?? rung.at;
    const isOld = call !== undefined && call !== this.#newest;
    this.#print(printRung(rung, startedAt, this.#paint, isOld ? call.number : undefined));
  }

  #callOf(callId: string, at: number): ShownCall {
    const known = this.#calls.get(callId);
    if (known !== undefined) return known;
    const call = { number: this.#calls.size + 1, startedAt: this.#dialledAt ?? at };
    this.#dialledAt = undefined;
    this.#calls.set(callId, call);
    this.#newest = call;
    return call;
  }
}
