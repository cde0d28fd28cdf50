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
import type { Notices } from './notices.ts';
import type { PostgresSharing } from './postgres-sharing.ts';
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
  readonly sharing: Pick<PostgresSharing, 'id'>;
  readonly notices: Pick<Notices, 'tell'>;
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
    const attempt = this.#begin();
    try {
      const owners = await (isFirst ? this.#writeHoping(attempt, batch) : this.#writeKnowing(attempt, batch));
      if (owners === undefined) return 'overtaken';
      this.#parts.notices.tell([...owners.values()].filter((owner) => owner !== nobody && owner !== attempt.replica));
      return this.#withOwners(batch, attempt, owners);
    } catch (error) {
      if (isInDoubt(error)) {
        const owners = await this.#findOut(attempt.number, batch, error);
        if (owners !== undefined) return this.#withOwners(batch, attempt, owners);
        // A connection that was idle too long, a server that has just changed: once again, on a new connection.
        if (losses < mostLosses) return 'lost';
        throw error;
      }
      if (!isRace(error)) throw error;
      if (sqlStateOf(error) === fenced) await this.#settle(attempt.number);
      return 'overtaken';
    }
  }

  /** What was written of calls that others own is theirs to do; all of it when this process's lease was ended. */
  #withOwners(batch: readonly PreparedCommit[], { results, replica }: Attempt, owners: Owners): CommitResult[] {
    const isEnded = this.#parts.sharing.id !== replica;
    return results.map((result, at) => {
      const callId = batch[at]?.commit.callId;
      const owner = callId === undefined ? undefined : owners.get(callId);
      return result === 'written' && owner !== undefined && (isEnded || owner !== replica) ? 'delegated' : result;
    });
  }

  #begin(): Attempt {
    const { clock, sharing } = this.#parts;
    return { number: (this.#number += 1), replica: sharing.id, now: clock.now(), results: [] };
  }

  /** In one question: that every commit can be written is nearly always so, and the function checks it. */
  async #writeHoping(attempt: Attempt, batch: readonly PreparedCommit[]): Promise<Owners | undefined> {
    const decision = decide(batch, attempt.now);
    // What conflicts with the batch itself may still be a duplicate: only the database knows.
    if (decision.results.includes('conflict')) return undefined;
    attempt.results = decision.results;
    return ownersOf(decision, await this.#parts.connections.run<Written>(this.#writing(attempt, decision)));
  }

  /** In a transaction that keeps the batch's calls from others while it is decided on. */
  #writeKnowing(attempt: Attempt, batch: readonly PreparedCommit[]): Promise<Owners | undefined> {
    return this.#parts.connections.use((session) =>
      this.#locked(session, async () => {
        const decision = decide(batch, attempt.now, await this.#read(session, batch));
        attempt.results = decision.results;
        return ownersOf(decision, await session.run<Written>(this.#writing(attempt, decision)));
      }),
    );
  }

  /** In a transaction, which is committed if `work` comes to something. */
  async #locked<T>(session: Session, work: () => Promise<T | undefined>): Promise<T | undefined> {
    const begin = `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = ${mostIdleMs}`;
    await session.run({ text: begin });
    try {
      const done = await work();
      await session.run({ text: done === undefined ? 'ROLLBACK' : 'COMMIT' });
      return done;
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

  #writing({ number, replica }: Attempt, decision: Decision): Statement {
    const { schema, id } = this.#parts;
    return {
      text: `SELECT ${schema}.write_batch_2($1::uuid, $2::bigint, $3::bigint, ${arrayParameters}) AS owners`,
      values: [id, number, replica, ...arraysOf(decision)],
    };
  }

  /** Who owns the batch's calls now. */
  async #owners(batch: readonly PreparedCommit[]): Promise<Owners> {
    const { connections, schema } = this.#parts;
    const rows = await connections.run<{ readonly call_id: string; readonly owner: string | null }>({
      text: `SELECT call_id, owner FROM ${schema}.calls JOIN ${schema}.states ON call = id WHERE call_id = ANY ($1)`,
      values: [batch.filter(isOfCall).map(({ commit }) => toStoredText(commit.callId))],
    });
    return new Map(rows.flatMap((row) => (row.owner === null ? [] : [[fromStoredText(row.call_id), row.owner]])));
  }

  /** Who owns the calls of a batch whose answer was lost, if it was written; if it was not, it never will be. */
  async #findOut(number: number, batch: readonly PreparedCommit[], cause: unknown): Promise<Owners | undefined> {
    this.#doubtful = number;
    const { clock, settleTimeoutMs, name } = this.#parts;
    const end = clock.now() + settleTimeoutMs;
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return (await this.#settle(number)) ? await this.#owners(batch) : undefined;
      } catch (error) {
        if (!storeFailure(error, 'write', name).retryable) throw error;
        if (clock.now() >= end) throw unknownOutcome(name, settleTimeoutMs, cause);
        await new Promise<void>((resolve) => void clock.schedule(pauseMs, resolve));
      }
    }
  }

  async #settle(number: number): Promise<boolean> {
    const { connections, schema, id } = this.#parts;
    const [row] = await connections.run<{ readonly written: boolean }>({
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
  /** As whom it is written. */
  readonly replica: string;
  readonly now: number;
  /** What becomes of the commits if it succeeds. */
  results: readonly CommitResult[];
}

/** Who does a call's work, by call. What needs nobody is not in it. */
type Owners = ReadonlyMap<string, string>;

const nobody = '0';

interface Written {
  /** One for each call, in order; null when nothing was written. */
  readonly owners: readonly string[] | null;
}

function ownersOf(decision: Decision, [row]: readonly Written[]): Owners | undefined {
  const owners = row?.owners ?? undefined;
  return owners && new Map(decision.calls.map(({ last }, at) => [last.commit.callId, owners[at] ?? nobody]));
}

function overrun(name: string): CallchartError {
  return new CallchartError(
    'store.write',
    `The PostgreSQL store (schema ${name}) could not be written: ${mostAttempts} times another process was faster with the same calls or keys. Nothing of it was written. Try again; let one process at a time take a call's events.`,
    { retryable: true, details: { schema: name } },
  );
}
