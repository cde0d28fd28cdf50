/**
 * A guard in the words of a chart: `digits 1`, `noinput or nomatch`. What cannot be read is called by its name.
 */
import { memberOf, namedReference, toList } from '../../flow/load/machine-reading.ts';

/** The words for a guard; undefined when there is none. */
export function guardText(guard: unknown): string | undefined {
  if (guard === undefined) return undefined;
  if (typeof guard === 'function') return functionGuard(guard);
  const reference = namedReference(guard);
  return reference === undefined ? 'condition' : named(reference.name, reference.params);
}

function named(name: string, params: unknown): string {
  if (name === 'and' || name === 'or') return joined(name, toList(params));
  if (name === 'not') return `not ${bracketed(params)}`;
  const shown = paramsText(params);
  return shown === '' ? name : `${name} ${shown}`;
}

/** XState's own `and`, `or`, `not` and `stateIn` are functions that carry what they combine. */
function functionGuard(guard: object): string {
  const guards = memberOf(guard, 'guards');
  const kind = String(memberOf(guard, 'check') === undefined ? '' : (guard as { name?: string }).name);
  if (Array.isArray(guards)) {
    const isNot = guards.length === 1;
    return isNot ? `not ${bracketed(guards[0])}` : joined(kind === 'or' ? 'or' : 'and', guards);
  }
  const name = (guard as { name?: string }).name ?? '';
  return name === '' || name === 'guard' ? 'condition' : name;
}

const joined = (word: string, guards: readonly unknown[]): string => guards.map(bracketed).join(` ${word} `);

function bracketed(guard: unknown): string {
  const text = guardText(guard) ?? '';
  return / (?:and|or) /.test(text) ? `(${text})` : text;
}

function paramsText(params: unknown): string {
  if (params === undefined) return '';
  if (typeof params === 'function') return '(computed)';
  if (Array.isArray(params)) return params.map((one) => wordOf(one)).join(', ');
  if (typeof params !== 'object' || params === null) return wordOf(params);
  return Object.entries(params)
    .map(([key, value]) => `${key} ${wordOf(value)}`)
    .join(', ');
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
