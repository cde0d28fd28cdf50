/**
 * Rule: commands whose params are written down keep the rules of Telnyx and address legs that exist. Params that a
 * function makes are checked when it has made them.
 */
import type { ResolvedFlowOptions } from '../flow-options.ts';
import { readCommand, type CommandIssue } from '../read-command.ts';
import type { FlowFinding } from './finding.ts';
import { namedReference, type MachineReading } from './machine-reading.ts';
import { checkLegs, type Roles } from './roles.ts';

/** Findings about commands with static params. */
export function checkCommands(reading: MachineReading, options: ResolvedFlowOptions, roles: Roles): FlowFinding[] {
  return reading.states.flatMap(({ state, actions }) =>
    actions.flatMap(({ place, action }) => {
      const reference = namedReference(action);
      if (reference === undefined || typeof reference.params === 'function') return [];
      const read = readCommand({ type: reference.name, params: reference.params }, options);
      if (!read.ok && read.command === undefined) return [];
      const broken = read.ok ? [] : read.issues.map((issue) => finding(state, place, reference.name, issue));
      return [...broken, ...checkLegs(state, reference.name, reference.params, roles)];
    }),
  );
}

function finding(state: string, place: string, command: string, { path, message }: CommandIssue): FlowFinding {
  return {
    state,
    rule: 'command',
    message: `${place}: ${command}: ${path === '' ? '' : `${path}: `}${message}`,
    remedy: REMEDIES[path] ?? `See the params of ${command} for what they may be.`,
  };
}

const REMEDIES: Readonly<Record<string, string>> = {
  voice: "Write `voice: 'female'`, or once for the whole flow `options = { defaults: { voice: 'female' } }`.",
  command_id: 'Leave it out: a re-sent command keeps its id only because the runtime derives it.',
  as: "Write a role such as `as: 'agent'`.",
  leg: "Write a role such as `leg: 'agent'`, or `leg()`, `leg('agent')`, `others('agent')`.",
};
