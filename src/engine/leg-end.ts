/**
 * The end of a leg, reported by Telnyx or made by the engine: its partner is free again, what waited for it is dropped,
 * the machine is told, and a first leg's end that the flow does not want ends the call.
 */
import type { MachineEvent } from './call-state.ts';
import { endLeg, unbridge } from './connection.ts';
import { deliver } from './deliver.ts';
import { abandon } from './ending.ts';
import type { Outcome } from './journal.ts';
import type { Leg } from './leg.ts';
import { reportEnded } from './legs-ended.ts';
import type { Turn } from './turn.ts';
import { dropWaiting } from './unsent.ts';
import { forgetWithheld } from './withhold.ts';

/** Takes in a leg's `call.hangup`. */
export function takeEnd(turn: Turn, leg: Leg, event: MachineEvent): Outcome {
  turn.changeLeg(leg.id, (one) => endLeg(one, event.payload, turn.at));
  turn.legs = unbridge(turn.legs, leg.id);
  dropWaiting(turn, leg.id, 'its leg has ended');
  forgetWithheld(turn, leg.id);
  if (leg.ghost) return 'late';
  if (turn.phase !== 'active' && turn.phase !== 'late') {
    reportEnded(turn);
    return 'late';
  }
  const handled = deliver(turn, event, leg.id);
  const taken = reportEnded(turn) || handled;
  if (leg.first && !taken && turn.phase === 'active') abandon(turn);
  return taken ? 'applied' : 'ignored';
}
