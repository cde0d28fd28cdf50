/**
 * A machine's definition as Stately's tools read it: JSON from which `createMachine` makes the same states. Functions
 * become names, since JSON has none; commands keep their params.
 */
import type { AnyStateMachine } from 'xstate';
import { builtInKind, memberOf } from '../flow/load/machine-reading.ts';

/** The definition, as an object of plain JSON. */
export function statelyDefinition(machine: AnyStateMachine): Readonly<Record<string, unknown>> {
  // The context is a call's, and often made by a function; `types` and `schemas` say nothing at run time.
  const {
    types: _types,
    schemas: _schemas,
    context: _context,
    ...config
  } = machine.config as Readonly<Record<string, unknown>>;
  return plain(config, '', []) as Readonly<Record<string, unknown>>;
}

// Places of a config where XState wants an action or guard object; elsewhere a function computes a value.
const own = ' own';
const referred = new Set(['entry', 'exit', 'actions', 'guard', 'guards']);

function plain(value: unknown, key: string, above: readonly unknown[]): unknown {
  if (typeof value === 'function') return ofFunction(value, key, above);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return undefined;
  const within = [...above, value];
  if (Array.isArray(value)) return value.map((part) => plain(part, key, within) ?? null);
  // The source of a task may be its actor: an object full of functions.
  if (key === 'src') return 'inline';
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      // Names of states, and what is in params, are the author's own and mean nothing to XState.
      const place = key === 'states' ? '' : key === own || name === 'params' ? own : name;
      const made = plain(part, place, within);
      return made === undefined ? [] : [[name, made]];
    }),
  );
}

function ofFunction(made: object, key: string, above: readonly unknown[]): unknown {
  const name = (made as { readonly name?: string }).name ?? '';
  if (key === 'src') return name === '' ? 'inline' : name;
  if (!referred.has(key)) return undefined;
  const kind = builtInKind(made);
  if (kind !== undefined) return { type: kind.replace('xstate.', '') };
  const guards = memberOf(made, 'guards');
  if (Array.isArray(guards)) return { type: name === '' ? 'guards' : name, params: plain(guards, 'guards', above) };
  return { type: name === '' ? 'inline' : name };
}
