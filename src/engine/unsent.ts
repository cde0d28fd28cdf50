/**
 * Commands that were issued and will not be sent, and the legs that therefore never come to be. What waits for such a
 * leg goes with it. Who decides that a command is dropped, and why, is not known here.
 */
import type { PendingCommand } from './call-state.ts';
import { endLeg, unbridge } from './connection.ts';
import { renounce } from './expectation.ts';
import { isLive } from './leg.ts';
import type { Turn } from './turn.ts';

/** Whether nobody can have begun to send it. A dial that is ready still waits for its turn in the paced lane. */
export function isUnsent(command: PendingCommand): boolean {
  return command.command === 'dial' ? command.attemptedAt === undefined : command.readyAt === undefined;
}

/** Takes a command off the list: nothing that it asked for is expected any more, a leg that it would make is over. */
export function dropCommand(turn: Turn, command: PendingCommand, why: string): void {
  if (!turn.commands.some((one) => one.id === command.id)) return;
  turn.drop(command, why);
  turn.changeLeg(command.legId, (leg) => renounce(leg, command.id));
  const made = legMadeBy(command);
  if (made !== undefined) endUnborn(turn, made, 'originator_cancel');
}

/** Drops every unsent command on a leg, and a transfer to it. */
export function dropWaiting(turn: Turn, legId: string, why: string): void {
  for (const command of turn.commands)
    if ((command.legId === legId || command.target === legId) && isUnsent(command)) dropCommand(turn, command, why);
}

/** Ends a leg of which Telnyx has said nothing: its dial or transfer failed, or was never sent. */
export function endUnborn(turn: Turn, legId: string, hangup_cause: string): void {
  const leg = turn.leg(legId);
  if (leg === undefined || !isLive(leg) || leg.callControlId !== undefined) return;
  const payload = { hangup_cause, hangup_source: 'unknown', sip_hangup_cause: 'unspecified' };
  turn.changeLeg(legId, (one) => endLeg(one, payload, turn.at));
  turn.legs = unbridge(turn.legs, legId);
  for (const command of turn.commands)
    if (command.legId === legId) dropCommand(turn, command, 'its leg never came to be');
}

/** The leg that a command makes. */
export function legMadeBy(command: PendingCommand): string | undefined {
  return command.command === 'dial' ? command.legId : command.target;
}
