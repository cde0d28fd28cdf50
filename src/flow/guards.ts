/**
 * The guards that every flow has by name, with params that a chart and a checker can read. They look at the event alone,
 * those of digit buffers at the context too, and never throw: what lacks what they ask for is simply no match.
 */
import { typedAhead, type TypedParams } from './typed-keys.ts';

/** One text or several of which any will do. */
export type OneOrMore<Text extends string = string> = Text | readonly Text[];

/**
 * What `digits` compares with: the exact digits, a list of which any will do, a regular expression (its source, matched
 * against the whole of the digits), or a number of digits.
 */
export type DigitsParams = OneOrMore | { readonly matches: string } | { readonly length: number };

/** The verdicts of answering machine detection, classic and premium, and the ends of a greeting. */
export type AmdVerdict =
  | 'human'
  | 'machine'
  | 'not_sure'
  | 'human_residence'
  | 'human_business'
  | 'silence'
  | 'fax_detected'
  | 'beep_detected'
  | 'no_beep_detected'
  | 'ended';

/** A guard of this file as an object, the way a chart shows it; those without params also by their bare name. */
export type CallGuard =
  | 'noinput'
  | 'nomatch'
  | { readonly type: 'noinput' | 'nomatch' }
  | { readonly type: 'digits'; readonly params: DigitsParams }
  | { readonly type: 'amd'; readonly params: OneOrMore<AmdVerdict> }
  | { readonly type: 'cause' | 'reason' | 'result'; readonly params: OneOrMore }
  | { readonly type: 'typed'; readonly params: TypedParams }
  | { readonly type: 'and' | 'or'; readonly params: readonly CallGuard[] }
  | { readonly type: 'not'; readonly params: CallGuard };

/** What a guard is called with. */
export interface GuardArguments {
  readonly context: unknown;
  readonly event: unknown;
}

/**
 * The guards for `setup({ guards: callGuards })`. Spread them to add your own: `{ ...callGuards, isOpen: … }`.
 *
 * - `digits`: the caller's digits (`call.gather.ended`, `call.dtmf.received`) are these. Whether Telnyx leaves the
 *   terminating `#` in `digits` is not documented, so one at the end is overlooked.
 * - `noinput`: a gather ended without a digit, and nobody hung up or stopped it.
 * - `nomatch`: a gather ended with digits that are not valid, or too few.
 * - `amd`: answering machine detection said this. `human` also stands for the premium `human_residence` and
 *   `human_business`. Telnyx advises to treat `not_sure` as human: `['human', 'not_sure']`.
 * - `cause`: a leg's hangup cause; of `legs.ended.<role>` any of the legs'.
 * - `reason`: why a command failed (`command.failed.*`), a caller left a queue (`call.dequeued`), and so on.
 * - `result`: a building block ended with this result (`onDone` of the state that it made).
 * - `typed`: the keys in a digit buffer begin with these: see `digitBuffer`.
 * - `and`, `or`, `not`: of the guards above, readable in the chart. To combine your own use XState's `and`, `or`, `not`.
 *
 * Source: Telnyx docs, "Gather" and "Answering machine detection"; Telnyx OpenAPI, the webhooks' enums.
 *
 * @example
 * ```ts
 * import { setup } from 'xstate';
 * import { callActions, callGuards, type CallEvents } from 'callchart';
 *
 * export default setup({ types: { events: {} as CallEvents }, actions: callActions, guards: callGuards }).createMachine({
 *   id: 'menu',
 *   version: '1',
 *   on: {
 *     'call.gather.ended': [
 *       { guard: { type: 'digits', params: ['1', '2'] }, target: '.chosen' },
 *       { guard: { type: 'or', params: ['noinput', 'nomatch'] }, target: '.again' },
 *     ],
 *   },
 *   initial: 'again',
 *   states: { again: {}, chosen: {} },
 * });
 * ```
 */
