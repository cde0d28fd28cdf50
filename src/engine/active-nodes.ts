/**
 * Which state nodes a machine state makes active, and which events those name exactly. Read from the machine's
 * structure; nothing is stepped.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { handoffInput, handoffMeta } from '../flow/handoff.ts';
import type { PendingHandoff } from './call-state.ts';
import { assertJson, hydrate, type MachineState } from './machine-state.ts';

/** Ids of the active state nodes, ancestors included. */
export function activeNodeIds(machine: AnyStateMachine, state: MachineState): ReadonlySet<string> {
  return new Set(activeNodes(machine, state).map((node) => node.id));
}

/** Whether an active state has a transition for exactly this event type, no wildcard. */
export function namesExactly(machine: AnyStateMachine, state: MachineState, type: string): boolean {
  return activeNodes(machine, state).some((node) => node.transitions.has(type));
}

/**
 * To which flow the final state of a machine that is done hands the call.
 *
 * @throws whatever a function of the author's throws that makes the input; CallchartError `flow.handoff` for no JSON
 */
export function handoffOf(machine: AnyStateMachine, state: MachineState): PendingHandoff | undefined {
  for (const { type, meta } of activeNodes(machine, state)) {
    const handoff = type === 'final' ? handoffMeta(meta) : undefined;
    if (handoff === undefined) continue;
    const input = handoffInput(handoff, state.context);
    assertJson(input, 'handoff', machine.id);
    return { flow: handoff.flow, input: input as Readonly<Record<string, unknown>> };
  }
  return undefined;
}

function activeNodes(machine: AnyStateMachine, state: MachineState): readonly AnyStateNode[] {
  return hydrate(machine, state)._nodes;
}
