/**
 * The commands that a machine's actions ask for, with as much of their params as can be known without running it: what
 * is written down, and what a function of params makes of anything. Which state they stand in is the model's business.
 */
import { isCommandName } from '../../flow/call-actions.ts';
import { DEFAULT_DIAL_ROLE, DEFAULT_TRANSFER_ROLE } from '../../flow/leg-address.ts';
import {
  builtInKind,
  type Implementations,
  memberOf,
  namedReference,
  toList,
} from '../../flow/load/machine-reading.ts';
import type { CommandName } from '../../telnyx/commands/registry.ts';
import { anything, isKnown, madeOf } from './anything.ts';

/** A command that an action asks for. */
export interface CommandUse {
  readonly command: CommandName;
  /** What is known of the params; a value of which nothing is known is `anything`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Whether all of the params are written down. */
  readonly isStatic: boolean;
  /** Whether it may not be asked for at all: it stands in an `enqueueActions`. */
  readonly isConditional: boolean;
}

/** The commands that collect keys; one of them runs at a time on a leg. */
export const GATHERS: ReadonlySet<CommandName> = new Set<CommandName>([
  'gather',
  'gatherUsingSpeak',
  'gatherUsingAudio',
]);

/** The commands among some actions, in their order. */
export function commandsIn(actions: readonly unknown[], implementations: Implementations): readonly CommandUse[] {
  return actions.flatMap((action) => commandsOf(action, implementations, false));
}

function commandsOf(action: unknown, implementations: Implementations, isConditional: boolean): CommandUse[] {
  const reference = namedReference(action);
  if (reference !== undefined && isCommandName(reference.name)) {
    return [useOf(reference.name, reference.params, isConditional)];
  }
  const taken = reference === undefined ? action : memberOf(implementations.actions, reference.name);
  return builtInKind(taken) === 'xstate.enqueueActions' ? enqueued(taken, implementations) : [];
}

function useOf(command: CommandName, params: unknown, isConditional: boolean): CommandUse {
  const made = typeof params === 'function' ? madeOf(params as (args: unknown) => unknown) : (params ?? {});
  const known = typeof made === 'object' && made !== null ? (made as Readonly<Record<string, unknown>>) : {};
  const isStatic = typeof params !== 'function' && Object.values(known).every((value) => isKnown(value));
  return { command, params: known, isStatic, isConditional };
}

/** What an `enqueueActions` may enqueue: its function is called with guards that hold, and with guards that do not. */
function enqueued(action: unknown, implementations: Implementations): CommandUse[] {
  const collect = memberOf(action, 'collect');
  if (typeof collect !== 'function') return [];
  const seen = new Map<string, unknown>();
  for (const holds of [true, false]) {
    const note = (one: unknown): void => void seen.set(keyOf(one), one);
    const enqueue = Object.assign(
      note,
      Object.fromEntries(['assign', 'raise', 'cancel', 'emit', 'log'].map((name) => [name, () => undefined])),
    );
    madeOf(() =>
      Reflect.apply(collect, undefined, [{ enqueue, check: () => holds, context: anything, event: anything }]),
    );
  }
  return [...seen.values()].flatMap((one) => commandsOf(one, implementations, true));
}

function keyOf(action: unknown): string {
  const reference = namedReference(action);
  return reference === undefined ? 'function' : `${reference.name} ${safeText(reference.params)}`;
}

function safeText(value: unknown): string {
  try {
    return typeof value === 'function' ? Function.prototype.toString.call(value) : (JSON.stringify(value) ?? '');
  } catch {
    return 'unreadable';
  }
}

/** A param as text, if it is known to be one. */
export function textParam(use: CommandUse, key: string): string | undefined {
  const value = use.params[key];
  return typeof value === 'string' ? value : undefined;
}

/** A param as a number, if it is known to be one. */
export function numberParam(use: CommandUse, key: string): number | undefined {
  const value = use.params[key];
  return typeof value === 'number' ? value : undefined;
}

/** Whether a param is given, known or not. */
export const hasParam = (use: CommandUse, key: string): boolean => use.params[key] !== undefined;

/** The role of the leg that the command makes; undefined: it makes none, or of which role is not known. */
export function roleMade(use: CommandUse): string | undefined {
  if (use.command !== 'dial' && use.command !== 'transfer') return undefined;
  const as = use.params['as'];
  if (as === undefined) return use.command === 'dial' ? DEFAULT_DIAL_ROLE : DEFAULT_TRANSFER_ROLE;
  return typeof as === 'string' ? as : undefined;
}

/** How many legs a dial makes at once: the numbers in `to`; undefined when that is not known. */
export function legsMade(use: CommandUse): number | undefined {
  const to = use.params['to'];
  if (Array.isArray(to)) return to.some((one) => !isKnown(one)) ? undefined : toList(to).length;
  return typeof to === 'string' ? 1 : undefined;
}
