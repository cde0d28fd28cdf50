/**
 * Rule: every action is a command, or one of XState's actions that change nothing outside the machine. A function of
 * the author's would never be run: what a call does to the world are its commands and tasks.
 */
import { nearMiss } from '../../telnyx/commands/near-miss.ts';
import { commands } from '../../telnyx/commands/registry.ts';
import { isCommandName } from '../call-actions.ts';
import type { FlowFinding, FlowRule } from './finding.ts';
import { builtInKind, memberOf, namedReference, type MachineReading } from './machine-reading.ts';
import { closureSource } from './roles.ts';

type Complaint = readonly [rule: FlowRule, message: string, remedy: string];

const HARMLESS: ReadonlySet<string> = new Set([
  'xstate.assign',
  'xstate.raise',
  'xstate.cancel',
  'xstate.emit',
  'xstate.log',
  'xstate.enqueueActions',
]);
const INSTEAD =
  'Write a command (`speak({ … })`), `assign` for context, `emit` for subscribers, or a task for other work.';
const NO_SPAWN = 'A call runs one machine: use parallel states, or a task (`invoke` of a promise) for work outside.';
const TO_ITSELF = 'To send an event to the machine itself use `raise`; to tell others, `emit`.';

/** Findings about all actions, those that are commands excepted. */
export function checkActions(reading: MachineReading): FlowFinding[] {
  const found = reading.states.flatMap(({ state, actions }) =>
    actions.flatMap(({ place, action }) =>
      checkAction(action, reading).map(([rule, message, remedy]) => ({
        state,
        rule,
        message: `${place}: ${message}`,
        remedy,
      })),
    ),
  );
  const { context } = reading.config;
  const factory = typeof context === 'function' ? Function.prototype.toString.call(context) : '';
  if (!/\bspawn\b/.test(factory)) return found;
  return [...found, { state: '(machine)', rule: 'actor', message: 'context spawns an actor.', remedy: NO_SPAWN }];
}

function checkAction(action: unknown, reading: MachineReading): Complaint[] {
  const kind = builtInKind(action);
  if (kind !== undefined) return checkBuiltIn(kind, action, reading);
  if (typeof action === 'function') return [inline(action)];
  const reference = namedReference(action);
  if (reference === undefined) return [['action', 'the action is neither a name nor an object with a type.', INSTEAD]];
  const strays = reference.keys
    .filter((key) => key !== 'type' && key !== 'params')
    .map((key): Complaint => [
      'key',
      `\`${key}\` of ${reference.name} stands beside \`params\`.`,
      'Put it into `params`.',
    ]);
  return [...strays, ...checkNamed(reference.name, reading)];
}

function checkNamed(name: string, reading: MachineReading): Complaint[] {
  if (isCommandName(name)) return [];
  const { actions } = reading.implementations;
  if (!Object.hasOwn(actions, name)) {
    const near = nearMiss(name, [...Object.keys(commands), ...Object.keys(actions)]);
    const remedy = near === undefined ? INSTEAD : `Did you mean "${near}"?`;
    return [['action', `there is no command or action named "${name}".`, remedy]];
  }
  const implementation = actions[name];
  const kind = builtInKind(implementation);
  if (kind !== undefined) return checkBuiltIn(kind, implementation, reading);
  return [['action', `the action "${name}" is a function of its own, which nothing runs.`, INSTEAD]];
}

function inline(action: object): Complaint {
  const source = Function.prototype.toString.call(action);
  const named = Object.keys(commands).find((name) => new RegExp(`\\b${name}\\b`).test(source));
  const looksLike = named === undefined ? '' : ` It looks like the command ${named}.`;
  const remedy = named === undefined ? INSTEAD : `Write \`${named}({ … })\` in its place.`;
  return ['closure', `an inline function stands where a command belongs; nothing runs it.${looksLike}`, remedy];
}

function checkBuiltIn(kind: string, action: unknown, reading: MachineReading): Complaint[] {
  if (kind === 'xstate.spawnChild') return [['actor', 'it spawns an actor.', NO_SPAWN]];
  if (kind === 'xstate.sendTo') return [['actor', 'it sends to another actor, and a call has none.', TO_ITSELF]];
  if (kind === 'xstate.stopChild') return checkStop(memberOf(action, 'actorRef'), reading);
  if (!HARMLESS.has(kind)) return [['action', `"${kind}" is an action that Callchart does not know.`, INSTEAD]];
  return checkClosure(kind, closureSource(action));
}

function checkStop(actor: unknown, { states }: MachineReading): Complaint[] {
  const ids = states.flatMap(({ invokes }) => invokes.map(({ id }) => id));
  if (typeof actor === 'string' && ids.includes(actor)) return [];
  const remedy = 'Leave the state that invokes it: that stops it.';
  return [
    ['actor', `it stops ${typeof actor === 'string' ? `"${actor}"` : 'an actor'}, which no state invokes.`, remedy],
  ];
}

/** What the callback of `assign` or `enqueueActions` must not do, as far as its source tells. */
function checkClosure(kind: string, source: string): Complaint[] {
  const name = kind.replace('xstate.', '');
  if (/\bspawn(?:Child)?\b/.test(source)) return [['actor', `its ${name} spawns an actor.`, NO_SPAWN]];
  if (/\b(?:sendTo|sendParent|forwardTo)\b/.test(source)) {
    return [['actor', `its ${name} sends to another actor, and a call has none.`, TO_ITSELF]];
  }
  if (/\benqueue\(\s*(?:async\b|function\b|\([^()]*\)\s*=>|\w+\s*=>)/.test(source)) {
    return [['closure', `its ${name} enqueues a function of its own, which nothing runs.`, INSTEAD]];
  }
  return [];
}
