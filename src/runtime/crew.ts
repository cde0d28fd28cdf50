/**
 * Those who do what steps ask for: commands, tasks, questions after legs, the hook. A crew works for one process, and in
 * a store that several share for as long as its lease: when others have taken the calls over, the crew is dismissed.
 */
import type { CallState } from '../engine/call-state.ts';
import type { CallRecord } from '../stores/store.ts';
import type { CallWriter } from './call-writer.ts';
import { Dispatcher, type DispatcherParts } from './dispatcher.ts';
import { Reconciler } from './reconciler.ts';
import { Reporter } from './reporter.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import { TaskRunner, type TaskRunnerParts } from './task-runner.ts';

/** What a crew works with. */
export interface CrewParts extends DispatcherParts, TaskRunnerParts {
  readonly writer: CallWriter;
  readonly completed: RuntimeOptions['completed'];
}

/** The crew. */
export class Crew {
  readonly #writer: CallWriter;
  readonly #dispatcher: Dispatcher;
  readonly #tasks: TaskRunner;
  readonly #reconciler: Reconciler;
  readonly #reporter: Reporter;
  /** Calls of another process whose legs are being asked after, as they are now. */
  readonly #takingUp = new Map<string, CallRecord>();
  #isDismissed = false;

  constructor(parts: CrewParts) {
    this.#writer = parts.writer;
    this.#dispatcher = new Dispatcher(parts);
    this.#tasks = new TaskRunner(parts);
    this.#reconciler = new Reconciler(parts);
    this.#reporter = new Reporter(parts);
  }

  /** Does what a step asks for, unless it is being done already. */
  look(record: CallRecord): void {
    if (this.#takingUp.has(record.callId)) this.#takingUp.set(record.callId, record);
    else if (record.phase !== 'routing') this.#lookAll(record);
  }

  /** Takes calls up that another process left. Resolves when their legs were asked after and their work has begun. */
  async takeUp(found: Iterable<CallRecord>): Promise<void> {
    const fresh = [...found].filter((record) => !this.#takingUp.has(record.callId));
    // All of them first: what comes in for one meanwhile must not be taken for all there is to do.
    for (const record of fresh) this.#takingUp.set(record.callId, record);
    await Promise.all(fresh.map((record) => this.#resume(record)));
  }

  /** Ends the work: what is under way is finished, a bounded time, and nothing is begun. */
  async stop(): Promise<void> {
    this.#isDismissed = true;
    this.#takingUp.clear();
    const all = [this.#dispatcher, this.#tasks, this.#reconciler, this.#reporter];
    await Promise.all(all.map((one) => one.stop()));
  }

  #lookAll(record: CallState): void {
    this.#dispatcher.look(record);
    this.#tasks.look(record);
    this.#reconciler.look(record);
    this.#reporter.look(record);
  }

  #resume(record: CallRecord): Promise<void> {
    if (record.phase !== 'routing') return this.#askAndResume(record);
    this.#takingUp.delete(record.callId);
    this.#writer.route(record);
    return Promise.resolve();
  }

  /** Legs are asked first: what was silent for a while may be over, and nothing stale must be sent to it. */
  async #askAndResume(found: CallState): Promise<void> {
    await this.#reconciler.resume(found);
    if (this.#isDismissed) return;
    const current = this.#takingUp.get(found.callId);
    this.#takingUp.delete(found.callId);
    if (current === undefined || current.phase === 'routing') return;
    this.#dispatcher.resume(current, found);
    this.#lookAll(current);
  }
}
