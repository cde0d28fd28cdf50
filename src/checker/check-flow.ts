/**
 * Checks one flow: the static rules, what its `meta` allows, and where in the author's file it stands. It reads no file
 * and prints nothing.
 */
import type { Flow } from '../flow/load-flow.ts';
import { allowanceFor, metaFindings } from './allowances.ts';
import type { CheckReport } from './check-report.ts';
import type { CheckFinding, Found, RuleFacts, SourcePlace } from './finding.ts';
import { subjectOf } from './model/subject.ts';
import { staticRules } from './rules/index.ts';
import { stateLines } from './source-lines.ts';

/** What {@link checkFlow} takes beside the flow. */
export interface CheckOptions {
  /** The text of the flow's file, so that findings can name lines. */
  readonly text?: string;
}

/** Every rule there is. */
export const allRules: readonly RuleFacts[] = staticRules;

/**
 * Checks a flow without running it.
 *
 * @example
 * ```ts
 * import { createMachine } from 'xstate';
 * import { loadFlow } from 'callchart';
 * import { checkFlow, isSafe } from 'callchart/checker';
 *
 * const machine = createMachine({ id: 'hello', version: '1', entry: { type: 'answer' } });
 * const report = checkFlow(loadFlow(machine));
 * console.log(isSafe(report), report.findings.map(({ code, state }) => `${code} in ${state}`));
 * ```
 */
export function checkFlow(flow: Flow, options: CheckOptions = {}): CheckReport {
  const subject = subjectOf(flow);
  const placed = placesIn(flow, options.text);
  const findings = staticRules.flatMap((rule) =>
    rule.find(subject).map((found) => findingOf(rule, found, flow, placed)),
  );
  const codes = new Set(staticRules.map(({ code }) => code));
  const misspelt = metaFindings(flow, codes).map((found) => findingOf(metaRule, found, flow, placed));
  return { flow: { id: flow.id, version: flow.version, file: flow.source }, findings: [...misspelt, ...findings] };
}

const metaRule: Pick<RuleFacts, 'code' | 'severity' | 'advice'> = {
  code: 'meta',
  severity: 'error',
  advice:
    "Write `meta: { check: { allow: { 'dead-air': 'the reason' } } }`; `callchart check --explain` lists the codes.",
};

function findingOf(
  rule: Pick<RuleFacts, 'code' | 'severity' | 'advice'>,
  found: Found,
  flow: Flow,
  place: (state: string) => SourcePlace | undefined,
): CheckFinding {
  return {
    code: rule.code,
    severity: found.severity ?? rule.severity,
    state: found.state,
    message: found.message,
    advice: found.advice ?? rule.advice,
    place: place(found.state),
    ladder: undefined,
    variant: undefined,
    allowed: allowanceFor(flow, rule.code, found.state),
  };
}

/** Where states stand in the flow's file. */
function placesIn(flow: Flow, text: string | undefined): (state: string) => SourcePlace | undefined {
  const { source: file } = flow;
  if (file === undefined) return () => undefined;
  const lineOf = text === undefined ? () => undefined : stateLines(text);
  return (state) => ({ file, line: lineOf(state === '(machine)' ? [] : state.split('.')) });
}
