/** What is wrong with a command's params, in words for the author. It knows Zod's issues and no command's rules. */
import type { z } from 'zod';
import { nearMiss } from './near-miss.ts';

/** One thing that is wrong. */
export interface ParamIssue {
  /** Where, from the params down, with dots: `voice_settings.type`; empty for the params as a whole. */
  readonly path: string;
  /** What, and what to do about it. */
  readonly message: string;
}

/** The issues of `error`, which the params of `command` gave. */
export function paramIssues(command: string, error: z.ZodError, params: unknown): readonly ParamIssue[] {
  const found = error.issues.flatMap((issue) => fromIssue(command, issue, [], params));
  // A rule that holds a part against a schema of its own may find what the part's schema found.
  const distinct = new Map(found.map((issue) => [`${issue.path}\n${issue.message}`, issue]));
  return [...distinct.values()];
}

function fromIssue(
  command: string,
  issue: z.core.$ZodIssue,
  prefix: readonly PropertyKey[],
  params: unknown,
): readonly ParamIssue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && !hasOwnMessage(issue)) {
    const nearest = nearestOption(issue.errors);
    if (nearest !== undefined) return nearest.flatMap((inner) => fromIssue(command, inner, path, params));
  }
  const where = path.join('.');
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path);
  if (issue.code === 'custom' && issue.params?.['sentence'] === true) {
    return [{ path: where, message: `${command}: ${issue.message}` }];
  }
  if (issue.code === 'invalid_key') {
    return [{ path: where, message: `${command}: ${issue.issues[0]?.message ?? issue.message}` }];
  }
  const subject = where === '' ? `The params object of ${command}` : `\`${where}\` of ${command}`;
  return [{ path: where, message: `${subject} ${predicate(issue, valueAt(params, path))}` }];
}

/** The schema's own message has a line per key (strict-params.ts). */
function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, path: readonly PropertyKey[]): readonly ParamIssue[] {
  const lines = issue.message.split('\n');
  return issue.keys.map((key, index) => ({ path: [...path, key].join('.'), message: lines[index] ?? issue.message }));
}

/** The option of a union that the author probably meant: the one that complains least, about the least telling. */
function nearestOption(options: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  let best: readonly z.core.$ZodIssue[] | undefined;
  let bestCost = Infinity;
  for (const issues of options) {
    const cost = issues.reduce((sum, issue) => sum + costOf(issue), 0);
    if (issues.length > 0 && cost < bestCost) [best, bestCost] = [issues, cost];
  }
  return best;
}

/** A value that is not even of the option's kind, or names another option, speaks against the option. */
function costOf(issue: z.core.$ZodIssue): number {
  if (issue.code === 'invalid_type' && issue.path.length === 0) return 100;
  if (issue.code === 'invalid_value' && issue.path.length === 1 && issue.values.length === 1) return 50;
  return issue.code === 'unrecognized_keys' ? issue.keys.length : 1;
}

/** What is said of the param that an issue is about. */
function predicate(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return 'is missing: add it.';
      if (issue.expected === 'int' && typeof value === 'number') return 'must be a whole number.';
      return `must be ${article(issue.expected)}, not ${article(kindOf(value))}.`;
    case 'invalid_value':
      return value === undefined
        ? `is missing: add ${oneOf(issue.values)}.`
        : `must be ${oneOf(issue.values)}.${suggestion(value, issue.values)}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return `must ${verb(issue.origin)} at most ${issue.maximum}${unit(issue.origin, issue.maximum)}.`;
    case 'invalid_union':
      return unionPredicate(issue, value);
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      break;
  }
  return issue.message;
}

/** Zod's own messages start with a capital letter, ours go on after the name of the param. */
function hasOwnMessage(issue: z.core.$ZodIssue): boolean {
  return issue.message.startsWith('must');
}

/** A union without a nearest option: told apart by a key that names none of them, or with a message of its own. */
function unionPredicate(issue: z.core.$ZodIssueInvalidUnion, value: unknown): string {
  if (hasOwnMessage(issue)) return issue.message;
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  if (value === undefined) return options.length === 0 ? 'is missing: add it.' : `is missing: add ${oneOf(options)}.`;
  return `must be ${oneOf(options)}.${suggestion(value, options)}`;
}

function tooSmall(issue: Extract<z.core.$ZodIssue, { code: 'too_small' }>): string {
  if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty.';
  const bound = issue.inclusive === false ? 'more than' : 'at least';
  return `must ${verb(issue.origin)} ${bound} ${issue.minimum}${unit(issue.origin, issue.minimum)}.`;
}

function verb(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'have' : 'be';
}

function unit(origin: string, count: number | bigint): string {
  if (origin === 'string') return count === 1 ? ' character' : ' characters';
  if (origin === 'array') return count === 1 ? ' entry' : ' entries';
  return '';
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? shown(values[0]) : `one of ${values.map(shown).join(', ')}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function suggestion(value: unknown, values: readonly unknown[]): string {
  if (typeof value !== 'string' || values.length === 1) return '';
  const meant = nearMiss(
    value,
    values.filter((known) => typeof known === 'string'),
  );
  return meant === undefined ? '' : ` Did you mean '${meant}'?`;
}

function article(kind: string): string {
  if (kind === 'int') return 'a whole number';
  if (kind === 'null' || kind === 'undefined') return kind;
  const name = kind === 'record' ? 'object' : kind;
  return `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function valueAt(params: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    params,
  );
}
