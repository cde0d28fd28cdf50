/**
 * The differences of many calls, counted: so many the same, so many with each difference, and which calls those are. It
 * runs nothing.
 */
import type { CallDifference, CallDifferenceKind } from './call-difference.ts';

/** Calls with the same difference. */
export interface DifferenceGroup {
  readonly kind: CallDifferenceKind;
  readonly text: string;
  readonly callIds: readonly string[];
}

/** Counts differences, call by call. */
export class DifferenceGroups {
  readonly #groups = new Map<string, { kind: CallDifferenceKind; text: string; callIds: string[] }>();
  #same = 0;
  #different = 0;

  add(callId: string, differences: readonly Pick<CallDifference, 'kind' | 'text'>[]): void {
    if (differences.length === 0) this.#same += 1;
    else this.#different += 1;
    for (const { kind, text } of differences) {
      const group = this.#groups.get(text) ?? { kind, text, callIds: [] };
      group.callIds.push(callId);
      this.#groups.set(text, group);
    }
  }

  /** Calls without a difference. */
  get same(): number {
    return this.#same;
  }

  /** Calls with one or more. */
  get different(): number {
    return this.#different;
  }

  /** The most frequent first. A call with several differences is in several groups. */
  get groups(): readonly DifferenceGroup[] {
    return [...this.#groups.values()].sort(
      (one, other) => other.callIds.length - one.callIds.length || (one.text < other.text ? -1 : 1),
    );
  }
}
