/**
 * From a machine's command to commands on legs: checks the params, finds the legs, gives each command its id, and keeps
 * beside the leg what was asked for (a play, a gather, a transfer), without touching its connection state.
 */
import { commands as registry, type CommandName } from '../telnyx/commands/registry.ts';
import { DEFAULT_DIAL_ROLE, DEFAULT_TRANSFER_ROLE } from '../flow/leg-address.ts';
import { type CommandRequest, readCommand } from '../flow/read-command.ts';
import { firstLeg, legsAt, pinReferences } from './address.ts';
import type { PendingCommand } from './call-state.ts';
import type { CommandEffect } from './effect.ts';
import { expect, withDetection } from './expectation.ts';
import { isLive, type Leg, newLeg } from './leg.ts';
import type { Turn } from './turn.ts';
import { dropWaiting, endUnborn, legMadeBy } from './unsent.ts';

type Params = Readonly<Record<string, unknown>>;

/** Issues what an action of the machine asks for. What cannot be issued becomes a failure of the command. */
export function issueEffect(turn: Turn, effect: CommandEffect): void {
  const read = readCommand({ type: effect.command, params: effect.params }, turn.flow.options);
  if (read.ok) {
    issueRequest(turn, read.request, effect.origin);
    return;
  }
  if (read.command === undefined) {
    turn.effects.push({ type: 'log', label: 'not a command', value: effect.command });
    return;
  }
  const leg = legsAt(turn, read.leg)[0];
  const detail = read.issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
  fail(turn, read.command, leg?.id ?? '', effect.origin, 'invalid', detail);
}

/** Issues a command that the engine itself wants. */
export function issueOwn(turn: Turn, command: CommandName, leg: Leg, params: Params): PendingCommand {
  return add(turn, command, leg, params, [], [], 'engine');
}

function issueRequest(turn: Turn, request: CommandRequest, origin: readonly string[]): void {
  if (request.command === 'dial') {
    dialAll(turn, request, origin);
    return;
  }
  const legs = legsAt(turn, request.leg, request.command === 'hangup' || request.command === 'reject');
  if (legs.length === 0) {
    // Telling the others to stop when there are no others is no mistake.
    if (request.leg?.startsWith('others:')) return;
    const detail = `There is no leg ${JSON.stringify(request.leg ?? 'caller')} in this call.`;
    fail(turn, request.command, '', origin, 'invalid', detail);
    return;
  }
  for (const leg of legs) issueOn(turn, leg, request, origin);
}

/** A command of an earlier step, as its journal tells it. */
export interface Resent {
  readonly command: string;
  readonly legId: string;
  readonly params: unknown;
}

