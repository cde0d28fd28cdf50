/**
 * The errors of whatever comes for a call that cannot be stepped now: it is not there, not begun, or without its flow.
 */
import type { CallState } from '../engine/call-state.ts';
import { CallchartError } from '../errors/callchart-error.ts';

/** There is no such call. */
export const unknownCall = (callId: string): CallchartError =>
  new CallchartError('call.unknown', `There is no call ${callId} in this store.`, { details: { callId } });

/** The refusal of what comes while the flow of a call is still being looked up. */
export const notBegun = (callId: string): CallchartError =>
  new CallchartError('call.routing', `The flow of call ${callId} is still being looked up. Try again in a moment.`, {
    retryable: true,
    details: { callId },
  });

/** Somebody else's call, or one that a restore has not brought back yet. */
export const foreignCall = (callId: string): CallchartError =>
  new CallchartError(
    'call.foreign',
    `The webhook bears our token for call ${callId}, which this store does not know. It is left to be sent again.`,
    { retryable: true, details: { callId } },
  );

/** The flow of a call is not there, and calls are held until it is. */
export const missingFlow = ({ callId, flow }: CallState): CallchartError =>
  new CallchartError(
    'flow.missing',
    `Call ${callId} runs on flow ${flow.id}@${flow.version}, which is not loaded. Load that version, or migrate the call.`,
    { retryable: true, details: { callId, flow: flow.id, version: flow.version } },
  );
