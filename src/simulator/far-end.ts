/**
 * The far ends that are dialled: who picks up, after how long, or why nobody does. Rules say it, by number or by
 * function; the newest rule that fits decides. It knows no leg.
 */
import type { AnsweredBy } from './detection.ts';

/** A call that reaches a far end. */
export interface DialledCall {
  readonly to: string;
  readonly from: string;
  readonly by: 'dial' | 'transfer' | 'refer';
}

/**
 * What a far end does. `no answer` rings until the time is up, or until somebody answers by hand
 * (`simulator.party(...).answer()`). `forbidden` fails the dial itself, with HTTP 403.
 */
export type FarEnd =
  | {
      readonly does: 'answer';
      readonly afterMs?: number;
      /** What answering machine detection makes of it. Default `human`. */
      readonly verdict?: AnsweredBy['verdict'];
      readonly hangsUpAfterMs?: number;
    }
  | {
      readonly does: 'voicemail';
      readonly afterMs?: number;
      readonly greetingMs?: number;
      /** Whether it beeps after its greeting. Default true. */
      readonly beep?: boolean;
      readonly hangsUpAfterMs?: number;
    }
  | { readonly does: 'busy' | 'decline' | 'unavailable' | 'invalid number'; readonly afterMs?: number }
  | { readonly does: 'no answer' }
  | { readonly does: 'forbidden'; readonly code?: 'D1' | 'D17' | 'D60' };

/** A far end, or its short name. */
export type FarEndLike = FarEnd | FarEnd['does'];

/** Which calls a rule is for: a number or URI, a pattern, or a function. */
export type DialMatch = string | RegExp | ((call: DialledCall) => boolean);

/** Decides about a call, or leaves it to older rules. */
export type DialListener = (call: DialledCall) => FarEndLike | undefined;

/** The rules of one simulation. */
export class FarEnds {
  #rules: DialListener[] = [];

  /** Adds a listener that is asked before all older ones; the answer takes it back. */
  listen(listener: DialListener): () => void {
    this.#rules.unshift(listener);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== listener);
    };
  }

  /** Adds a rule; of several far ends the first takes the first call, the last all that follow. */
  rule(match: DialMatch, farEnds: FarEndLike | readonly FarEndLike[]): () => void {
    const line: readonly FarEndLike[] = isList(farEnds) ? farEnds : [farEnds];
    let calls = 0;
    return this.listen((call) => {
      if (!fits(match, call)) return undefined;
      calls += 1;
      return line[Math.min(calls, line.length) - 1];
    });
  }

  /** What the far end of that call does; by default it answers after a while. Rules with several count it. */
  decide(call: DialledCall): FarEnd {
    for (const rule of this.#rules) {
      const farEnd = rule(call);
      if (farEnd !== undefined) return typeof farEnd === 'string' ? { does: farEnd } : farEnd;
    }
    return { does: 'answer' };
  }
}

function isList(farEnds: FarEndLike | readonly FarEndLike[]): farEnds is readonly FarEndLike[] {
  return Array.isArray(farEnds);
}

function fits(match: DialMatch, call: DialledCall): boolean {
  if (typeof match === 'function') return match(call);
  return typeof match === 'string' ? match === call.to : match.test(call.to);
}
