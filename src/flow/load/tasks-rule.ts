/**
 * Rule: everything that a state invokes is a promise actor under a name and an id of its own, so that a host can run it
 * durably and bring its result back. Child machines, `systemId` and callbacks need a live actor system.
 */
import { nearMiss } from '../../telnyx/commands/near-miss.ts';
import type { FlowFinding } from './finding.ts';
import { memberOf, type MachineReading } from './machine-reading.ts';

type Complaint = readonly [rule: 'task' | 'actor', message: string, remedy: string];

const PROMISE = "Make it a task: `setup({ actors: { lookup: fromPromise(…) } })` and `invoke: { id, src: 'lookup' }`.";

/** Findings about every `invoke`. */
export function checkTasks({ states, implementations }: MachineReading): FlowFinding[] {
  return states.flatMap(({ state, invokes }) =>
    invokes.flatMap((invoke) =>
      checkInvoke(invoke, implementations.actors).map(([rule, message, remedy]) => ({ state, rule, message, remedy })),
    ),
  );
}

/** Findings about the tasks that the options name. */
export function checkTaskNames(names: readonly string[], { implementations }: MachineReading): FlowFinding[] {
  const actors = Object.keys(implementations.actors);
  return names
    .filter((name) => !actors.includes(name))
    .map((name) => {
      const near = nearMiss(name, actors);
      const remedy = near === undefined ? `Its actors are: ${actors.join(', ') || 'none'}.` : `Did you mean "${near}"?`;
      return {
        state: 'options',
        rule: 'options',
        message: `tasks.${name}: the machine has no actor "${name}".`,
        remedy,
      };
    });
}

function checkInvoke(
  invoke: Readonly<Record<string, unknown>>,
  actors: Readonly<Record<string, unknown>>,
): Complaint[] {
  const { id, src, systemId, onSnapshot } = invoke;
  const complaints: Complaint[] = [];
  const name = typeof src === 'string' ? `"${src}"` : 'an actor';
  if (typeof id !== 'string' || id === '') {
    const example = typeof src === 'string' ? src : 'lookup';
    complaints.push([
      'task',
      `it invokes ${name} without an id, so a restart could not tell its result from another's.`,
      `Write \`id: '${example}'\` beside \`src\`.`,
    ]);
  }
  if (systemId !== undefined) {
    complaints.push(['actor', `it invokes ${name} with a systemId, but a call has no actor system.`, 'Leave it out.']);
  }
  if (onSnapshot !== undefined) {
    complaints.push(['task', `it listens to snapshots of ${name}, but a task has none.`, 'Use onDone and onError.']);
  }
  return [...complaints, ...checkSource(src, actors)];
}

function checkSource(src: unknown, actors: Readonly<Record<string, unknown>>): Complaint[] {
  if (typeof src === 'string') {
    if (Object.hasOwn(actors, src)) return checkLogic(`the actor "${src}"`, actors[src]);
    const near = nearMiss(src, Object.keys(actors));
    const remedy = near === undefined ? PROMISE : `Did you mean "${near}"?`;
    return [['task', `it invokes "${src}", but there is no actor of that name.`, remedy]];
  }
  const faults = checkLogic('the invoked actor', src);
  if (faults.length > 0) return faults;
  return [['task', 'it invokes an actor without a name, which a restart could not find again.', PROMISE]];
}

function checkLogic(name: string, logic: unknown): Complaint[] {
  if (isMachine(logic)) {
    const remedy = 'Put its states into this machine, as a state with states of its own.';
    return [['actor', `${name} is a machine, but a call runs one machine.`, remedy]];
  }
  if (isPromiseLogic(logic)) return [];
  return [['actor', `${name} is no promise, and only a promise can be run durably.`, PROMISE]];
}

function isMachine(logic: unknown): boolean {
  return typeof logic === 'object' && logic !== null && '__xstatenode' in logic;
}

/** XState does not mark its kinds of logic, so this asks: only a promise's is done once its promise resolved. */
function isPromiseLogic(logic: unknown): boolean {
  const transition = memberOf(logic, 'transition');
  if (typeof transition !== 'function') return false;
  try {
    const answer: unknown = Reflect.apply(transition, logic, [
      { status: 'active', output: undefined, error: undefined, input: undefined },
      { type: 'xstate.promise.resolve', data: PROBE },
      { self: {}, system: {}, emit: () => undefined },
    ]);
    return memberOf(answer, 'status') === 'done' && memberOf(answer, 'output') === PROBE;
  } catch {
    return false;
  }
}

const PROBE = 'callchart';
