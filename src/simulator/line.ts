/**
 * What an activity (a media queue, a gather, a recording …) sees of the leg it runs on: time, chance, and a way to send
 * webhooks. It does not know other legs, and not what else runs on this one.
 */
import type { Random } from './random.ts';
import type { Timing } from './timing.ts';
import type { Variants } from './variants.ts';

/** Takes back something that was scheduled. */
export type Cancel = () => void;

/** The leg, as its activities see it. */
export interface Line {
  readonly timing: Timing;
  readonly variants: Variants;
  readonly random: Random;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs `run` in `delayMs`, unless the leg ends before. */
  after(delayMs: number, run: () => void): Cancel;
  /** Sends a webhook of this leg; what every payload of the leg has is added. */
  emit(eventType: string, payload?: Readonly<Record<string, unknown>>): void;
  /** Sends a webhook in `delayMs`, also when the leg has ended by then. */
  emitLater(delayMs: number, eventType: string, payload?: Readonly<Record<string, unknown>>): void;
  /** To be called whenever the party may hear something else than before. */
  soundChanged(): void;
}
