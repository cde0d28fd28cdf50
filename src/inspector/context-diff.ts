/**
 * How one context differs from the one before: a line for each value that changed. It knows JSON and nothing of calls.
 */
import type { ContextChange } from './wire.ts';

// A step that changes more than that is better read as a whole.
const mostChanges = 200;

/** The changes, in the order of the keys. */
export function contextDiff(before: unknown, after: unknown): readonly ContextChange[] {
  const changes: ContextChange[] = [];
  collect(before, after, '', changes);
  return changes.slice(0, mostChanges);
}

function collect(before: unknown, after: unknown, path: string, into: ContextChange[]): void {
  if (before === after || into.length > mostChanges) return;
  if (isRecord(before) && isRecord(after) && Array.isArray(before) === Array.isArray(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      collect(before[key], after[key], path === '' ? key : `${path}.${key}`, into);
    return;
  }
  into.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
