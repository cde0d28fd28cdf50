/**
 * Checks one flow: the static rules, the exploration, what its `meta` allows, and where in the author's file it stands.
 * It reads no file and prints nothing.
 */
import type { Flow } from '../flow/load-flow.ts';
import { allowanceFor, metaFindings } from './allowances.ts';
import type { CheckReport } from './check-report.ts';
import type { CheckFinding, Found, RuleFacts, SourcePlace } from './finding.ts';
import { type ExploredFinding, type ExploreOptions, exploreFlow } from './explore/explore-flow.ts';
import { exploredRules } from './explore/explored-rules.ts';
import { subjectOf } from './model/subject.ts';
import { staticRules } from './rules/index.ts';
import { stateLines } from './source-lines.ts';

/** What {@link checkFlow} takes beside the flow. */
export interface CheckOptions {
  /** The text of the flow's file, so that findings can name lines. */
  readonly text?: string;
  /** Bounds of the exploration; false: the static rules alone. */
  readonly explore?: ExploreOptions | false;
}

/** Every rule there is. */
export const allRules: readonly RuleFacts[] = [...staticRules, ...exploredRules];

/**
 * Checks a flow: reads it, then explores everything that can happen to a call of it at a simulated carrier.
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
  return examineFlow(flow, options).report;
}

/** A report, and what it found as tests. */
export interface Examined {
  readonly report: CheckReport;
  /** A file for Vitest with a test for each violation that fails the check; undefined when there is none. */
  readonly writeTests: (flowImport: string) => string | undefined;
}

/** Checks a flow, and can write down what it found. */
export function examineFlow(flow: Flow, options: CheckOptions): Examined {
  const subject = subjectOf(flow);
  const placed = placesIn(flow, options.text);
  const exploration = options.explore === false ? undefined : exploreFlow(flow, options.explore, subject.model);
  const explored = exploration?.findings ?? [];
  const told = new Set<ExploredFinding>();
  const findings = staticRules.flatMap((rule) =>
    rule.find(subject).map((found) => {
      // What both have found is told once, with the way there.
      const same = explored.find(
        ({ code, state, severity }) => code === rule.code && state === found.state && !severity,
      );
      if (same !== undefined) told.add(same);
      return findingOf(rule, found, flow, placed, same);
    }),
  );
  const others = explored
    .filter((found) => !told.has(found))
    .flatMap((found) => {
      const rule = allRules.find(({ code }) => code === found.code);
      return rule === undefined ? [] : [findingOf(rule, found, flow, placed, found)];
    });
  const codes = new Set(allRules.map(({ code }) => code));
  const misspelt = metaFindings(flow, codes).map((found) => findingOf(metaRule, found, flow, placed));
  return {
    report: {
      flow: { id: flow.id, version: flow.version, file: flow.source },
      findings: [...misspelt, ...findings, ...others],
      exploration: exploration?.report,
    },
    writeTests: (flowImport) =>
      exploration?.writeTests(
        explored.filter((one) => isShown(flow, one)),
        flowImport,
      ),
  };
}

/** Whether a finding fails the check: then it is worth a test. */
const isShown = (flow: Flow, { code, state, severity }: ExploredFinding): boolean =>
  severity !== 'note' && allowanceFor(flow, code, state) === undefined;

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
  explored?: ExploredFinding,
): CheckFinding {
  return {
    code: rule.code,
    severity: found.severity ?? rule.severity,
    state: found.state,
    message: found.message,
    advice: found.advice ?? rule.advice,
    place: place(found.state),
    ladder: explored?.ladder,
    variant: explored?.variant,
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
