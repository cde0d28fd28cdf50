/**
 * The step in which another flow takes a call that was handed on: its machine begins, on the legs as they are.
 */
import { firstLeg } from './address.ts';
import type { FlowIdentity } from './call-state.ts';
import { deliver, enterMachine, eventName } from './deliver.ts';
import { tooManyEngineEvents } from './ending.ts';
import type { Outcome } from './journal.ts';
import type { Leg } from './leg.ts';
import type { Turn } from './turn.ts';

/** Begins the machine of the flow that the turn is about. */
export function takeHandoff(turn: Turn, to: FlowIdentity, input: Readonly<Record<string, unknown>>): Outcome {
  if (turn.handoff === undefined) return 'superseded';
  turn.handoff = undefined;
  // Two flows that hand a call to and fro would do so for ever.
  if (tooManyEngineEvents(turn)) return 'applied';
  turn.handedOn = true;
  turn.stateSince = turn.at;
  const first = firstLeg(turn.legs);
  turn.current = first?.id;
  // Whoever asked for what is under way is gone: it cannot go stale.
  turn.commands = turn.commands.map((command) => ({ ...command, origin: [] }));
  enterMachine(turn, {
    ...input,
    callId: turn.callId,
    at: new Date(turn.at).toISOString(),
    trigger: triggerOf(first),
  });
  turn.identity = to;
  return 'applied';
}

/** What is known of how the call began: its `call.initiated` is in the journal alone. */
function triggerOf(first: Leg | undefined): Readonly<Record<string, unknown>> {
  if (first === undefined) return {};
  const { callControlId, from, to, direction } = first;
  return {
    ...(callControlId !== undefined && { call_control_id: callControlId }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    direction,
  };
}

/** Legs that had been answered before this flow took them: to answer them is done. */
export function reportAnswered(turn: Turn): void {
  const [id, ...rest] = turn.answered;
  const leg = turn.leg(id);
  if (leg === undefined || tooManyEngineEvents(turn)) return;
  turn.answered = rest;
  const { callControlId: call_control_id, from, to } = leg;
  deliver(turn, turn.engineEvent(eventName(leg, 'call.answered'), leg.id, { call_control_id, from, to }), leg.id);
}
