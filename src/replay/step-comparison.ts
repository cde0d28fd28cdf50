/**
 * Compares two executions of one step, and says where they differ first. It knows no flow.
 */
import type { JournalEntry } from '../engine/journal.ts';
import { MASKED_SECRET } from './secrets.ts';

/** Where two executions of a step differ first. */
export interface StepDifference {
  /** Such as `to`, `effects[0].params.payload`, `context`. */
  readonly path: string;
  readonly recorded: unknown;
  readonly made: unknown;
}

/** Whether a step did what was recorded, to the byte. */
export function isSameStep(recorded: JournalEntry, made: JournalEntry): boolean {
  return differenceOf(recorded, made) === undefined;
}

/** The first difference; undefined when there is none. */
export function differenceOf(recorded: JournalEntry, made: JournalEntry): StepDifference | undefined {
  const [was, is] = [comparable(recorded), comparable(made)];
  // Nearly always they are the same, and that is quickly seen.
  if (JSON.stringify(was) === JSON.stringify(is)) return undefined;
  return firstDifference(was, JSON.parse(JSON.stringify(is)) as unknown, '');
}

/** The first difference of two JSON values. A secret that was masked may have been anything. */
export function firstDifference(recorded: unknown, made: unknown, path: string): StepDifference | undefined {
  if (recorded === MASKED_SECRET || Object.is(recorded, made)) return undefined;
  if (typeof recorded !== 'object' || typeof made !== 'object' || recorded === null || made === null)
    return { path, recorded, made };
  const isList = Array.isArray(recorded);
  if (isList !== Array.isArray(made)) return { path, recorded, made };
  const [was, is] = [recorded as Record<string, unknown>, made as Record<string, unknown>];
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  for (const key of keys) {
    const inner = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = firstDifference(was[key], is[key], inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** In the order in which a difference is worth telling: what the flow did before what the engine noted. */
function comparable({ outcome, from, to, events, effects, context, input, note }: JournalEntry): unknown {
  return { from, to, outcome, events, effects, context, input, note: headOf(note) };
}

/** A stack holds paths of the machine that it was made on; its first line is the message. */
const headOf = (note: string | undefined): string | undefined => note?.split('\n', 1)[0];
