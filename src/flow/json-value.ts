/**
 * Whether a value survives JSON: a call's state and its commands are stored as JSON, so what does not would change
 * silently. It judges values, not where they come from.
 */

/** Deeper than any params or context that a person writes; also ends cycles. */
const DEEPEST = 64;

/** Where and what the first part of a value is that JSON would lose or change; undefined when there is none. */
export interface NotJson {
  /** Dotted path from the value, empty for itself. */
  readonly path: string;
  /** What is there: `a function`, `a Date`. */
  readonly what: string;
}

/** The first part of a value that JSON would lose or change. Absent and `undefined` members are the same: fine. */
export function findNotJson(value: unknown, path: readonly string[] = []): NotJson | undefined {
  const what = path.length > DEEPEST ? 'nested too deeply, or in a circle' : describe(value);
  if (what !== undefined) return { path: path.join('.'), what };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined && !Array.isArray(value)) continue;
    const found = findNotJson(member, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function describe(value: unknown): string | undefined {
  if (value === undefined) return 'undefined';
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Array.isArray(value))
    return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  return typeof value === 'object' ? describeObject(value) : `a ${typeof value}`;
}

function describeObject(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  // A plain object of another realm (a test runner's, a worker's) is as plain as ours.
  if (Object.getPrototypeOf(prototype) === null) return undefined;
  const name: unknown = (prototype as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && name !== '' ? `a ${name}` : 'an object of a class';
}
