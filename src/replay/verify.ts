/**
 * Whether a recorded call, executed again on the flow that it ran on, does the same to the byte; and if not, where it
 * begins to differ, and why.
 */
import type { CallState } from '../engine/call-state.ts';
import type { Flow } from '../flow/load-flow.ts';
import { ambientReadsOf } from './ambient-reads.ts';
import type { RecordedCall } from './recorded-call.ts';
import { MASKED_SECRET } from './secrets.ts';
import { reExecute, type ReExecutedStep } from './re-execute.ts';
import { differenceOf, firstDifference, isSameJson, type StepDifference } from './step-comparison.ts';

/**
 * Why a call does not repeat itself:
 * - `clock`, `randomness`: the step looks at them, which no flow may
 * - `context`: the context factory gives something else: a module or a variable that it uses has changed
 * - `flow`: the flow has another structure than the one that the call ran on
 * - `private`: the digits were private, so they were never stored, and nothing that stands for them leads there; or a
 *   secret that came in was masked
 * - `masked`: the record's numbers were replaced, and the flow looks at numbers
 * - `code`: none of these: code that the flow's hash does not cover has changed, an imported function for instance
 */
export type DifferenceCause = 'clock' | 'randomness' | 'context' | 'flow' | 'private' | 'masked' | 'code';

/** The first difference of a call from its record. */
export interface FirstDifference extends StepDifference {
  /** The step, as the journal counts. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly cause: DifferenceCause;
}

/** What came of it. */
export interface Verification {
  /** Steps that did the same. */
  readonly steps: number;
  /** Undefined when every step and the state at the end are the same. */
  readonly difference: FirstDifference | undefined;
  /** The state that the re-execution came to. */
  readonly state: CallState | undefined;
}

/**
 * Executes a record again on its flow and compares states and effects step by step, and the state at the end.
 *
 * @param others of a call that was moved to another version: the flows that it was moved to
 * @throws CallchartError `record.invalid`, `record.incomplete`
 */
export function verifyRecord(record: RecordedCall, flow: Flow, others: readonly Flow[] = []): Verification {
  let steps = 0;
  let last: ReExecutedStep | undefined;
  for (const step of reExecute(record, flow, others)) {
    const difference = differenceOf(step.recorded, step.made);
    last = step;
    if (difference !== undefined)
      return { steps, state: step.state, difference: located(difference, step, record, flow) };
    steps += 1;
  }
  const difference = last === undefined ? undefined : endDifference(record, last);
  return {
    steps,
    state: last?.state,
    difference: difference && last && located(difference, last, record, flow),
  };
}

/** The state as it was exported, against the one that the journal leads to. */
function endDifference(record: RecordedCall, { state, unmasking }: ReExecutedStep): StepDifference | undefined {
  const recorded = unmasking === undefined ? record.state : unmasking.apply(record.state);
  // The call went on while its journal was being read.
  if (recorded === undefined || recorded.step !== state.step) return undefined;
  const isBare = Object.keys(recorded.machine.context).length === 0;
  const made = isBare ? { ...state, machine: { ...state.machine, context: recorded.machine.context } } : state;
  const { flow: _was, ...was } = recorded;
  const { flow: _is, ...is } = made;
  if (isSameJson(was, is)) return undefined;
  return firstDifference(was, JSON.parse(JSON.stringify(is)), 'state');
}

function located(found: StepDifference, step: ReExecutedStep, record: RecordedCall, flow: Flow): FirstDifference {
  const { seq, at } = step.recorded;
  return { ...found, seq, at, cause: causeOf(step, record, flow) };
}

function causeOf(step: ReExecutedStep, record: RecordedCall, flow: Flow): DifferenceCause {
  const reads = ambientReadsOf(step.again);
  if (reads.has('clock')) return 'clock';
  if (reads.has('randomness')) return 'randomness';
  if (flow.hash !== record.flow.hash) return 'flow';
  if (step.recorded.input.redacted === true || JSON.stringify(step.recorded.input).includes(MASKED_SECRET))
    return 'private';
  if (record.masked === true) return 'masked';
  return step.recorded.opening === undefined ? 'code' : 'context';
}
