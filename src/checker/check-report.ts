/**
 * What comes of a check: the findings of one flow, and what the exploration went through. It is data; reports are made
 * of it.
 */
import type { CallchartError } from '../errors/callchart-error.ts';
import type { FlowFinding } from '../flow/load/finding.ts';
import type { ExplorationReport } from './explore/explore-flow.ts';
import type { CheckFinding } from './finding.ts';

/** The flow that was checked. */
export interface CheckedFlow {
  readonly id: string;
  readonly version: string;
  /** Its file, as it was named. */
  readonly file: string | undefined;
}

/** The result of checking one flow. */
export interface CheckReport {
  readonly flow: CheckedFlow;
  /** Everything that was found: errors, warnings, notes, and what the flow's `meta` allows. */
  readonly findings: readonly CheckFinding[];
  /** What the exploration went through; undefined when there was none. */
  readonly exploration: ExplorationReport | undefined;
}

/** Whether a finding fails the check: it is no note, and the flow does not allow it. */
export const isFailing = (finding: CheckFinding): boolean =>
  finding.severity !== 'note' && finding.allowed === undefined;

/** Whether a flow is safe, as far as the check can tell. */
export const isSafe = ({ findings }: CheckReport): boolean => !findings.some((finding) => isFailing(finding));

/** The report of a flow that cannot be loaded: what `loadFlow` refused, as findings under `load.<rule>`. */
export function reportOfRefusal(error: CallchartError, file: string | undefined): CheckReport {
  const details = error.details as { readonly flow?: unknown; readonly findings?: readonly FlowFinding[] };
  return {
    flow: { id: typeof details.flow === 'string' ? details.flow : '(no id)', version: '', file },
    findings: (details.findings ?? [{ state: '(machine)', rule: 'flow', message: error.message, remedy: '' }]).map(
      ({ state, rule, message, remedy }) => ({
        code: `load.${rule}`,
        severity: 'error',
        state,
        message,
        advice: remedy,
        place: file === undefined ? undefined : { file, line: undefined },
        ladder: undefined,
        variant: undefined,
        allowed: undefined,
      }),
    ),
    exploration: undefined,
  };
}
