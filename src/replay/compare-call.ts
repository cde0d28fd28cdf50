/**
 * One recorded call on a changed flow, from its beginning to its end: driven by the record while it has answers, by the
 * simulated carrier after that; and what is different.
 */
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { Flow } from '../flow/load-flow.ts';
import { type CallDifference, differencesOf } from './call-difference.ts';
import { continueCall } from './continue-call.ts';
import { drive, type DrivenStep } from './drive.ts';
import type { RecordedCall } from './recorded-call.ts';

/** What a changed flow makes of a call. */
export interface CallComparison {
  readonly callId: string;
  /** None: the flow does the same. */
  readonly differences: readonly CallDifference[];
  /** Steps that the record led, side by side. */
  readonly steps: readonly DrivenStep[];
  /** From which step on it is simulation, as the journal counts; undefined when the record led to its end. */
  readonly simulatedFrom: number | undefined;
  /** What the simulation did. */
  readonly simulated: readonly JournalEntry[];
  /** The call's state at its end. */
  readonly state: CallState;
}

/**
 * Runs a record on a changed flow and says what is different. Where the flow asks for something that the record cannot
 * answer, the simulated carrier continues.
 *
 * @example
 * ```ts
 * import type { Flow, RecordedCall } from 'callchart';
 * import { compareCall } from 'callchart/testing';
 *
 * async function tell(record: RecordedCall, changed: Flow): Promise<void> {
 *   const { differences } = await compareCall(record, changed);
 *   for (const { text, seq } of differences) console.log(seq, text);
 * }
 * ```
 */
export async function compareCall(record: RecordedCall, flow: Flow): Promise<CallComparison> {
  const driven = drive(record, flow);
  const { steps, leaves } = driven;
  const differences = differencesOf(steps, leaves);
  const continued = leaves ? await continueCall(record, flow, driven) : { entries: [], state: driven.state };
  const { state } = continued;
  const seq = steps.findLast(({ recorded }) => recorded !== undefined)?.recorded?.seq ?? 0;
  const ends = endDifferences(record, state, leaves).map((text) => ({ kind: 'end', text, seq }) as const);
  return {
    callId: record.callId,
    differences: [...differences, ...ends],
    steps,
    simulatedFrom: leaves ? seq : undefined,
    simulated: continued.entries,
    state,
  };
}

function endDifferences(record: RecordedCall, state: CallState, leaves: boolean): readonly string[] {
  const phases = record.journal.flatMap(({ effects }) => effects.filter((effect) => effect.type === 'phase'));
  const reached = (phase: string): boolean => phases.some(({ to }) => to === phase);
  const wasOver = reached('late') || reached('closed');
  const isOver = state.phase === 'late' || state.phase === 'closed';
  const failed = reached('fallback');
  return [
    ...(leaves && wasOver && !isOver ? ['never hangs up'] : []),
    ...(state.failure !== undefined && !failed ? [`the fallback takes over: ${state.failure.split('\n', 1)[0]}`] : []),
    ...(state.failure === undefined && failed ? ['the fallback does not take over'] : []),
  ];
}