export const callGuards = {
  digits: ({ event }: GuardArguments, params: DigitsParams): boolean => matchesDigits(digitsOf(event), params),
  noinput: ({ event }: GuardArguments, _params?: undefined): boolean => gatherOutcome(event) === 'noinput',
  nomatch: ({ event }: GuardArguments, _params?: undefined): boolean => gatherOutcome(event) === 'nomatch',
  amd: ({ event }: GuardArguments, params: OneOrMore<AmdVerdict>): boolean => {
    const type = read(event, 'type');
    if (typeof type !== 'string' || !type.includes('call.machine.')) return false;
    const result = read(read(event, 'payload'), 'result');
    return (
      isOneOf(result, params) || (typeof result === 'string' && result.startsWith('human_') && isOneOf('human', params))
    );
  },
  cause: ({ event }: GuardArguments, params: OneOrMore): boolean => {
    const causes = read(event, 'causes');
    if (Array.isArray(causes)) return causes.some((end: unknown) => isOneOf(read(end, 'hangup_cause'), params));
    return isOneOf(read(read(event, 'payload'), 'hangup_cause'), params);
  },
  reason: ({ event }: GuardArguments, params: OneOrMore): boolean =>
    isOneOf(read(event, 'reason') ?? read(read(event, 'payload'), 'reason'), params),
  result: ({ event }: GuardArguments, params: OneOrMore): boolean =>
    isOneOf(read(read(event, 'output'), 'result'), params),
  typed: ({ context }: GuardArguments, params: TypedParams): boolean => typedAhead(context, params),
  and: (args: GuardArguments, params: readonly CallGuard[]): boolean =>
    Array.isArray(params) && params.every((guard) => evaluate(args, guard)),
  or: (args: GuardArguments, params: readonly CallGuard[]): boolean =>
    Array.isArray(params) && params.some((guard) => evaluate(args, guard)),
  not: (args: GuardArguments, params: CallGuard): boolean => isCallGuard(params) && !evaluate(args, params),
};

/** The name of a guard that every flow has. */
export type CallGuardName = keyof typeof callGuards;

/** Whether a name is one of the guards that every flow has. */
export function isCallGuardName(name: unknown): name is CallGuardName {
  return typeof name === 'string' && Object.hasOwn(callGuards, name);
}

function isCallGuard(guard: unknown): boolean {
  return isCallGuardName(typeof guard === 'string' ? guard : read(guard, 'type'));
}

function evaluate(args: GuardArguments, guard: unknown): boolean {
  const name = typeof guard === 'string' ? guard : read(guard, 'type');
  if (!isCallGuardName(name)) return false;
  const predicate = callGuards[name] as (args: GuardArguments, params: unknown) => boolean;
  return predicate(args, read(guard, 'params'));
}

/** A property of anything at all; nothing of what has none. */
function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function isOneOf(value: unknown, params: unknown): boolean {
  if (typeof value !== 'string') return false;
  return Array.isArray(params) ? params.includes(value) : params === value;
}

function digitsOf(event: unknown): string | undefined {
  const payload = read(event, 'payload');
  const digits = read(payload, 'digits') ?? read(payload, 'digit');
  return typeof digits === 'string' ? digits : undefined;
}

function matchesDigits(digits: string | undefined, params: unknown): boolean {
  if (digits === undefined) return false;
  const forms = digits.length > 1 && digits.endsWith('#') ? [digits, digits.slice(0, -1)] : [digits];
  const length = read(params, 'length');
  const matches = read(params, 'matches');
  if (typeof params === 'string' || Array.isArray(params)) return forms.some((form) => isOneOf(form, params));
  if (typeof length === 'number') return forms.some((form) => form.length === length);
  if (typeof matches === 'string') return forms.some((form) => wholeMatch(matches, form));
  return false;
}

function wholeMatch(source: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${source})$`).test(text);
  } catch {
    return false; // not a regular expression: the load check has refused it unless it was made at run time
  }
}

/** The statuses with which a gather says that somebody ended it: nothing was asked any more, so nothing was missed. */
const STOPPED = new Set<unknown>(['call_hangup', 'cancelled', 'cancelled_amd']);

/** How a gather went wrong, if this is the end of one and it did. Telnyx OpenAPI: `status` of `call.gather.ended`. */
function gatherOutcome(event: unknown): 'noinput' | 'nomatch' | undefined {
  const type = read(event, 'type');
  if (typeof type !== 'string' || !/(^|\.)call\.(ai_)?gather\.ended$/.test(type)) return undefined;
  const payload = read(event, 'payload');
  const status = read(payload, 'status');
  if (typeof payload !== 'object' || payload === null || STOPPED.has(status)) return undefined;
  // What an AI gather understood is no digits: it ends valid or invalid.
  if (type.endsWith('call.ai_gather.ended')) return status === 'invalid' ? 'nomatch' : undefined;
  if ((read(payload, 'digits') ?? '') === '') return 'noinput';
  return status === 'invalid' || status === 'timeout' ? 'nomatch' : undefined;
}
