/**
 * The order in which commands leave. Per leg one lane: a command may be sent when the one before it has its outcome and
 * every leg it names is known. `hangup` overtakes.
 */
import type { PendingCommand } from './call-state.ts';
import { isThere } from './leg.ts';
import type { Turn } from './turn.ts';
import { dropCommand, isUnsent } from './unsent.ts';

/** Marks the commands that may be sent now; drops those whose leg is gone, fails those that name one that is. */
export function advanceLanes(turn: Turn): void {
  const busy = new Set<string>();
  for (const { id } of turn.commands) {
    // What is dropped may take others along.
    const command = turn.commands.find((one) => one.id === id);
    if (command === undefined) continue;
    if (isUnsent(command) && !isThereNow(turn, command.legId)) {
      dropCommand(turn, command, 'its leg has ended');
      continue;
    }
    const overtakes = command.command === 'hangup' || command.command === 'reject';
    const isBehind = busy.has(command.legId) && !overtakes;
    if (!overtakes && !isProven(turn, command)) busy.add(command.legId);
    if (isBehind || command.readyAt !== undefined) continue;
    const gone = command.needs.find((legId) => !isThereNow(turn, legId));
    if (gone !== undefined) giveUp(turn, command, gone);
    else if (isAddressed(turn, command)) turn.changeCommand(id, (one) => ({ ...one, readyAt: turn.at }));
  }
}

const isThereNow = (turn: Turn, legId: string): boolean => {
  const leg = turn.leg(legId);
  return leg !== undefined && isThere(leg);
};

/** A dial whose leg was heard of has worked, though its answer is still on the way: its leg need not wait. */
const isProven = (turn: Turn, command: PendingCommand): boolean =>
  command.command === 'dial' && turn.leg(command.legId)?.callControlId !== undefined;

/** Whether every `call_control_id` that the command needs is known. */
function isAddressed(turn: Turn, command: PendingCommand): boolean {
  const own = command.command === 'dial' || turn.leg(command.legId)?.callControlId !== undefined;
  return own && command.needs.every((id) => turn.leg(id)?.callControlId !== undefined);
}

function giveUp(turn: Turn, command: PendingCommand, goneId: string): void {
  dropCommand(turn, command, `leg ${goneId} has ended`);
  if (command.by === 'engine') return;
  const facts = {
    command: command.command,
    reason: 'leg_ended',
    detail: `The command names leg ${goneId}, which has ended.`,
  };
  turn.failures.push({ command, facts });
}
