/**
 * The digits that a flow can tell apart: what its guards compare with, what its gathers take and do not take, and
 * anything else. A representative of each is tried.
 */
import { namedReference } from '../../flow/load/machine-reading.ts';
import type { GatherRules } from '../carrier/carrier-state.ts';
import type { FlowModel } from '../model/flow-model.ts';

/** What is typed. */
export interface DigitClasses {
  /** One representative of each class that a gather with these rules can tell apart; never nothing at all. */
  readonly of: (rules: GatherRules) => readonly string[];
  /** Single keys, where no gather runs. */
  readonly single: readonly string[];
}

// More classes than this are no menu that somebody can remember; the report says when some were left out.
const mostClasses = 16;

/** Reads the classes out of a flow's guards. */
export function digitClassesOf(model: FlowModel): DigitClasses {
  const compared = new Set<string>();
  for (const { candidate } of model.ways) for (const text of textsIn(candidate.guard)) compared.add(text);
  const texts = [...compared].filter((text) => text.length <= 32);
  const cache = new Map<GatherRules, readonly string[]>();
  const of = (rules: GatherRules): readonly string[] => {
    const known = cache.get(rules);
    if (known !== undefined) return known;
    const found = classesFor(rules, texts);
    cache.set(rules, found);
    return found;
  };
  const single = texts.filter((text) => text.length === 1);
  const other = '0123456789'.split('').find((key) => !single.includes(key)) ?? '0';
  return { of, single: [...single, other].slice(0, mostClasses) };
}

function classesFor(rules: GatherRules, texts: readonly string[]): readonly string[] {
  const { valid, maximum, minimum, terminator } = rules;
  const takes = (text: string): boolean => text.split('').every((key) => valid.includes(key));
  const fitting = texts.filter((text) => text !== '' && text.length <= maximum && takes(text));
  const usual = valid.split('').filter((key) => key !== terminator);
  const length = Math.max(1, Math.min(maximum, Math.max(minimum, 1)));
  const other = usual.map((key) => key.repeat(length)).find((text) => !fitting.includes(text));
  const isWrong = (key: string): boolean => !valid.includes(key) && key !== terminator;
  // What is not valid ends the try and is told all the same: a guard may compare with it.
  const named = texts.filter((text) => isWrong(text.slice(-1)) && text.length <= maximum && takes(text.slice(0, -1)));
  const wrong = '0123456789*#'.split('').find((key) => isWrong(key));
  const all = [
    ...fitting,
    ...(other === undefined ? [] : [other]),
    ...(named.length > 0 || wrong === undefined ? named : [wrong]),
    ...(minimum > 1 && usual[0] !== undefined ? [usual[0]] : []),
    // Only the key that ends the entry.
    ...(maximum > 1 ? [terminator] : []),
  ];
  return [...new Set(all)].slice(0, mostClasses);
}

/** The digits that a guard names, however deep in `and`, `or` and `not`. */
function textsIn(guard: unknown): readonly string[] {
  const reference = namedReference(guard);
  if (reference === undefined) return [];
  const { name, params } = reference;
  if (name === 'and' || name === 'or') return Array.isArray(params) ? params.flatMap((one) => textsIn(one)) : [];
  if (name === 'not') return textsIn(params);
  if (name !== 'digits') return [];
  if (typeof params === 'string') return [params];
  if (Array.isArray(params)) return params.filter((one): one is string => typeof one === 'string');
  const { length, matches } = (params ?? {}) as { readonly length?: unknown; readonly matches?: unknown };
  if (typeof length === 'number' && length > 0 && length <= 32) return ['1'.repeat(length)];
  return typeof matches === 'string' ? matching(matches) : [];
}

/** Something that a regular expression takes: tried, not computed. */
function matching(source: string): readonly string[] {
  try {
    const whole = new RegExp(`^(?:${source})$`);
    const keys = '1234567890*#'.split('');
    const tries = Array.from({ length: 16 }, (_, at) => keys.map((key) => key.repeat(at + 1))).flat();
    return tries.filter((text) => whole.test(text)).slice(0, 2);
  } catch {
    return [];
  }
}
