/**
 * A machine's structure as one text that is the same wherever and in whatever key order the flow was written, and its
 * hash, by which a call knows the machine it began on. It reads a config; it judges nothing.
 */
import type { AnyStateMachine } from 'xstate';
import { callActions } from './call-actions.ts';
import { callGuards } from './guards.ts';
import { sha256Hex } from './sha256.ts';

/** Our own implementations: known by name, since their source differs between `src` and `dist`. */
const OURS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ...Object.entries(callActions).map(([name, action]) => [action, `callActions.${name}`] as const),
  ...Object.entries(callGuards).map(([name, guard]) => [guard, `callGuards.${name}`] as const),
]);

/** Parts of XState's own action and guard objects that differ between its builds. */
const XSTATE_INNARDS: ReadonlySet<string> = new Set(['resolve', 'retryResolve', 'execute', 'check']);

/**
 * The hash of a machine's structure: SHA-256 of {@link structureOf}, its first 16 hexadecimal digits. It changes with
 * states, transitions, params, guards and functions (by their source text), not with key order or tasks.
 */
export function structureHash(machine: AnyStateMachine): string {
  return sha256Hex(structureOf(machine)).slice(0, 16);
}

/** The structure as canonical JSON: the config, and the implementations that decide how it runs. */
export function structureOf(machine: AnyStateMachine): string {
  const { actions, guards, delays } = machine.implementations;
  const { types: _types, schemas: _schemas, ...config } = machine.config as Readonly<Record<string, unknown>>;
  return canonical({ config, actions, guards, delays }, []);
}

function canonical(value: unknown, path: readonly unknown[]): string {
  const ours = OURS.get(value);
  if (ours !== undefined) return tagged('callchart', ours);
  if (typeof value === 'function') return functionText(value, path);
  if (typeof value === 'bigint' || typeof value === 'symbol') return tagged(typeof value, String(value));
  if (typeof value === 'number' && !Number.isFinite(value)) return tagged('number', String(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? tagged('undefined', '');
  if (path.includes(value)) return tagged('circular', '');
  const within = [...path, value];
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonical(item, within)).join(',')}]`;
  if (value instanceof Date || value instanceof RegExp) return tagged(value.constructor.name, String(value));
  return members(value, within);
}

function functionText(value: object, path: readonly unknown[]): string {
  if (path.includes(value)) return tagged('circular', '');
  const builtIn = 'resolve' in value || 'check' in value;
  const name = 'type' in value ? '' : String((value as { name?: unknown }).name);
  const source = builtIn ? name : (value as { toString(): string }).toString();
  return `${tagged(builtIn ? 'xstate' : 'function', source)}${members(value, [...path, value])}`;
}

function members(value: object, path: readonly unknown[]): string {
  const entries = Object.entries(value)
    .filter(([key, member]) => member !== undefined && !XSTATE_INNARDS.has(key))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member, path)}`);
  return `{${entries.join(',')}}`;
}

function tagged(kind: string, text: string): string {
  return `<${kind} ${JSON.stringify(text)}>`;
}
