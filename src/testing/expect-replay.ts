/**
 * Last night's call as a test: it is executed again on a flow and must do what it did. No test runner is needed; it
 * throws.
 */
import type { AnyStateMachine } from 'xstate';
import { CallchartError } from '../errors/callchart-error.ts';
import { type Flow, type FlowModule, loadFlow } from '../flow/load-flow.ts';
import { describeDifference } from '../replay/describe-difference.ts';
import type { RecordedCall } from '../replay/recorded-call.ts';
import { type Verification, verifyRecord } from '../replay/verify.ts';

/**
 * Executes a recorded call again: every state and every effect must be the same to the byte.
 *
 * @param record what `callchart export` wrote, or `recordCall` read
 * @param flow the flow that the call ran on: a flow file's module, a machine, or a loaded flow
 * @throws CallchartError `replay.difference` with the first difference and its cause, also in `details`
 * @example
 * ```ts
 * import { createMachine } from 'xstate';
 * import { recordCall } from 'callchart';
 * import { expectReplay, simulate } from 'callchart/testing';
 *
 * const machine = createMachine({ id: 'hello', version: '1', initial: 'a', states: { a: { entry: { type: 'answer' } } } });
 * const line = await simulate(machine);
 * line.call();
 * await line.until('answer');
 * const record = await recordCall(line.runtime, (await line.state()).callId);
 * expectReplay(record, machine);
 * await line.close();
 * ```
 */
export function expectReplay(record: RecordedCall, flow: Flow | FlowModule | AnyStateMachine): Verification {
  const loaded = 'machine' in flow && 'hash' in flow ? flow : loadFlow(flow);
  const verification = verifyRecord(record, loaded);
  const { difference } = verification;
  if (difference === undefined) return verification;
  throw new CallchartError('replay.difference', describeDifference(record, difference), {
    details: { callId: record.callId, ...difference },
  });
}
