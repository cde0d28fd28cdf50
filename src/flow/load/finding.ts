/**
 * What is wrong with a flow, and how a list of it reads. It knows no rule.
 */

/** One reason why a flow cannot load. */
export interface FlowFinding {
  /** The state, by its path (`menu.asking`); `(machine)` for the machine itself, `options` for the options. */
  readonly state: string;
  /** The rule that was broken: `event`, `target`, `guard`, `command`, … */
  readonly rule: FlowRule;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** The rules that a flow must keep to load. */
export type FlowRule =
  | 'identity'
  | 'key'
  | 'context'
  | 'initial'
  | 'target'
  | 'event'
  | 'guard'
  | 'action'
  | 'closure'
  | 'command'
  | 'role'
  | 'delay'
  | 'task'
  | 'actor'
  | 'handoff'
  | 'options';

/** Where in a state something stands: `entry`, `exit`, `on call.answered`. */
export type Place = string;

/** The findings as a person reads them: a headline, then a line and a remedy for each. */
export function describeFindings(flow: string, source: string | undefined, findings: readonly FlowFinding[]): string {
  const file = source === undefined ? '' : ` (${source})`;
  const count = findings.length === 1 ? 'one problem' : `${findings.length} problems`;
  const lines = findings.map(({ state, message, remedy }) => `- ${state}: ${message}\n  ${remedy}`);
  return [`Flow "${flow}"${file} cannot load, ${count}:`, ...lines].join('\n');
}
