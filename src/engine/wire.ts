/**
 * A pending command as it goes over the wire: references to legs filled in, `command_id` and the engine's token added.
 */
import { commands as registry } from '../telnyx/commands/registry.ts';
import { fillReferences } from './address.ts';
import type { CallState, PendingCommand } from './call-state.ts';
import type { Leg } from './leg.ts';
import { encodeToken } from './token.ts';

/** What is sent to Telnyx. */
export interface WireCommand {
  /** The leg whose path it is sent to; undefined for `dial`. */
  readonly callControlId: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The request of a pending command. The same command gives the same body, before and after a crash. */
export function wireOf(state: CallState, command: PendingCommand): WireCommand {
  const spec = registry[command.command];
  const leg = state.legs.find((one) => one.id === command.legId);
  const target = state.legs.find((one) => one.id === command.target);
  const body: Record<string, unknown> = { ...fillReferences(state.legs, command.params) };
  if (spec.takesCommandId) body['command_id'] = command.id;
  if (spec.takesClientState && leg !== undefined)
    body['client_state'] = token(state, command, leg, body['client_state']);
  if (target !== undefined)
    body['target_leg_client_state'] = token(state, command, target, body['target_leg_client_state']);
  return { callControlId: command.command === 'dial' ? undefined : leg?.callControlId, body };
}

function token(state: CallState, command: PendingCommand, leg: Leg, authors: unknown): string {
  const own = typeof authors === 'string' ? { own: authors } : {};
  return encodeToken({ callId: state.callId, legId: leg.id, step: command.step, ...own });
}
