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
  if (isSameJson(was, is)) return undefined;
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

/**
 * Whether two values are certainly the same JSON. What was taken over from the record is the very same object, and need
 * not be looked into; what is no plain object is left to those who look closely.
 */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one))
    return (
      Array.isArray(other) && one.length === other.length && one.every((each, place) => isSameJson(each, other[place]))
    );
  if (!isPlain(one) || !isPlain(other)) return false;
  for (const key in one) if (!isSameJson(one[key], other[key])) return false;
  for (const key in other) if (other[key] !== undefined && one[key] === undefined) return false;
  return true;
}

const isPlain = (value: object): value is Record<string, unknown> =>
  Object.getPrototypeOf(value) === Object.prototype && !('toJSON' in value);

/** In the order in which a difference is worth telling: what the flow did before what the engine noted. */
function comparable({ outcome, from, to, events, effects, context, input, note }: JournalEntry): unknown {
  return { from, to, outcome, events, effects, context, input, note: headOf(note) };
}

/** A stack holds paths of the machine that it was made on; its first line is the message. */
const headOf = (note: string | undefined): string | undefined => note?.split('\n', 1)[0];
