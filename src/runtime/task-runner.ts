/**
 * Runs invoked promise actors, after the commit that asked for them, at least once: with a time limit and retries, and
 * again by the next process if this one dies. The result goes back into the call; one that the call no longer wants is
 * dropped there.
 */
import { type AnyActorLogic, createActor, toPromise } from 'xstate';
import type { Clock } from '../clock/clock.ts';
import type { TaskEnd } from '../engine/call-input.ts';
import type { CallState, RunningTask } from '../engine/call-state.ts';
import { taskLimits } from '../flow/flow-options.ts';
import type { CallWriter } from './call-writer.ts';
import type { FlowRegistry } from './flow-registry.ts';
import type { Log } from './log.ts';
import type { RuntimeLimits } from './runtime-options.ts';
import { Work } from './work.ts';

/** What the runner works with. */
export interface TaskRunnerParts {
  readonly writer: CallWriter;
  readonly registry: FlowRegistry;
  readonly clock: Clock;
  readonly limits: RuntimeLimits;
  readonly log: Log;
  readonly random: () => number;
  readonly mayAct: () => boolean;
  /** Whether calls whose flow is not loaded wait until it is. */
  readonly holds: boolean;
}

const firstPauseMs = 200;
// How often a held call's flow is looked for.
const heldPauseMs = 1_000;

/** The runner of a process. */
export class TaskRunner {
  readonly #parts: TaskRunnerParts;
  readonly #work: Work;
  /** How to end each task that runs, by call. */
  readonly #running = new Map<string, Map<string, () => void>>();

  constructor(parts: TaskRunnerParts) {
    this.#parts = parts;
    this.#work = new Work(parts);
  }

  /** Starts what a step has started, and ends what it has stopped. */
  look(state: CallState): void {
    const wanted = new Set(state.tasks.map((task) => nameOf(state, task)));
    for (const [name, end] of this.#running.get(state.callId) ?? []) if (!wanted.has(name)) end();
    for (const task of state.tasks) void this.#work.run(nameOf(state, task), () => this.#run(state, task));
  }

  stop(): Promise<void> {
    for (const tasks of this.#running.values()) for (const end of tasks.values()) end();
    return this.#work.stop();
  }

  async #run(state: CallState, task: RunningTask): Promise<void> {
    const { callId } = state;
    while (this.#parts.holds && this.#parts.registry.of(state.flow) === undefined)
      if (!(await this.#work.pause(heldPauseMs))) return;
    // Steps that were committed together may have started and stopped it.
    if (!(await this.#work.allowed()) || !(await this.#isWanted(callId, task))) return;
    const flow = this.#parts.registry.of(state.flow);
    const logic = flow?.machine.implementations.actors[task.src] as AnyActorLogic | undefined;
    const end: TaskEnd | undefined =
      flow === undefined || logic === undefined
        ? { ok: false, error: { name: 'Error', message: `The flow has no actor "${task.src}".` } }
        : await this.#tryAll(state, task, logic, taskLimits(flow.options, task.src));
    if (end === undefined) return;
    await this.#work.persist(callId, () =>
      this.#parts.writer.apply(callId, (at) => ({ type: 'task', at, id: task.id, generation: task.generation, end })),
    );
  }

  /** Every attempt; undefined when the call does not want the result any more, or the process stops. */
  async #tryAll(
    state: CallState,
    task: RunningTask,
    logic: AnyActorLogic,
    limits: { readonly timeoutMs: number; readonly retries: number },
  ): Promise<TaskEnd | undefined> {
    for (let attempt = 0; ; attempt++) {
      const end = await this.#tryOnce(state, task, logic, limits.timeoutMs);
      if (end === undefined || end.ok || attempt >= limits.retries) return end;
      this.#parts.log({
        level: 'warn',
        message: 'a task failed',
        callId: state.callId,
        task: task.id,
        attempt,
        error: end.error,
      });
      const pauseMs = firstPauseMs * 2 ** attempt * (0.5 + this.#parts.random() / 2);
      if (!(await this.#work.pause(pauseMs)) || !(await this.#work.allowed())) return undefined;
      if (!(await this.#isWanted(state.callId, task))) return undefined;
    }
  }

  #tryOnce(state: CallState, task: RunningTask, logic: AnyActorLogic, timeoutMs: number): Promise<TaskEnd | undefined> {
    const { callId } = state;
    const name = nameOf(state, task);
    const actor = createActor(logic, { input: task.input });
    return new Promise((resolve) => {
      const finish = (end: TaskEnd | undefined): void => {
        cancel();
        this.#forget(callId, name);
        resolve(end);
        // Stopping aborts the promise's signal; an actor that is done takes no notice.
        actor.stop();
      };
      const error = { name: 'TimeoutError', message: `Task "${task.id}" took longer than ${timeoutMs} ms.` };
      const cancel = this.#parts.clock.schedule(timeoutMs, () => finish({ ok: false, error }));
      this.#remember(callId, name, () => finish(undefined));
      toPromise(actor).then(
        (output) => finish(asJson(output)),
        (cause: unknown) => finish({ ok: false, error: describe(cause) }),
      );
      actor.start();
    });
  }

  async #isWanted(callId: string, task: RunningTask): Promise<boolean> {
    const record = await this.#work.read(callId);
    if (this.#work.stopping) return false;
    if (record === undefined || record.phase === 'routing') return true;
    return record.tasks.some((one) => one.id === task.id && one.generation === task.generation);
  }

  #remember(callId: string, name: string, end: () => void): void {
    const tasks = this.#running.get(callId) ?? new Map<string, () => void>();
    this.#running.set(callId, tasks.set(name, end));
  }

  #forget(callId: string, name: string): void {
    const tasks = this.#running.get(callId);
    tasks?.delete(name);
    if (tasks?.size === 0) this.#running.delete(callId);
  }
}

const nameOf = (state: CallState, task: RunningTask): string => `${state.callId}/${task.id}/${task.generation}`;

function asJson(output: unknown): TaskEnd {
  try {
    const text = JSON.stringify(output);
    return { ok: true, output: text === undefined ? undefined : (JSON.parse(text) as unknown) };
  } catch (error) {
    return { ok: false, error: describe(error) };
  }
}

function describe(error: unknown): { name: string; message: string } {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: 'Error', message: typeof error === 'string' ? error : (JSON.stringify(error) ?? 'unknown') };
}
