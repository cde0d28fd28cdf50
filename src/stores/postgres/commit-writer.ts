/**
 * Writes one batch, exactly once, whatever happens to the connection. It knows the two functions of the schema; what
 * waits for its turn, it does not know.
 */
import type { Clock } from '../../clock/clock.ts';
import { CallchartError } from '../../errors/callchart-error.ts';
import { isOfCall, type PreparedCommit } from '../prepared-commit.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import type { CommitResult } from '../store.ts';
import type { Connections, Session, Statement } from './connection.ts';
import { decide, type Decision, type Facts } from './decision.ts';
import { fenced, isInDoubt, isRace, sqlStateOf, storeFailure, unknownOutcome } from './failure.ts';
import { arrayParameters, arraysOf } from './write-set.ts';

/** How often a batch is tried while other processes are in its way. */
const mostAttempts = 10;

/** How many times a batch is tried again because the connection was lost. */
const mostLosses = 1;

/** Pauses between questions after a batch whose answer was lost. */
const shortestPauseMs = 25;
const longestPauseMs = 1_000;

/** When this process falls silent in a transaction, what it keeps from others is given back after so long. */
const mostIdleMs = 10_000;

/** What a writer needs. */
export interface WriterParts {
  readonly connections: Connections;
  readonly clock: Clock;
  /** The schema's name, for messages, and as SQL. */
  readonly name: string;
  readonly schema: string;
  /** The store's own row in `writers`. */
  readonly id: string;
  /** How long to ask what became of a batch whose answer was lost, milliseconds. */
  readonly settleTimeoutMs: number;
}

/** Writes batches, one at a time. */
export class CommitWriter {
  readonly #parts: WriterParts;
  #number = 0;
  /** A batch of which nobody knows whether it is written: nothing else is before that is known. */
  #doubtful: number | undefined;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Writes a batch as a whole and says what became of each commit; when it fails, nothing of it is written. */
  async write(batch: readonly PreparedCommit[]): Promise<readonly CommitResult[]> {
    try {
      if (this.#doubtful !== undefined) await this.#settle(this.#doubtful);
      return await this.#attempts(batch);
    } catch (error) {
      throw storeFailure(error, 'write', this.#parts.name);
    }
  }

  async #attempts(batch: readonly PreparedCommit[]): Promise<readonly CommitResult[]> {
    let losses = 0;
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const results = await this.#attempt(batch, attempt === 1, losses);
      if (results === 'lost') losses += 1;
      else if (results !== 'overtaken') return results;
    }
    throw overrun(this.#parts.name);
  }

  /** When another process was in the way, or the connection was lost, nothing is written and it is worth another try. */
  async #attempt(
    batch: readonly PreparedCommit[],
    isFirst: boolean,
    losses: number,
  ): Promise<readonly CommitResult[] | 'overtaken' | 'lost'> {
    const attempt: Attempt = { number: (this.#number += 1), now: this.#parts.clock.now(), results: [] };
    try {
      const isWritten = await (isFirst ? this.#writeHoping(attempt, batch) : this.#writeKnowing(attempt, batch));
      return isWritten ? attempt.results : 'overtaken';
    } catch (error) {
      if (isInDoubt(error)) {
        if (await this.#isWritten(attempt.number, error)) return attempt.results;
        // A connection that was idle too long, a server that has just changed: once again, on a new connection.
        if (losses < mostLosses) return 'lost';
        throw error;
      }
      if (!isRace(error)) throw error;
      if (sqlStateOf(error) === fenced) await this.#settle(attempt.number);
      return 'overtaken';
    }
  }

  /** In one question: that every commit can be written is nearly always so, and the function checks it. */
  async #writeHoping(attempt: Attempt, batch: readonly PreparedCommit[]): Promise<boolean> {
    const decision = decide(batch, attempt.now);
    // What conflicts with the batch itself may still be a duplicate: only the database knows.
    if (decision.results.includes('conflict')) return false;
    attempt.results = decision.results;
    const [row] = await this.#parts.connections.run<Written>(this.#writing(attempt.number, decision));
    return row?.written === true;
  }

  /** In a transaction that keeps the batch's calls from others while it is decided on. */
  #writeKnowing(attempt: Attempt, batch: readonly PreparedCommit[]): Promise<boolean> {
    return this.#parts.connections.use((session) =>
      this.#locked(session, async () => {
        const decision = decide(batch, attempt.now, await this.#read(session, batch));
        attempt.results = decision.results;
        const [row] = await session.run<Written>(this.#writing(attempt.number, decision));
        return row?.written === true;
      }),
    );
  }

  /** In a transaction, which is committed if `work` says so. */
  async #locked(session: Session, work: () => Promise<boolean>): Promise<boolean> {
    const begin = `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = ${mostIdleMs}`;
    await session.run({ text: begin });
    try {
      const isDone = await work();
      await session.run({ text: isDone ? 'COMMIT' : 'ROLLBACK' });
      return isDone;
    } catch (error) {
      if (isRace(error)) await session.run({ text: 'ROLLBACK' });
      throw error;
    }
  }

