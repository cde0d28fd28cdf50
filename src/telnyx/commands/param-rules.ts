/**
 * The rules that hold between params of one command: what excludes what, what needs what. A rule is a plain function;
 * it knows only the names that it was given.
 */
import type { z } from 'zod';

/** What a rule found: the param to blame and the sentence that says why and what to do. */
export interface Breach {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Marks an issue whose message is a whole sentence, against those that go on after the name of a param. */
export const wholeSentence = { sentence: true } as const;

/** Looks at params that are well formed one by one; answers the breaches, or issues of a schema of its own. */
export type ParamRule<Params> = (params: Params) => readonly (Breach | z.core.$ZodIssue)[];

/** Params named by `Name`, of any value. */
export type Named<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

type RawIssue = Parameters<z.core.$RefinementCtx['addIssue']>[0];

/** What params have to look like for each of `Rules` to read them. */
type ParamsOf<Rules extends readonly ParamRule<never>[]> =
  Rules[number] extends ParamRule<infer Params> ? Params : never;

/** Turns rules into one check for `schema.superRefine`. */
export function rules<const Rules extends readonly ParamRule<never>[]>(
  ...list: Rules
): (params: ParamsOf<Rules>, context: z.core.$RefinementCtx) => void {
  return (params, context) => {
    for (const rule of list) {
      for (const found of (rule as ParamRule<ParamsOf<Rules>>)(params)) {
        const issue = 'code' in found ? found : { ...found, code: 'custom' as const, params: wholeSentence };
        context.addIssue({ ...issue, path: [...issue.path], input: params } as RawIssue);
      }
    }
  };
}

/** At most one of `names`. */
export function mutuallyExclusive<Name extends string>(...names: readonly Name[]): ParamRule<Named<Name>> {
  return (params) => {
    const given = names.filter((name) => params[name] !== undefined);
    return given.length < 2 ? [] : [breach(given[1], `${list(given)} exclude each other: keep one of them.`)];
  };
}

/** At least one of `names`. */
export function atLeastOneOf<Name extends string>(...names: readonly Name[]): ParamRule<Named<Name>> {
  return (params) =>
    names.some((name) => params[name] !== undefined)
      ? []
      : [breach(names[0], `one of ${list(names)} is needed: add it.`)];
}

/** Exactly one of `names`. */
export function exactlyOneOf<Name extends string>(...names: readonly Name[]): ParamRule<Named<Name>> {
  const [some, single] = [atLeastOneOf(...names), mutuallyExclusive(...names)];
  return (params) => [...some(params), ...single(params)];
}

/** All of `names` or none. */
export function requiredTogether<Name extends string>(...names: readonly Name[]): ParamRule<Named<Name>> {
  return (params) => {
    const missing = names.filter((name) => params[name] === undefined);
    const together = missing.length === 0 || missing.length === names.length;
    return together ? [] : [breach(missing[0], `${list(names)} go together: add ${list(missing)}.`)];
  };
}

/** Each of `names` needs `needed`; with a `value`, exactly that value. */
export function requires<Name extends string, Needed extends string>(
  names: readonly Name[],
  needed: Needed,
  value?: string | boolean,
): ParamRule<Named<Name | Needed>> {
  const wanted = value === undefined ? `\`${needed}\`` : `\`${needed}: ${JSON.stringify(value)}\``;
  return (params) => {
    const met = value === undefined ? params[needed] !== undefined : params[needed] === value;
    if (met) return [];
    return names
      .filter((name) => params[name] !== undefined)
      .map((name) => breach(name, `\`${name}\` needs ${wanted}: add it, or leave \`${name}\` out.`));
  };
}

/** A breach of the param `name`. */
export function breach(name: string | undefined, message: string): Breach {
  return { path: name === undefined ? [] : [name], message };
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
