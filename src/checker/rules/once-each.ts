/**
 * A rule that looks at every way finds the same thing on several of them: it is told once.
 */
import type { Found } from '../finding.ts';

/** The findings without repeats. */
export function onceEach(found: readonly Found[]): readonly Found[] {
  return [...new Map(found.map((one) => [`${one.state} ${one.message}`, one] as const)).values()];
}
