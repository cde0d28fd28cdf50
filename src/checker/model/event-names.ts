/**
 * The names that events of a flow can have, and which of them a descriptor stands for. What makes an event come is not
 * known here.
 */
import type { Roles } from '../../flow/load/roles.ts';
import { commands } from '../../telnyx/commands/registry.ts';
import { eventSchemas } from '../../telnyx/events/registry.ts';

const TELNYX_EVENTS: readonly string[] = Object.keys(eventSchemas);

/** Every descriptor of a machine with the event names that it matches. */
export function vocabularyOf(
  descriptors: readonly string[],
  roles: Roles,
  applicationEvents: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const exact = descriptors.filter((one) => !one.includes('*'));
  const known = new Set([
    ...exact.filter((one) => one !== 'always' && !one.startsWith('xstate.')),
    ...TELNYX_EVENTS,
    ...[...roles.prefixes].flatMap((role) => TELNYX_EVENTS.map((type) => `${role}.${type}`)),
    ...[...roles.known].map((role) => `legs.ended.${role}`),
    ...Object.keys(commands).map((name) => `command.failed.${name}`),
    ...applicationEvents,
    'leg.silent',
  ]);
  const matching = (descriptor: string): readonly string[] => {
    if (!descriptor.includes('*')) return [descriptor];
    if (descriptor === '*') return [...known];
    const prefix = descriptor.slice(0, -1);
    return [...known].filter((name) => name.startsWith(prefix));
  };
  return new Map([...new Set(descriptors)].map((one) => [one, matching(one)] as const));
}

/** An event's name, taken apart. */
export type EventName =
  | { readonly kind: 'telnyx'; readonly type: string; readonly role: string | undefined }
  | { readonly kind: 'failed'; readonly command: string }
  | { readonly kind: 'succeeded'; readonly command: string }
  | { readonly kind: 'legs ended'; readonly role: string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'always' }
  | { readonly kind: 'other' }
  | { readonly kind: 'timer'; readonly delay: string }
  | { readonly kind: 'task'; readonly id: string; readonly ok: boolean }
  | { readonly kind: 'state done' };

/** Takes an event's name apart. A role of a Telnyx event is undefined for the first leg. */
export function readEventName(name: string): EventName {
  const outcome = /^command\.(failed|succeeded)\.(\w+)$/.exec(name);
  if (outcome !== null) return { kind: outcome[1] === 'failed' ? 'failed' : 'succeeded', command: outcome[2] ?? '' };
  const ended = /^legs\.ended\.(.+)$/.exec(name);
  if (ended !== null) return { kind: 'legs ended', role: ended[1] ?? '' };
  const timer = /^xstate\.after\.([^.]+)\./.exec(name);
  if (timer !== null) return { kind: 'timer', delay: timer[1] ?? '' };
  const task = /^xstate\.(done|error)\.actor\.(.+)$/.exec(name);
  if (task !== null) return { kind: 'task', id: task[2] ?? '', ok: task[1] === 'done' };
  if (name.startsWith('xstate.done.state.')) return { kind: 'state done' };
  if (name === 'leg.silent') return { kind: 'silent' };
  if (name === 'always') return { kind: 'always' };
  if (TELNYX_EVENTS.includes(name)) return { kind: 'telnyx', type: name, role: undefined };
  const dot = name.indexOf('.');
  const type = name.slice(dot + 1);
  if (dot > 0 && TELNYX_EVENTS.includes(type)) return { kind: 'telnyx', type, role: name.slice(0, dot) };
  return { kind: 'other' };
}
