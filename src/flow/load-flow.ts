/**
 * From a flow's file to a flow: the machine and its options, checked as far as they can be without running them, and
 * known by id, version and hash. Where the file comes from it does not know.
 */
import type { AnyStateMachine } from 'xstate';
import { CallchartError } from '../errors/callchart-error.ts';
import { FlowOptions, resolveFlowOptions, type ResolvedFlowOptions } from './flow-options.ts';
import { checkActions } from './load/actions-rule.ts';
import { checkCommands } from './load/commands-rule.ts';
import { checkDelays } from './load/delay-rule.ts';
import { checkEventNames, checkEvents } from './load/events-rule.ts';
import { describeFindings, type FlowFinding } from './load/finding.ts';
import { checkGuards } from './load/guards-rule.ts';
import { checkHandoffs } from './load/handoff-rule.ts';
import { readMachine } from './load/machine-reading.ts';
import { surveyRoles } from './load/roles.ts';
import { checkContext, checkIdentity, checkKeys, checkTargets } from './load/shape-rules.ts';
import { checkTaskNames, checkTasks } from './load/tasks-rule.ts';
import type { Migrations } from './migrations.ts';
import { structureHash } from './structure.ts';

/** A flow that has passed all checks. */
export interface Flow {
  /** The machine to run: the author's, with a bound on microsteps and a context that calls do not share. */
  readonly machine: AnyStateMachine;
  /** The machine's id. */
  readonly id: string;
  /** The machine's version, as its author counts. */
  readonly version: string;
  /** Hash of the machine's structure: two flows of the same id and version that differ have different ones. */
  readonly hash: string;
  /** The options, with every default filled in. */
  readonly options: ResolvedFlowOptions;
  /** The file it came from, for messages. */
  readonly source: string | undefined;
  /** How calls of older versions come to this one. */
  readonly migrations?: Migrations;
}

/** What a flow's file exports. */
export interface FlowModule {
  /** The machine. */
  readonly default: AnyStateMachine;
  /** Defaults, application events, limits. */
  readonly options?: FlowOptions;
  /** From older versions to this one. */
  readonly migrations?: Migrations;
}

/**
 * Checks a flow and makes it ready to run.
 *
 * @param module The flow's file as imported, or the machine alone.
 * @param source The file's path or name, for messages.
 * @throws {CallchartError} `flow.invalid` with everything that is wrong, as text and as `details.findings`
 *   (`{ state, rule, message, remedy }`).
 *
 * @example
 * ```ts
 * import { setup } from 'xstate';
 * import { answer, callActions, loadFlow, type CallEvents } from 'callchart';
 *
 * const machine = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
 *   id: 'greeting',
 *   version: '1',
 *   entry: answer(),
 * });
 * const flow = loadFlow({ default: machine, options: { defaults: { voice: 'female' } } }, 'greeting.ts');
 * console.log(flow.id, flow.version, flow.hash);
 * ```
 */
export function loadFlow(module: FlowModule | AnyStateMachine, source?: string): Flow {
  const { machine, options, migrations } = partsOf(module);
  if (!isMachine(machine)) throw noMachine(source);
  const { findings, resolved } = inspectFlow(machine, options);
  if (findings.length > 0) {
    const id = machine.config.id ?? '(no id)';
    throw new CallchartError('flow.invalid', describeFindings(id, source, findings), {
      details: { flow: id, source, findings },
    });
  }
  return {
    machine: runnable(machine, resolved.limits.alwaysIterations),
    id: machine.id,
    version: String(machine.version),
    hash: structureHash(machine),
    options: resolved,
    source,
    ...(migrations !== undefined && { migrations: checkMigrations(migrations, machine, source) }),
  };
}

/** Everything that is wrong with a machine and its options, and the options with their defaults. */
function inspectFlow(
  machine: AnyStateMachine,
  options: unknown,
): { readonly findings: readonly FlowFinding[]; readonly resolved: ResolvedFlowOptions } {
  const parsed = FlowOptions.safeParse(options ?? {});
  const given = parsed.success ? (options as FlowOptions | undefined) : {};
  const resolved = resolveFlowOptions(given);
  const reading = readMachine(machine);
  const roles = surveyRoles(reading);
  const events = Object.keys(resolved.events);
  const findings = [
    ...checkIdentity(reading),
    ...(parsed.success ? [] : parsed.error.issues.map(optionsFinding)),
    ...checkEventNames(events),
    ...checkTaskNames(Object.keys(resolved.tasks), reading),
    ...checkContext(reading),
    ...checkKeys(reading),
    ...checkTargets(reading),
    ...checkEvents(reading, roles, events),
    ...checkGuards(reading),
    ...checkActions(reading),
    ...checkCommands(reading, resolved, roles),
    ...checkDelays(reading),
    ...checkTasks(reading),
    ...checkHandoffs(reading),
  ];
  return { findings, resolved };
}

/** The issue that zod found in the options, as a finding. */
function optionsFinding(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): FlowFinding {
  const path = issue.path.map(String).join('.');
  return {
    state: 'options',
    rule: 'options',
    message: path === '' ? issue.message : `${path}: ${issue.message}`,
    remedy: 'Write `export const options = { … } satisfies FlowOptions;` so that the compiler finds it.',
  };
}

/**
 * The author's machine, made anew so that theirs stays as it is. XState hands a static context object to every call,
 * so each gets a copy; and it loops for ever on a circle of `always`, so the microsteps of one event are bounded.
 */
function runnable(machine: AnyStateMachine, alwaysIterations: number): AnyStateMachine {
  const own = machine.provide({});
  const { context } = machine.config as { context?: unknown };
  if (context !== undefined && typeof context !== 'function') {
    own.config = { ...own.config, context: () => structuredClone(context) };
  }
  own.options.maxIterations = Math.min(own.options.maxIterations ?? Infinity, alwaysIterations);
  return own;
}

function partsOf(module: unknown): Readonly<Record<'machine' | 'options' | 'migrations', unknown>> {
  const nothing = { machine: undefined, options: undefined, migrations: undefined };
  if (isMachine(module)) return { ...nothing, machine: module };
  if (typeof module !== 'object' || module === null) return nothing;
  const { default: machine, options, migrations } = module as Readonly<Record<string, unknown>>;
  return { machine, options, migrations };
}

function checkMigrations(given: unknown, machine: AnyStateMachine, source: string | undefined): Migrations {
  const isTable = typeof given === 'object' && given !== null;
  if (isTable && Object.values(given).every((one) => typeof one === 'function')) return given as Migrations;
  throw new CallchartError(
    'flow.invalid',
    `Flow "${machine.id}"${source === undefined ? '' : ` (${source})`} exports migrations that are none. Write ` +
      "`export const migrations = { '1': (state) => state } satisfies Migrations;`.",
    { details: { flow: machine.id, source } },
  );
}

function isMachine(value: unknown): value is AnyStateMachine {
  return typeof value === 'object' && value !== null && '__xstatenode' in value && 'root' in value;
}

function noMachine(source: string | undefined): CallchartError {
  const where = source === undefined ? 'The module' : source;
  const finding: FlowFinding = {
    state: '(machine)',
    rule: 'identity',
    message: 'there is no machine.',
    remedy: "Write `export default setup({ … }).createMachine({ id: 'front-desk', version: '1', … })`.",
  };
  return new CallchartError('flow.invalid', `${where} exports no machine as its default. ${finding.remedy}`, {
    details: { source, findings: [finding] },
  });
}
