/**
 * The roles that a flow's legs can have, learnt from `as` of its `dial` and `transfer`, and the check that legs are
 * addressed by roles that exist. Which legs live at a given time it does not know.
 */
import { nearMiss } from '../../telnyx/commands/near-miss.ts';
import {
  ADDED_LEG_ROLE,
  DEFAULT_DIAL_ROLE,
  DEFAULT_TRANSFER_ROLE,
  FIRST_LEG_ROLE,
  isRole,
  readLegAddress,
} from '../leg-address.ts';
import type { FlowFinding } from './finding.ts';
import { builtInKind, memberOf, namedReference, type MachineReading } from './machine-reading.ts';

/** The roles of a flow. */
export interface Roles {
  readonly known: ReadonlySet<string>;
  /** Those that can stand before an event's name: a call's first leg has bare names, whatever its role. */
  readonly prefixes: ReadonlySet<string>;
  /** Whether a role may be computed at run time: then a role that is not known is no error. */
  readonly open: boolean;
}

/** Params that name a leg where Telnyx wants a `call_control_id`. */
const LEG_PARAMS: ReadonlySet<string> = new Set(['call_control_id', 'link_to', 'supervise_call_control_id']);

/** The roles of all legs that the machine's commands can make. */
export function surveyRoles({ states, implementations }: MachineReading): Roles {
  const known = new Set<string>([DEFAULT_DIAL_ROLE, DEFAULT_TRANSFER_ROLE, ADDED_LEG_ROLE]);
  let open = false;
  const learn = (action: unknown): void => {
    const reference = namedReference(action);
    const implementation = reference && memberOf(implementations.actions, reference.name);
    if (builtInKind(action) ?? builtInKind(implementation)) {
      const source = closureSource(builtInKind(action) === undefined ? implementation : action);
      if (/\b(?:dial|transfer)\b/.test(source)) open = learnFromSource(source, known) || open;
    } else if (reference?.name === 'dial' || reference?.name === 'transfer') {
      if (typeof reference.params === 'function') {
        open = learnFromSource(Function.prototype.toString.call(reference.params), known) || open;
      } else {
        const role = memberOf(reference.params, 'as');
        if (isRole(role)) known.add(role);
      }
    }
  };
  for (const { actions } of states) for (const { action } of actions) learn(action);
  return { known: new Set([FIRST_LEG_ROLE, ...known]), prefixes: known, open };
}

/** Whether a leg may have this role. */
export function mayBeRole(role: string, roles: Roles): boolean {
  return roles.known.has(role) || (roles.open && isRole(role));
}

/** Whether this role may stand before an event's name. */
export function mayBePrefix(role: string, roles: Roles): boolean {
  return roles.prefixes.has(role) || (roles.open && isRole(role) && role !== FIRST_LEG_ROLE);
}

/** What to do about a role that no leg has. */
export function roleRemedy(role: string, roles: Roles): string {
  const near = nearMiss(role, [...roles.known]);
  const meant = near === undefined ? '' : `Did you mean "${near}"? `;
  return `${meant}Roles come from \`as\` of dial and transfer; here they are ${[...roles.known].join(', ')}.`;
}

/** Findings about the legs that a command's static params name. */
export function checkLegs(state: string, command: string, params: unknown, roles: Roles): FlowFinding[] {
  return namedLegs(params).flatMap(([path, address]) => {
    const role = readLegAddress(address)?.role;
    if (role === undefined || mayBeRole(role, roles)) return [];
    const message = `${path} of ${command} names the role "${role}", which no leg of this flow has.`;
    return [{ state, rule: 'role' as const, message, remedy: roleRemedy(role, roles) }];
  });
}

/** The addresses in `leg`, in the params that want a `call_control_id`, and in an assistant's participants. */
function namedLegs(params: unknown): [path: string, address: unknown][] {
  if (typeof params !== 'object' || params === null) return [];
  return Object.entries(params).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'leg') return [[key, value]];
    if (LEG_PARAMS.has(key)) return isReference(value) ? [[key, value]] : [];
    if (key !== 'participant' && key !== 'participants') return [];
    const ids = [value].flat().map((participant) => memberOf(participant, 'id'));
    return ids.filter(isReference).map((id): [string, unknown] => [`${key}.id`, id]);
  });
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && /^(?:leg|others):/.test(value);
}

/**
 * Learns the roles that a function's source names as text (`as: 'agent'`). Answers whether it may make others, too:
 * when `as` is computed, or an object is spread.
 */
function learnFromSource(source: string, known: Set<string>): boolean {
  const named = [...source.matchAll(/\bas['"]?\s*:\s*(['"`])([A-Za-z][\w-]*)\1/g)];
  for (const [, , role] of named) if (isRole(role)) known.add(role);
  return source.includes('...') || [...source.matchAll(/\bas\b/g)].length > named.length;
}

/** The source of the functions that an XState action carries, such as the callback of `enqueueActions`. */
export function closureSource(action: unknown): string {
  if (typeof action !== 'function') return '';
  const carried = ['assignment', 'collect', 'event'].map((key) => memberOf(action, key));
  return carried.flatMap(sourcesOf).join('\n');
}

function sourcesOf(value: unknown): string[] {
  if (typeof value === 'function') return [Function.prototype.toString.call(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value)
    .filter((member) => typeof member === 'function')
    .map((member) => Function.prototype.toString.call(member));
}
