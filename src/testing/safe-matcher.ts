/**
 * `expect(flow).toBeSafe()`: the check of a flow as a matcher for `expect.extend`, of Vitest or Jest. It needs neither.
 */
import { checkFlow } from '../checker/check-flow.ts';
import { type CheckReport, isSafe, reportOfRefusal } from '../checker/check-report.ts';
import type { ExploreOptions } from '../checker/explore/explore-flow.ts';
import { terminalReport } from '../checker/report/terminal.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow, FlowModule } from '../flow/load-flow.ts';
import type { AnyStateMachine } from 'xstate';
import { loadOnce } from './flows-of.ts';

/** What `expect(…)` has once {@link toBeSafe} is among its matchers. */
export interface SafetyMatchers<Result = unknown> {
  /** The flow passes `callchart check`, as far as its exploration goes. */
  toBeSafe: (options?: ExploreOptions) => Result;
}

/** What a matcher answers. */
export interface SafetyVerdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Passes when `callchart check` finds nothing wrong with a flow; otherwise the message is its report, with the shortest
 * way to what goes wrong. Notes and what the flow's `meta` allows pass.
 *
 * @param received a flow file's module, a machine, or a loaded flow
 * @example
 * ```ts
 * import { createMachine } from 'xstate';
 * import { expect, test } from 'vitest';
 * import { type SafetyMatchers, toBeSafe } from 'callchart/testing';
 *
 * declare module 'vitest' {
 *   interface Matchers<T> extends SafetyMatchers<T> {}
 * }
 * expect.extend({ toBeSafe });
 *
 * test('nothing goes wrong on the phone', () => {
 *   const machine = createMachine({ id: 'hello', version: '1', entry: { type: 'reject', params: { cause: 'USER_BUSY' } } });
 *   expect(machine).toBeSafe({ mostStates: 10_000 });
 * });
 * ```
 */
export function toBeSafe(received: Flow | FlowModule | AnyStateMachine, options: ExploreOptions = {}): SafetyVerdict {
  const report = reportOf(received, options);
  const pass = isSafe(report);
  const text = (): string => terminalReport(report, (_look, words) => words);
  return { pass, message: () => (pass ? `The flow ${report.flow.id} is safe, and was not to be.` : text()) };
}

function reportOf(received: Flow | FlowModule | AnyStateMachine, explore: ExploreOptions): CheckReport {
  try {
    return checkFlow(loadOnce(received), { explore });
  } catch (error) {
    if (error instanceof CallchartError && error.code === 'flow.invalid') return reportOfRefusal(error, undefined);
    throw error;
  }
}
