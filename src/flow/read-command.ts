/**
 * From an action of the machine to a command: which leg, which role, which wire params with the flow's defaults. It
 * checks one action at a time; which legs exist, and when the command is sent, it does not know.
 */
import type { CommandName } from '../telnyx/commands/registry.ts';
import { parseParams } from '../telnyx/commands/registry.ts';
import { isCommandName } from './call-actions.ts';
import type { ResolvedFlowOptions } from './flow-options.ts';
import { findNotJson } from './json-value.ts';
import { DEFAULT_DIAL_ROLE, DEFAULT_TRANSFER_ROLE, isRole, readLegAddress } from './leg-address.ts';

/** A command that an action asks for, ready for the engine. */
export interface CommandRequest {
  readonly command: CommandName;
  /** The leg addressed, as written; undefined means the first leg. `dial` addresses none. */
  readonly leg: string | undefined;
  /** Role of the leg that `dial` and `transfer` make; undefined for other commands. */
  readonly as: string | undefined;
  /** Whether what a gather collects is private. */
  readonly sensitive: boolean;
  /** Wire params with the flow's defaults; references to legs are not resolved yet. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A param that breaks its command's rules. */
export interface CommandIssue {
  /** Dotted path of the param; empty for the params as a whole. */
  readonly path: string;
  readonly message: string;
}

/** What an action is: a command, a command that breaks its rules, or no command at all (`command` is undefined). */
export type ReadCommand =
  | { readonly ok: true; readonly request: CommandRequest }
  | {
      readonly ok: false;
      readonly command: CommandName;
      readonly leg: string | undefined;
      readonly as: string | undefined;
      readonly issues: readonly CommandIssue[];
    }
  | { readonly ok: false; readonly command: undefined };

type FlowExtra = 'leg' | 'as' | 'sensitive';
type Extras = Partial<Record<FlowExtra, unknown>>;

/** Role of the leg that a command makes when it names none. */
const NEW_LEG_ROLES: Partial<Record<CommandName, string>> = {
  dial: DEFAULT_DIAL_ROLE,
  transfer: DEFAULT_TRANSFER_ROLE,
};

const SENSITIVE: ReadonlySet<CommandName> = new Set<CommandName>([
  'gather',
  'gatherUsingSpeak',
  'gatherUsingAudio',
  'gatherUsingAI',
]);

/** Which of the flow's defaults a command takes. */
const DEFAULTED: Partial<Record<CommandName, readonly (keyof ResolvedFlowOptions['defaults'])[]>> = {
  speak: ['voice', 'language'],
  gatherUsingSpeak: ['voice', 'language'],
  dial: ['connection_id', 'from'],
};

/** What stands in for params that the runtime adds later, while the rest is checked. */
const ADDED_LATER: Partial<Record<CommandName, Readonly<Record<string, unknown>>>> = {
  dial: { connection_id: 'added-by-the-runtime', from: '+15550100' },
};

/**
 * Reads an action, with its params resolved, as a command. Never throws: what breaks a rule comes back as issues, so
 * that it can become `command.failed.<command>` with the reason `invalid`.
 */
export function readCommand(
  action: { readonly type: string; readonly params?: unknown },
  options: ResolvedFlowOptions,
): ReadCommand {
  const { type: command, params = {} } = action;
  if (!isCommandName(command)) return { ok: false, command: undefined };
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    const issue = { path: '', message: `params of ${command} must be an object.` };
    return { ok: false, command, leg: undefined, as: undefined, issues: [issue] };
  }
  const { extras, wire } = separate(command, params as Readonly<Record<string, unknown>>, options);
  const leg = typeof extras.leg === 'string' ? extras.leg : undefined;
  const as = typeof extras.as === 'string' ? extras.as : NEW_LEG_ROLES[command];
  const issues = [...extraIssues(command, extras), ...wireIssues(command, wire)];
  if (issues.length > 0) return { ok: false, command, leg, as, issues };
  return { ok: true, request: { command, leg, as, sensitive: extras.sensitive === true, params: wire } };
}

/** The flow's own params apart from the wire's, which get the flow's defaults. An explicit `undefined` says nothing. */
function separate(
  command: CommandName,
  params: Readonly<Record<string, unknown>>,
  options: ResolvedFlowOptions,
): { readonly extras: Extras; readonly wire: Readonly<Record<string, unknown>> } {
  const extras: Extras = {};
  const wire: Record<string, unknown> = {};
  for (const key of DEFAULTED[command] ?? []) {
    if (options.defaults[key] !== undefined) wire[key] = options.defaults[key];
  }
  for (const key of Object.keys(params)) {
    if (params[key] === undefined) continue;
    if (takesExtra(command, key)) extras[key] = params[key];
    else Object.defineProperty(wire, key, { value: params[key], enumerable: true, configurable: true, writable: true });
  }
  return { extras, wire };
}

function takesExtra(command: CommandName, key: string): key is FlowExtra {
  if (key === 'leg') return command !== 'dial';
  if (key === 'as') return command in NEW_LEG_ROLES;
  return key === 'sensitive' && SENSITIVE.has(command);
}

function extraIssues(command: CommandName, extras: Extras): CommandIssue[] {
  const issues: CommandIssue[] = [];
  if (extras.leg !== undefined && readLegAddress(extras.leg) === undefined) {
    const message = `leg of ${command} must be a role, a leg such as agent#2, leg(), leg('agent') or others('agent').`;
    issues.push({ path: 'leg', message });
  }
  if (extras.as !== undefined && !isRole(extras.as)) {
    const message = `as of ${command} must be a role: a letter, then letters, digits, - or _, and no event's first word.`;
    issues.push({ path: 'as', message });
  }
  if (extras.sensitive !== undefined && typeof extras.sensitive !== 'boolean') {
    issues.push({ path: 'sensitive', message: `sensitive of ${command} must be true or false.` });
  }
  return issues;
}

function wireIssues(command: CommandName, wire: Readonly<Record<string, unknown>>): CommandIssue[] {
  const issues: CommandIssue[] = [];
  const speaks = command === 'speak' || command === 'gatherUsingSpeak';
  if (command === 'dial' && 'leg' in wire) {
    return [{ path: 'leg', message: 'dial makes a leg and addresses none: name the new one with `as`.' }];
  }
  if ('command_id' in wire) {
    issues.push({ path: 'command_id', message: `The runtime gives ${command} its command_id: leave it out.` });
  }
  if (speaks && !('voice' in wire)) {
    issues.push({ path: 'voice', message: `${command} has no voice: give it one, or set defaults.voice in options.` });
  }
  const notJson = findNotJson(wire);
  if (notJson !== undefined) {
    return [...issues, { path: notJson.path, message: `Params of ${command} must be JSON: this is ${notJson.what}.` }];
  }
  const parsed = parseParams(command, { ...ADDED_LATER[command], ...wire });
  if (parsed.ok) return issues;
  const reported = new Set(issues.map((issue) => issue.path));
  return [...issues, ...parsed.issues.filter((issue) => !reported.has(issue.path))];
}
