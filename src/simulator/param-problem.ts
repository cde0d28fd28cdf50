/**
 * Broken params, in the codes that Telnyx has for them. It asks the command's own schema, and knows no leg.
 * Source: Telnyx docs, API error codes.
 */
import type { z } from 'zod';
import { commands, type CommandName } from '../telnyx/commands/index.ts';
import { type Problem, problem, type ProblemName } from './problem.ts';

/** Codes for one param, whatever is wrong with its value. */
const paramCodes: Readonly<Record<string, string>> = {
  format: '90000',
  channels: '90001',
  terminating_digit: '90007',
  valid_digits: '90008',
  loop: '90009',
  payload: '90010',
  payload_type: '90011',
  language: '90013',
  digits: '90014',
  stop: '90016',
  client_state: '90017',
  target_leg_client_state: '90017',
  minimum_digits: '90022',
  maximum_digits: '90023',
  maximum_tries: '90024',
  timeout_millis: '90025',
  inter_digit_timeout_millis: '90026',
  duration_millis: '90027',
  timeout_secs: '90028',
  time_limit_secs: '90029',
  service_level: '90030',
  record_timeout_secs: '90049',
  initial_timeout_millis: '90056',
  webhook_urls: '90057',
  recording_track: '90059',
};

/** Params that passed, or the first thing that is wrong with them. `unknown` keys are dropped when they are ignored. */
export type CheckedParams =
  { readonly ok: true; readonly params: Record<string, unknown> } | { readonly ok: false; readonly problem: Problem };

/** Holds params against the command's schema. */
export function checkParams(
  name: CommandName,
  body: Record<string, unknown>,
  unknown: 'refused' | 'ignored',
): CheckedParams {
  const schema: z.ZodType = commands[name].params;
  const first = schema.safeParse(body);
  if (first.success) return { ok: true, params: first.data as Record<string, unknown> };
  const strangers = first.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  if (unknown === 'ignored' && strangers.length > 0) {
    const known = Object.fromEntries(Object.entries(body).filter(([key]) => !strangers.includes(key)));
    return checkParams(name, known, 'refused');
  }
  const [issue] = first.error.issues;
  return { ok: false, problem: issue ? problemOf(issue, body) : problem('badRequest') };
}

function problemOf(issue: z.core.$ZodIssue, body: Record<string, unknown>): Problem {
  const pointer = `/${issue.path.map(String).join('/')}`;
  const detail = issue.message;
  if (issue.code === 'unrecognized_keys')
    return problem('badRequest', { pointer: `${pointer}${issue.keys[0] ?? ''}`, detail });
  if (issue.path.length > 0 && valueAt(body, issue.path) === undefined)
    return problem('missingParam', { pointer, detail });
  const code = paramCodes[String(issue.path[0])];
  const named = problem(problemsByKind[issue.code]);
  return code === undefined
    ? { ...named, pointer, detail }
    : { ...named, code, title: `Invalid value for ${String(issue.path[0])}`, pointer, detail };
}

/** Without a code of the param's own. */
const problemsByKind: Readonly<Record<z.core.$ZodIssue['code'], ProblemName>> = {
  invalid_type: 'wrongType',
  too_big: 'outOfRange',
  too_small: 'outOfRange',
  not_multiple_of: 'outOfRange',
  invalid_value: 'invalidEnum',
  invalid_union: 'invalidEnum',
  invalid_key: 'invalidEnum',
  invalid_element: 'invalidEnum',
  invalid_format: 'badRequest',
  custom: 'badRequest',
  unrecognized_keys: 'badRequest',
};

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    body,
  );
}
