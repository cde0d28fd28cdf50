/**
 * What a command handler gets and gives. Handlers are told a leg in a state that accepts the command, and params that
 * the schema has passed.
 */
import type { CommandName, CommandParams } from '../../telnyx/commands/index.ts';
import type { Conferences } from '../conference.ts';
import type { Leg } from '../leg.ts';
import type { Problem } from '../problem.ts';
import type { WaitingQueues } from '../waiting-queue.ts';
import type { World } from '../world.ts';

/** What handlers act on. */
export interface Carrier {
  readonly world: World;
  readonly queues: WaitingQueues;
  readonly conferences: Conferences;
}

/** A command that was accepted: `data` of the answer. */
export interface Accepted {
  readonly data: Readonly<Record<string, unknown>>;
}

/** A command that addresses a leg. */
export type LegCommand = Exclude<CommandName, 'dial'>;

/** Carries out one command. */
export type Handler<Name extends LegCommand> = (
  carrier: Carrier,
  leg: Leg,
  params: CommandParams<Name>,
) => Accepted | Problem;

/** The usual answer: 200, `{"data":{"result":"ok"}}`. */
export function ok(more: Readonly<Record<string, unknown>> = {}): Accepted {
  return { data: { result: 'ok', ...more } };
}
