/**
 * Moves a call's machine to another version of its flow: the state by the author's migration, timers and tasks by what
 * the new state has. It says what it would do before anything is done, and why it cannot.
 */
import type { AnyStateMachine, AnyStateNode, StateValue } from 'xstate';
import type { Flow } from '../flow/load-flow.ts';
import type { CallState, FlowIdentity, PendingTimer, RunningTask } from './call-state.ts';
import { hydrate, type MachineState } from './machine-state.ts';

/** What the input `migrate` brings: all that changes, so that the step can be executed again from the journal alone. */
export interface Migrated {
  readonly to: FlowIdentity;
  readonly value: StateValue;
  /** Only if the migration changed it. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly timers: readonly PendingTimer[];
  readonly tasks: readonly RunningTask[];
  readonly generation: number;
  /** The state nodes that take the place of those that asked for what is under way. */
  readonly origin: readonly string[];
}

/** What would become of a call. */
export type MigrationPlan =
  | { readonly ok: true; readonly migrated: Migrated; readonly notes: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** Plans the move of a call to a flow. Timers that begin with it count from `at`. */
export function planMigration(flow: Flow, state: CallState, at: number): MigrationPlan {
  if (state.phase !== 'active') return { ok: false, why: 'its flow is over' };
  const { value, context } = state.machine;
  const moved = migrate(flow, state);
  if ('why' in moved) return { ok: false, why: moved.why };
  const machine: MachineState = { ...withoutOrder(state.machine), value: moved.value, context: moved.context };
  let nodes: readonly AnyStateNode[];
  try {
    const snapshot = hydrate(flow.machine, machine);
    if (JSON.stringify(snapshot.value) !== JSON.stringify(moved.value))
      return { ok: false, why: `${JSON.stringify(moved.value)} is only a part of a state of version ${flow.version}` };
    nodes = snapshot._nodes;
  } catch {
    return { ok: false, why: `version ${flow.version} has no state ${JSON.stringify(moved.value)}` };
  }
  const before = pathsOf(value);
  const isNew = (node: AnyStateNode): boolean => !before.has(node.path.join('.'));
  const running = nodes.flatMap((node) => node.invoke.map(({ id }) => ({ id, begins: isNew(node) })));
  const owed = running.find(({ id, begins }) => begins && !state.tasks.some((task) => task.id === id));
  if (owed !== undefined) return { ok: false, why: `its new state runs task ${owed.id}, which would have to be begun` };
  const tasks = state.tasks.filter(({ id }) => running.some((one) => one.id === id));
  const timers = moveTimers(flow.machine, nodes, state, at);
  const isSame = JSON.stringify(context) === JSON.stringify(moved.context);
  return {
    ok: true,
    migrated: {
      to: { id: flow.id, version: flow.version, hash: flow.hash },
      value: moved.value,
      ...(!isSame && { context: moved.context }),
      timers: timers.timers,
      tasks,
      generation: timers.generation,
      origin: nodes.map(({ id }) => id),
    },
    notes: [
      ...state.tasks.filter((task) => !tasks.includes(task)).map(({ id }) => `task ${id} is stopped`),
      ...timers.notes,
    ],
  };
}

function migrate(
  { migrations }: Flow,
  { flow, machine }: CallState,
): { readonly value: StateValue; readonly context: Readonly<Record<string, unknown>> } | { readonly why: string } {
  const { value, context } = machine;
  const own =
    migrations !== undefined && Object.hasOwn(migrations, flow.version) ? migrations[flow.version] : undefined;
  if (own === undefined) return { value, context };
  try {
    // As a restart would read it back; and the author's function gets nothing that is ours.
    const made = JSON.parse(JSON.stringify(own(structuredClone({ value, context })))) as Partial<MachineState> | null;
    if (made?.value === undefined || typeof made.context !== 'object')
      return { why: `the migration from version ${flow.version} gives no { value, context }` };
    return { value: made.value, context: made.context };
  } catch (error) {
    return {
      why: `the migration from version ${flow.version} threw: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Timers keep their deadline; one of a renamed state goes on under the new name; what the new state adds begins now. */
function moveTimers(machine: AnyStateMachine, nodes: readonly AnyStateNode[], state: CallState, at: number) {
  const wanted = new Map(nodes.flatMap((node) => node.after.map((one) => [one.eventType, one.delay] as const)));
  const notes: string[] = [];
  const timers: PendingTimer[] = [];
  const lost: PendingTimer[] = [];
  for (const timer of state.timers) {
    const { type } = timer.event;
    const isAfter = type.startsWith('xstate.after.');
    if (!isAfter || wanted.delete(type)) timers.push(timer);
    else lost.push(timer);
  }
  for (const timer of lost) {
    const delay = delayIn(timer.event.type);
    const type = [...wanted.keys()].find((name) => delayIn(name) === delay);
    if (type === undefined) {
      notes.push(`timer ${timer.event.type} is gone`);
      continue;
    }
    wanted.delete(type);
    timers.push({ ...timer, ...(timer.id !== undefined && { id: type }), event: { ...timer.event, type } });
  }
  let { generation } = state;
  for (const [type, delay] of wanted) {
    const named = typeof delay === 'string' ? machine.implementations.delays[delay] : delay;
    if (typeof named !== 'number') {
      notes.push(`timer ${type} cannot be begun: its length is computed`);
      continue;
    }
    generation += 1;
    timers.push({ id: type, generation, dueAt: at + named, event: { type } });
    notes.push(`timer ${type} begins`);
  }
  return { timers, generation, notes };
}

/** `xstate.after.12000.menu-flow.menu`: XState's name for a timer, its length first. */
const delayIn = (type: string): string => /^xstate\.after\.([^.]+)\./.exec(type)?.[1] ?? type;

const withoutOrder = ({ order: _order, ...machine }: MachineState): MachineState => machine;

/** Every active state of a value as a path, the root's too. */
function pathsOf(value: StateValue, above = ''): ReadonlySet<string> {
  const join = (key: string): string => (above === '' ? key : `${above}.${key}`);
  if (typeof value === 'string') return new Set([above, join(value)]);
  return new Set([
    above,
    ...Object.entries(value).flatMap(([key, inner]) => [
      join(key),
      ...(inner === undefined ? [] : pathsOf(inner, join(key))),
    ]),
  ]);
}
