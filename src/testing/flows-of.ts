/**
 * The flows of a simulation, from whatever a test has at hand, with its tasks stood in for. A flow that was loaded once
 * is not loaded again: a suite simulates the same one many times.
 */
import { type AnyStateMachine, fromPromise } from 'xstate';
import type { Clock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { type Flow, type FlowModule, loadFlow } from '../flow/load-flow.ts';
import { durationMs, type ScriptDuration } from '../simulator/index.ts';

/** What a stand-in is given. */
export interface TaskRequest {
  /** The task's input, as the flow gives it. */
  readonly input: unknown;
  /** Aborted when the flow does not want the result any more. */
  readonly signal: AbortSignal;
  /** Time passes, by the virtual clock. */
  readonly pause: (time: ScriptDuration) => Promise<void>;
}

/** Does a task in a test: answers, takes its time, or throws. */
export type TaskStandIn = (request: TaskRequest) => unknown;

/** What `simulate` takes. */
export type FlowSource = Flow | readonly Flow[] | FlowModule | AnyStateMachine;

const loaded = new WeakMap<object, Flow>();

/** The loaded flows. @throws CallchartError `flow.invalid`; `simulation.tasks` when a stand-in has no task */
export function flowsOf(
  source: FlowSource,
  tasks: Readonly<Record<string, TaskStandIn>> | undefined,
  clock: Clock,
): readonly Flow[] {
  if (tasks === undefined)
    return Array.isArray(source) ? (source as readonly Flow[]) : [loadOnce(source as FlowModule)];
  if (Array.isArray(source) || 'hash' in source)
    throw noStandIn('Tasks can stand in only in a flow that is not loaded');
  const module: FlowModule = 'default' in source ? source : { default: source as AnyStateMachine };
  const unknown = Object.keys(tasks).filter((name) => !(name in module.default.implementations.actors));
  if (unknown.length > 0) throw noStandIn(`The flow ${module.default.id} has no actor ${unknown.join(', ')}`);
  const actors = Object.fromEntries(Object.entries(tasks).map(([name, standIn]) => [name, actorOf(standIn, clock)]));
  return [loadFlow({ ...module, default: module.default.provide({ actors }) })];
}

/** The loaded flow. @throws CallchartError `flow.invalid` */
export function loadOnce(source: Flow | FlowModule | AnyStateMachine): Flow {
  if ('machine' in source && 'hash' in source) return source;
  const flow = loaded.get(source) ?? loadFlow(source);
  loaded.set(source, flow);
  return flow;
}

function actorOf(standIn: TaskStandIn, clock: Clock): ReturnType<typeof fromPromise> {
  return fromPromise(async ({ input, signal }) =>
    standIn({
      input,
      signal,
      pause: (time) => new Promise((resolve) => void clock.schedule(durationMs(time), resolve)),
    }),
  );
}

function noStandIn(what: string): CallchartError {
  return new CallchartError('simulation.tasks', `${what}: give simulate() the flow's module, and its actors' names.`);
}
