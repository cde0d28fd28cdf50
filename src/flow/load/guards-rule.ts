/**
 * Rule: every guard that is named exists, and Callchart's own guards have params that mean something. Inline functions
 * are allowed and opaque.
 */
import { nearMiss } from '../../telnyx/commands/near-miss.ts';
import { callGuards, isCallGuardName, type CallGuardName } from '../guards.ts';
import type { FlowFinding } from './finding.ts';
import { memberOf, namedReference, toList, type MachineReading } from './machine-reading.ts';

/** Findings about the guards of all transitions. */
export function checkGuards({ states, implementations }: MachineReading): FlowFinding[] {
  return states.flatMap(({ state, transitions }) =>
    transitions.flatMap(({ guard, place }) =>
      checkGuard(guard, implementations.guards).map(([message, remedy]) => ({
        state,
        rule: 'guard' as const,
        message: `${place}: ${message}`,
        remedy,
      })),
    ),
  );
}

type Complaint = readonly [message: string, remedy: string];

function checkGuard(guard: unknown, guards: Readonly<Record<string, unknown>>): Complaint[] {
  if (guard === undefined) return [];
  // XState's own `and`, `or`, `not` are functions that carry the guards which they combine.
  if (typeof guard === 'function') return toList(memberOf(guard, 'guards')).flatMap((each) => checkGuard(each, guards));
  const reference = namedReference(guard);
  if (reference === undefined)
    return [['the guard is neither a name nor a function.', 'Write its name, or `{ type, params }`.']];
  const { name, params } = reference;
  if (!Object.hasOwn(guards, name)) return [missing(name, Object.keys(guards))];
  if (!isCallGuardName(name) || guards[name] !== callGuards[name] || typeof params === 'function') return [];
  const wrong = PARAMS[name](params);
  return wrong === undefined ? nested(name, params) : [[`the guard "${name}" ${wrong}.`, EXAMPLES[name]]];
}

function missing(name: string, names: readonly string[]): Complaint {
  if (isCallGuardName(name)) {
    return [
      `the guard "${name}" is not set up.`,
      'Write `guards: callGuards` in `setup`, or spread them among your own.',
    ];
  }
  const near = nearMiss(name, names);
  const remedy = near === undefined ? 'Declare it in `setup({ guards })`.' : `Did you mean "${near}"?`;
  return [`there is no guard named "${name}".`, remedy];
}

/** The guards that `and`, `or` and `not` combine by name may be Callchart's own only: others cannot be reached. */
function nested(name: CallGuardName, params: unknown): Complaint[] {
  if (name !== 'and' && name !== 'or' && name !== 'not') return [];
  return toList(params).flatMap((guard) => {
    const inner = namedReference(guard)?.name;
    if (isCallGuardName(inner)) return checkGuard(guard, callGuards);
    const message = `"${name}" by name combines Callchart's own guards only, not ${JSON.stringify(inner) ?? 'a function'}.`;
    return [[message, `To combine your own, import \`${name}\` from 'xstate'.`] as const];
  });
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean =>
  isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText));
const wantsTexts = (params: unknown) => (isTexts(params) ? undefined : 'wants a text or a list of texts');
const wantsNothing = (params: unknown) => (params === undefined ? undefined : 'takes no params');
const wantsGuards = (params: unknown) =>
  Array.isArray(params) && params.length > 0 ? undefined : 'wants a list of guards';

/** What is wrong with static params, by guard. */
const PARAMS: Record<CallGuardName, (params: unknown) => string | undefined> = {
  digits: (params) => {
    if (isTexts(params)) return undefined;
    if (!Array.isArray(params) && Number.isInteger(memberOf(params, 'length'))) return undefined;
    const pattern = memberOf(params, 'matches');
    if (typeof pattern !== 'string') return 'wants digits, a list of them, { matches } or { length }';
    try {
      RegExp(pattern);
      return undefined;
    } catch (error) {
      return `has a pattern that is no regular expression (${error instanceof Error ? error.message : 'unreadable'})`;
    }
  },
  noinput: wantsNothing,
  nomatch: wantsNothing,
  amd: wantsTexts,
  cause: wantsTexts,
  reason: wantsTexts,
  result: wantsTexts,
  typed: (params) =>
    typeof memberOf(params, 'in') === 'string' && typeof memberOf(params, 'digits') === 'string'
      ? undefined
      : 'wants { in, digits }',
  and: wantsGuards,
  or: wantsGuards,
  not: (params) => (namedReference(params) === undefined ? 'wants a guard' : undefined),
};

const EXAMPLES: Record<CallGuardName, string> = {
  digits: "Write `{ type: 'digits', params: '1' }`, `['1', '2']`, `{ matches: '[0-9]{5}' }` or `{ length: 4 }`.",
  noinput: "Write `'noinput'`.",
  nomatch: "Write `'nomatch'`.",
  amd: "Write `{ type: 'amd', params: ['human', 'not_sure'] }`.",
  cause: "Write `{ type: 'cause', params: 'user_busy' }`.",
  reason: "Write `{ type: 'reason', params: 'leg_ended' }`.",
  result: "Write `{ type: 'result', params: 'busy' }`.",
  typed: "Write `{ type: 'typed', params: { in: 'keys', digits: '1' } }`.",
  and: "Write `{ type: 'and', params: ['nomatch', { type: 'digits', params: { length: 1 } }] }`.",
  or: "Write `{ type: 'or', params: ['noinput', 'nomatch'] }`.",
  not: "Write `{ type: 'not', params: 'noinput' }`.",
};