  /** Where the batch's calls stand and which of its keys are known; the calls are kept from others until the end. */
  async #read(session: Session, batch: readonly PreparedCommit[]): Promise<Facts> {
    const { schema } = this.#parts;
    const callIds = new Set(batch.filter(isOfCall).map(({ commit }) => toStoredText(commit.callId)));
    const calls = await session.run<{ readonly call_id: string; readonly step: string; readonly seq: string }>({
      text: `SELECT call_id, step, seq FROM ${schema}.calls JOIN ${schema}.states ON call = id
        WHERE call_id = ANY ($1) ORDER BY call_id FOR UPDATE OF states`,
      values: [[...callIds]],
    });
    const named = batch.flatMap(({ keys }) => [...keys].map(toStoredText));
    const keys = await session.run<{ readonly key: string }>({
      text: `SELECT key FROM ${schema}.keys WHERE key = ANY ($1)`,
      values: [named],
    });
    return {
      calls: new Map(
        calls.map((row) => [fromStoredText(row.call_id), { step: Number(row.step), seq: Number(row.seq) }]),
      ),
      keys: new Set(keys.map(({ key }) => fromStoredText(key))),
    };
  }

  #writing(number: number, decision: Decision): Statement {
    const { schema, id } = this.#parts;
    return {
      text: `SELECT ${schema}.write_batch($1::uuid, $2::bigint, ${arrayParameters}) AS written`,
      values: [id, number, ...arraysOf(decision)],
    };
  }

  /** Whether a batch whose answer was lost was written; if it was not, it never will be. */
  async #isWritten(number: number, cause: unknown): Promise<boolean> {
    this.#doubtful = number;
    const { clock, settleTimeoutMs, name } = this.#parts;
    const end = clock.now() + settleTimeoutMs;
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await this.#settle(number);
      } catch (error) {
        if (!storeFailure(error, 'write', name).retryable) throw error;
        if (clock.now() >= end) throw unknownOutcome(name, settleTimeoutMs, cause);
        await new Promise<void>((resolve) => void clock.schedule(pauseMs, resolve));
      }
    }
  }

  async #settle(number: number): Promise<boolean> {
    const { connections, schema, id } = this.#parts;
    const [row] = await connections.run<Written>({
      text: `SELECT ${schema}.give_up($1::uuid, $2::bigint) AS written`,
      values: [id, number],
    });
    this.#doubtful = undefined;
    return row?.written === true;
  }
}

/** One try at a batch, with a number of its own. */
interface Attempt {
  readonly number: number;
  readonly now: number;
  /** What becomes of the commits if it succeeds. */
  results: readonly CommitResult[];
}

interface Written {
  readonly written: boolean;
}

function overrun(name: string): CallchartError {
  return new CallchartError(
    'store.write',
    `The PostgreSQL store (schema ${name}) could not be written: ${mostAttempts} times another process was faster with the same calls or keys. Nothing of it was written. Try again; let one process at a time take a call's events.`,
    { retryable: true, details: { schema: name } },
  );
}
