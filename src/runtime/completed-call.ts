/**
 * What is told of a call that is over.
 */
import type { CallState } from '../engine/call-state.ts';

/** A call that is over, for the `completed` hook. */
export interface CompletedCall {
  readonly callId: string;
  readonly flow: { readonly id: string; readonly version: string };
  /** How it went: the machine reached its final state, its legs ended first, or the fallback took over. */
  readonly result: 'done' | 'ended' | 'failed';
  /** The machine's output, if it reached its final state. */
  readonly output: unknown;
  /** Why the fallback took over. */
  readonly failure: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly legs: readonly {
    readonly id: string;
    readonly role: string;
    readonly direction: 'incoming' | 'outgoing';
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly callControlId: string | undefined;
    readonly answeredAt: number | undefined;
    readonly endedAt: number | undefined;
    readonly hangupCause: string | undefined;
    readonly hangupSource: string | undefined;
  }[];
  /** Payloads of `call.recording.saved`, with the leg's id. URLs live ten minutes (Telnyx docs: recordings). */
  readonly recordings: readonly Readonly<Record<string, unknown>>[];
}

/** The report of a closed call. */
export function completedCall(state: CallState): CompletedCall {
  const result = state.failure !== undefined ? 'failed' : state.machine.status === 'done' ? 'done' : 'ended';
  return {
    callId: state.callId,
    flow: { id: state.flow.id, version: state.flow.version },
    result,
    output: state.machine.output,
    failure: state.failure,
    startedAt: state.createdAt,
    legs: state.legs.map((leg) => ({
      id: leg.id,
      role: leg.role,
      direction: leg.direction,
      from: leg.from,
      to: leg.to,
      callControlId: leg.callControlId,
      answeredAt: leg.answeredAt,
      endedAt: leg.endedAt,
      hangupCause: leg.cause?.hangup_cause,
      hangupSource: leg.cause?.hangup_source,
    })),
    recordings: state.recordings,
  };
}