/** Issues a command of an earlier step once more, as a new one of the flow's: its end is told to the machine. */
export function issueAgain(turn: Turn, { command, legId, params }: Resent): void {
  const as = command === 'dial' ? legId.replace(/#\d+$/, '') : undefined;
  const request = { command: command as CommandName, leg: legId, as, sensitive: false, params: params as Params };
  issueRequest(turn, request, []);
}

function issueOn(turn: Turn, leg: Leg, request: CommandRequest, origin: readonly string[]): void {
  const { params, needs, missing } = pinReferences(turn, request.params);
  if (missing.length > 0) {
    const detail = `It names ${missing.join(', ')}, but there is no such leg in this call.`;
    fail(turn, request.command, leg.id, origin, 'invalid', detail);
    return;
  }
  if (request.command === 'hangup' || request.command === 'reject') {
    hangUp(turn, leg, request.command, params, origin, 'flow');
    return;
  }
  if (!isLive(leg)) {
    fail(turn, request.command, leg.id, origin, 'leg_ended', 'The leg has ended.');
    return;
  }
  if (request.command === 'answer' && turn.handedOn && leg.signalling === 'answered') {
    turn.answered.push(leg.id);
    return;
  }
  // Nothing gathers there: the state is left because its gather has ended.
  if (request.command === 'stopGather' && leg.gathers.length === 0) return;
  const target = request.command === 'transfer' ? addLeg(turn, request.as ?? DEFAULT_TRANSFER_ROLE, params) : undefined;
  add(turn, request.command, leg, params, needs, origin, 'flow', request.sensitive, target);
}

/** Ends a leg: what waits for it is dropped, and a dial that was never sent is not sent at all. */
export function hangUp(
  turn: Turn,
  leg: Leg,
  command: 'hangup' | 'reject',
  params: Params,
  origin: readonly string[],
  by: 'flow' | 'engine',
): void {
  dropWaiting(turn, leg.id, 'hangup overtakes');
  const dialled = leg.callControlId !== undefined || turn.commands.some((one) => legMadeBy(one) === leg.id);
  if (!dialled) endUnborn(turn, leg.id, 'originator_cancel');
  const isOver = !turn.legs.some((one) => one.id === leg.id && isLive(one));
  // Asked for and not answered yet: once is enough.
  if (isOver || turn.commands.some((one) => one.legId === leg.id && one.command === command)) return;
  turn.changeLeg(leg.id, (one) => ({ ...one, hangup: { at: turn.at, attempts: (one.hangup?.attempts ?? 0) + 1 } }));
  add(turn, command, leg, params, [], origin, by);
}

function dialAll(turn: Turn, request: CommandRequest, origin: readonly string[]): void {
  const { to } = request.params;
  const { params, needs, missing } = pinReferences(turn, request.params);
  const role = request.as ?? DEFAULT_DIAL_ROLE;
  if (missing.length > 0) {
    fail(turn, 'dial', '', origin, 'invalid', `It names ${missing.join(', ')}, but there is no such leg in this call.`);
    return;
  }
  const own = firstLeg(turn.legs);
  const from = own?.direction === 'incoming' ? own.to : own?.from;
  for (const number of Array.isArray(to) ? (to as unknown[]) : [to]) {
    const filled = {
      ...(from !== undefined && { from }),
      ...(own?.connectionId !== undefined && { connection_id: own.connectionId }),
      ...params,
      to: number,
    };
    const leg = addLeg(turn, role, filled, takesFirstPlace(turn, role));
    add(turn, 'dial', leg, filled, needs, origin, 'flow');
  }
}

/** An outbound flow's first dial makes the first leg; a redial under the same role takes a dead first leg's place. */
function takesFirstPlace(turn: Turn, role: string): boolean {
  if (turn.direction !== 'outgoing') return false;
  const first = firstLeg(turn.legs);
  return first === undefined || (first.role === role && !isLive(first));
}

function addLeg(turn: Turn, role: string, params: Params, first = false): Leg {
  const count = turn.legs.filter((leg) => leg.role === role).length;
  const text = (key: string): string | undefined => (typeof params[key] === 'string' ? params[key] : undefined);
  const linked = (text('link_to') ?? text('supervise_call_control_id'))?.replace(/^leg:/, '');
  const leg = newLeg(
    {
      id: `${role}#${count + 1}`,
      role,
      first,
      direction: 'outgoing',
      ...(text('to') !== undefined && { to: text('to') as string }),
      ...(text('from') !== undefined && { from: text('from') as string }),
      ...(linked !== undefined && { linked }),
      ...(params['supervise_call_control_id'] !== undefined && { supervises: true }),
    },
    turn.at,
  );
  turn.legs = [...turn.legs, leg];
  return leg;
}

function add(
  turn: Turn,
  command: CommandName,
  leg: Leg,
  params: Params,
  needs: readonly string[],
  origin: readonly string[],
  by: 'flow' | 'engine',
  sensitive = false,
  target?: Leg,
): PendingCommand {
  const pending: PendingCommand = {
    id: turn.nextCommandId(),
    command,
    legId: leg.id,
    needs: needs.filter((id) => id !== leg.id),
    params: carryState(turn, leg, command, params),
    origin,
    step: turn.step,
    issuedAt: turn.at,
    by,
    ...(target !== undefined && { target: target.id }),
  };
  turn.commands = [...turn.commands, pending];
  turn.changeLeg(leg.id, (one) => expect(rememberState(one, command, params), pending, { sensitive }));
  if (target !== undefined) turn.changeLeg(target.id, (one) => withDetection(one, pending));
  const targetState = params['target_leg_client_state'];
  if (target !== undefined && typeof targetState === 'string')
    turn.changeLeg(target.id, (one) => ({ ...one, clientState: targetState }));
  turn.effects.push({ type: 'command', id: pending.id, command, leg: leg.id, params, by });
  return pending;
}

/** The author's own `client_state` as it is now: the body of a command must not change between two attempts. */
function carryState(turn: Turn, leg: Leg, command: CommandName, params: Params): Params {
  const own = turn.leg(leg.id)?.clientState;
  const carries = registry[command].takesClientState && params['client_state'] === undefined && own !== undefined;
  return carries ? { ...params, client_state: own } : params;
}

/** The author's own `client_state` stays with the leg: later commands carry it on inside the engine's token. */
function rememberState(leg: Leg, command: CommandName, params: Params): Leg {
  const own = params['client_state'];
  return registry[command].takesClientState && typeof own === 'string' ? { ...leg, clientState: own } : leg;
}

function fail(
  turn: Turn,
  command: CommandName,
  legId: string,
  origin: readonly string[],
  reason: 'invalid' | 'leg_ended',
  detail: string,
): void {
  const id = turn.nextCommandId();
  if (reason === 'invalid') turn.failedCommands += 1;
  turn.failures.push({ command: { id, command, legId, by: 'flow', origin }, facts: { command, reason, detail } });
}
