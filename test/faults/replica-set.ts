/**
 * Three processes of `callchart serve` on one PostgreSQL database, and the server that can be crashed beneath them.
 * Whoever wants something gets one of them by chance, as behind a load balancer that does not know yet who is dead.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../src/simulator/random.ts';
import type { PostgresServer } from '../stores/postgres/postgres-server.ts';
import { type Reachable, SupervisedServer } from './supervised-server.ts';

/** What happens in a round. */
export const acts = ['replica killed', 'replica paused', 'replica stopped', 'database crashed'] as const;
/** One of them. */
export type Act = (typeof acts)[number];

// A process that was still starting when the database went away ends, and is started again, as by any supervisor.
const hadStarted = /the server listens/;
const missedDatabase = /could not be opened|was not started|The server does not answer/;

/** The processes. */
export class ReplicaSet {
  readonly #replicas: readonly SupervisedServer[];
  readonly #database: PostgresServer;
  readonly #random: Random;
  readonly #longestAwayMs: number;

  /** `longestAwayMs`: how long one that was killed or paused is away at most. */
  constructor(replicas: readonly SupervisedServer[], database: PostgresServer, random: Random, longestAwayMs: number) {
    this.#replicas = replicas;
    this.#database = database;
    this.#random = random;
    this.#longestAwayMs = longestAwayMs;
    for (const replica of replicas) replica.start();
  }

  /** One that has been up; it may be dead or paused by now. */
  get reachable(): Promise<Reachable> {
    return Promise.race(this.#shuffled().map((replica) => replica.reachable));
  }

  /** Does it, and has all of them run again afterwards, or begin to. */
  async suffer(act: Act): Promise<void> {
    this.#startTheFallen();
    const [replica] = this.#shuffled();
    if (replica === undefined) return;
    const awayMs = this.#random.between(0, this.#longestAwayMs);
    if (act === 'database crashed') {
      this.#database.crash();
      await pause(awayMs / 4);
      await this.#database.startAgain();
    } else if (act === 'replica paused') {
      replica.running?.child.kill('SIGSTOP');
      await pause(awayMs);
      replica.running?.child.kill('SIGCONT');
    } else {
      await replica.stop(act === 'replica killed' ? 'SIGKILL' : 'SIGTERM');
      // Half of them are back before anybody has noticed.
      if (this.#random.chance(0.5)) await pause(awayMs);
      replica.start();
    }
  }

  /** Ends all of them in good order. */
  async stop(): Promise<void> {
    this.#startTheFallen();
    for (const replica of this.#replicas) {
      await replica.reachable;
      const { status, err } = await replica.stop();
      if (status !== 0) throw new Error(`a replica ended with ${status}: ${err.slice(-2_000)}`);
    }
  }

  async kill(): Promise<void> {
    for (const replica of this.#replicas) {
      replica.running?.child.kill('SIGCONT');
      await replica.stop('SIGKILL').catch(() => {});
    }
  }

  /** @throws when one ended that had no reason to */
  #startTheFallen(): void {
    for (const replica of this.#replicas) {
      const { running } = replica;
      if (running === undefined || running.child.exitCode === null) continue;
      if (hadStarted.test(running.err) || !missedDatabase.test(running.err))
        throw new Error(`a replica ended by itself: ${running.err.slice(-2_000)}`);
      replica.start();
    }
  }

  #shuffled(): readonly SupervisedServer[] {
    const first = this.#random.between(0, this.#replicas.length - 1);
    return [...this.#replicas.slice(first), ...this.#replicas.slice(0, first)];
  }
}
