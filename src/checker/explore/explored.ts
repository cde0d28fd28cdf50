/**
 * What an exploration is made of and what comes of it, as data: moments that were reached, how, and what was found there.
 */
import type { Variants } from '../../simulator/variants.ts';
import type { Coverage } from './coverage.ts';
import type { Move } from './moves.ts';
import type { StartTimes } from './start-times.ts';
import type { CommandFault } from './transition.ts';
import type { Limits, Violation } from './violation.ts';
import type { Fault, World } from './world.ts';

/** Bounds of an exploration. */
export interface Bounds {
  /** How many moments are explored at most. */
  readonly mostStates: number;
  /** How many things that happen one after the other are followed at most. */
  readonly deepest: number;
  readonly limits: Limits;
  /** Whether what is found is enough, and nothing more is looked for. */
  readonly isEnough?: ((found: FoundViolation) => boolean) | undefined;
}

/** A moment that was reached, and how. */
export interface Node {
  readonly index: number;
  /** Of a first moment: when the call begins, milliseconds since the Unix epoch. */
  readonly startsAtMs: number | undefined;
  readonly parent: Node | undefined;
  readonly move: Move | undefined;
  readonly commandFault: CommandFault | undefined;
  /** The webhook that goes wrong, by its id. */
  readonly webhookFault: { readonly id: string; readonly kind: 'lost' | 'late' } | undefined;
  /** The undocumented behaviour that differs from here on. */
  readonly flip: VariantFlip | undefined;
  readonly depth: number;
  /** How many things people have done on the way; where something goes wrong, since then. */
  readonly acts: number;
  /** Gone once it has been explored: the way there makes it again. */
  world: World | undefined;
  /** Everything that can happen next was tried, with nothing going wrong. */
  isExpanded?: true;
  /** Where time alone leads. */
  next: number | undefined;
  /** Whether somebody or something holds a leg: then people end the call. */
  readonly isHeld: boolean;
  readonly state: string;
  readonly isOver: boolean;
}

/** An undocumented behaviour other than the default. */
export interface VariantFlip {
  readonly number: string;
  readonly name: keyof Variants;
  readonly value: string | boolean;
}

/** Something that was found, with the way there. */
export interface FoundViolation {
  readonly violation: Violation;
  readonly node: Node;
  readonly variant: VariantFlip | undefined;
  readonly fault: Fault | undefined;
}

/** What an exploration went through. */
export interface Explored {
  readonly found: readonly FoundViolation[];
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Moments that were reached and not gone on from, because a bound was met. */
  readonly unexplored: number;
  /** What was found was enough. */
  readonly isCutShort: boolean;
  /** The undocumented behaviours that the flow comes to meet, and what was found under each. */
  readonly variants: readonly { readonly flip: VariantFlip; readonly holds: boolean }[];
  readonly widened: readonly string[];
  /** When calls begin. */
  readonly starts: StartTimes;
  readonly coverage: Coverage;
}

/** A step from one moment to the next, and what is different on it. */
export interface Step {
  readonly startsAtMs?: number;
  readonly move: Move | undefined;
  readonly commandFault?: CommandFault;
  readonly webhookFault?: Node['webhookFault'];
  readonly flip?: VariantFlip;
}
