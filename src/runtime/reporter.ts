/**
 * The `completed` hook: told once per call when it is over, repeated until it succeeds, by the next process if need be.
 */
import type { Clock } from '../clock/clock.ts';
import type { CallState } from '../engine/call-state.ts';
import type { CallWriter } from './call-writer.ts';
import { completedCall } from './completed-call.ts';
import type { Log } from './log.ts';
import type { RuntimeLimits, RuntimeOptions } from './runtime-options.ts';
import { Work } from './work.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 300_000;

/** Reports calls that are over. */
export class Reporter {
  readonly #completed: RuntimeOptions['completed'];
  readonly #writer: CallWriter;
  readonly #log: Log;
  readonly #work: Work;

  constructor(parts: {
    readonly completed: RuntimeOptions['completed'];
    readonly writer: CallWriter;
    readonly clock: Clock;
    readonly limits: RuntimeLimits;
    readonly log: Log;
    readonly mayAct: () => boolean;
  }) {
    this.#completed = parts.completed;
    this.#writer = parts.writer;
    this.#log = parts.log;
    this.#work = new Work(parts);
  }

  /** Reports the call if it is over and has not been reported. */
  look(state: CallState): void {
    if (this.#completed === undefined || state.phase !== 'closed' || state.reported === true) return;
    void this.#work.run(state.callId, () => this.#report(state));
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #report(state: CallState): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        if (!(await this.#work.allowed())) return;
        // Recordings may come while the hook is tried again; another process may have told it.
        const record = await this.#writer.read(state.callId);
        if (record?.phase === 'closed' && record.reported === true) return;
        await this.#completed?.(completedCall(record === undefined || record.phase === 'routing' ? state : record));
        break;
      } catch (error) {
        this.#log({ level: 'error', message: 'the completed hook failed', callId: state.callId, attempt, error });
        if (!(await this.#work.pause(Math.min(firstPauseMs * 2 ** attempt, longestPauseMs)))) return;
      }
    }
    await this.#work.persist(state.callId, () => this.#writer.apply(state.callId, (at) => ({ type: 'reported', at })));
  }
}
