/**
 * The order in which commands leave. Per leg one lane: a command may be sent when the one before it has its outcome and
 * every leg it names is known. `hangup` overtakes.
 */
import type { PendingCommand } from './call-state.ts';
import { renounce } from './expectation.ts';
import { isLive } from './leg.ts';
import type { Turn } from './turn.ts';

/** Marks the commands that may be sent now; fails those that name a leg that is gone. */
export function advanceLanes(turn: Turn): void {
  const busy = new Set<string>();
  for (const command of turn.commands) {
    const overtakes = command.command === 'hangup' || command.command === 'reject';
    const isBehind = busy.has(command.legId) && !overtakes;
    if (!overtakes) busy.add(command.legId);
    if (isBehind || command.readyAt !== undefined) continue;
    const gone = command.needs.find((id) => !isAlive(turn, id));
    if (gone !== undefined) giveUp(turn, command, gone);
    else if (isAddressed(turn, command)) turn.changeCommand(command.id, (one) => ({ ...one, readyAt: turn.at }));
  }
}

const isAlive = (turn: Turn, legId: string): boolean => {
  const leg = turn.leg(legId);
  return leg !== undefined && isLive(leg);
};

/** Whether every `call_control_id` that the command needs is known. */
function isAddressed(turn: Turn, command: PendingCommand): boolean {
  const own = command.command === 'dial' || turn.leg(command.legId)?.callControlId !== undefined;
  return own && command.needs.every((id) => turn.leg(id)?.callControlId !== undefined);
}

function giveUp(turn: Turn, command: PendingCommand, goneId: string): void {
  turn.drop(command, `leg ${goneId} has ended`);
  turn.changeLeg(command.legId, (leg) => renounce(leg, command.id));
  if (command.by === 'engine') return;
  const facts = {
    command: command.command,
    reason: 'leg_ended',
    detail: `The command names leg ${goneId}, which has ended.`,
  };
  turn.failures.push({ command, facts });
}
