/**
 * How a flow's file names legs: roles, exact legs, and references that are resolved when the command is sent. It knows
 * the grammar only; which leg an address means is the engine's business.
 */

/** The role of a call's first leg: the caller's, or the first leg that an outbound flow dials without naming it. */
export const FIRST_LEG_ROLE = 'caller';
/** The role of a leg that `dial` makes when the command names none. */
export const DEFAULT_DIAL_ROLE = 'callee';
/** The role of a leg that `transfer` makes when the command names none. */
export const DEFAULT_TRANSFER_ROLE = 'target';
/** The role of a leg that Telnyx adds to the call by itself: an AI assistant's own transfer, say. */
export const ADDED_LEG_ROLE = 'added';

/**
 * A reference to a leg, for every param that wants a leg or a `call_control_id`: `leg:agent` is the leg of that role,
 * `leg:` the leg of the event being handled. Made by {@link leg}; resolved when the command is sent.
 */
export type LegRef = `leg:${string}`;

/**
 * A reference to the other legs of a role: all but the leg of the event being handled. Made by {@link others}.
 */
export type OthersRef = `others:${string}`;

/** The roles that exist without being named by the flow. */
export type DefaultRole =
  typeof FIRST_LEG_ROLE | typeof DEFAULT_DIAL_ROLE | typeof DEFAULT_TRANSFER_ROLE | typeof ADDED_LEG_ROLE;

/**
 * Where a command may go: a role (`agent`), an exact leg (`agent#2`), or a reference (`leg()`, `leg('agent')`,
 * `others('agent')`).
 */
export type LegAddress<Roles extends string = string> =
  | Roles
  | DefaultRole
  | `${Roles | DefaultRole}#${number}`
  | `leg:${Roles | DefaultRole | ''}`
  | `leg:${Roles | DefaultRole}#${number}`
  | `others:${Roles | DefaultRole | ''}`;

/**
 * The leg of a role, or, without one, the leg of the event being handled. Stands wherever a param wants a leg or a
 * `call_control_id`; which leg that is gets settled when the command is sent.
 *
 * `role` is the role that `as` gave the leg, or an exact leg such as `agent#2`. Default: the event's leg.
 *
 * @example
 * ```ts
 * import { bridge, hangup, leg } from 'callchart';
 *
 * const connect = bridge({ call_control_id: leg('agent') });
 * const refuse = hangup({ leg: leg() });
 * ```
 */
export function leg(): 'leg:';
export function leg<Role extends string>(role: Role): `leg:${Role}`;
export function leg(role = ''): LegRef {
  return `leg:${role}`;
}

/**
 * The other legs of a role: every living one but the leg of the event being handled. Without a role: the other legs of
 * the event's own role.
 *
 * `role` is the role that `as` gave the legs. Default: the role of the event's leg.
 *
 * @example
 * ```ts
 * import { hangup, others } from 'callchart';
 *
 * // The first agent to answer wins; the other phones stop ringing.
 * const stopRinging = hangup({ leg: others('agent') });
 * ```
 */
export function others(): 'others:';
export function others<Role extends string>(role: Role): `others:${Role}`;
export function others(role = ''): OthersRef {
  return `others:${role}`;
}

const ROLE = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const ADDRESS = /^(?:(?<reference>leg|others):)?(?<role>[A-Za-z][A-Za-z0-9_-]{0,63})?(?:#(?<number>[0-9]+))?$/;

/** First tokens of Telnyx' and the engine's event names: a role of that name would make event names ambiguous. */
const RESERVED_ROLES: ReadonlySet<string> = new Set([
  'call',
  'conference',
  'streaming',
  'siprec',
  'dialogflow',
  'command',
  'legs',
  'leg',
  'others',
  'xstate',
]);

/** Whether a name can be a role: letters, digits, `-` and `_`, at most 64, and not the start of an event's own name. */
export function isRole(name: unknown): name is string {
  return typeof name === 'string' && ROLE.test(name) && !RESERVED_ROLES.has(name);
}

/** What an address says, or undefined when it is none. A missing role means the leg of the event being handled. */
export function readLegAddress(
  address: unknown,
): { readonly others: boolean; readonly role: string | undefined } | undefined {
  if (typeof address !== 'string') return undefined;
  const groups = ADDRESS.exec(address)?.groups;
  if (groups === undefined) return undefined;
  const { reference, role, number } = groups;
  if (role === undefined && (reference === undefined || number !== undefined)) return undefined;
  if (reference === 'others' && number !== undefined) return undefined;
  return { others: reference === 'others', role };
}
