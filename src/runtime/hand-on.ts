/**
 * A call that its flow has handed on is taken by the next flow, in the same commit: nobody sees it between two flows.
 */
import { advance } from '../engine/advance.ts';
import type { CallState } from '../engine/call-state.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallCommit } from '../stores/store.ts';
import { callCommit } from './call-commit.ts';
import type { WriterParts } from './writer-parts.ts';

/** The call as the flow that takes it leaves it; what has to be written is added to `commits`. */
export function handOn(
  { registry, hasHook }: WriterParts,
  at: number,
  flow: Flow,
  state: CallState,
  commits: CallCommit[],
): CallState {
  let current = state;
  let running = flow;
  while (current.handoff !== undefined) {
    const to = registry.taking(current.handoff.flow, current.callId);
    const why = `flow "${current.handoff.flow}", to which the call was handed, is not loaded`;
    const { state: next, entry } =
      to === undefined
        ? advance(running, current, { type: 'failure', at, why })
        : advance(to, current, { type: 'handoff', at, to: { id: to.id, version: to.version, hash: to.hash } });
    running = to ?? running;
    commits.push(callCommit(running, current, next, entry, [], hasHook));
    current = next;
  }
  return current;
}
