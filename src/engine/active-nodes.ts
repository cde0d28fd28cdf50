/**
 * Which state nodes a machine state makes active, and which events those name exactly. Read from the machine's
 * structure; nothing is stepped.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { hydrate, type MachineState } from './machine-state.ts';

/** Ids of the active state nodes, ancestors included. */
export function activeNodeIds(machine: AnyStateMachine, state: MachineState): ReadonlySet<string> {
  return new Set(activeNodes(machine, state).map((node) => node.id));
}

/** Whether an active state has a transition for exactly this event type, no wildcard. */
export function namesExactly(machine: AnyStateMachine, state: MachineState, type: string): boolean {
  return activeNodes(machine, state).some((node) => node.transitions.has(type));
}

function activeNodes(machine: AnyStateMachine, state: MachineState): readonly AnyStateNode[] {
  return hydrate(machine, state)._nodes;
}
