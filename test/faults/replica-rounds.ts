/**
 * Rounds in which one of three replicas is killed, paused or stopped, or their PostgreSQL server crashes, at a random
 * point under load. It answers with all that is to be compared; it judges nothing.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openPostgresStore } from 'callchart/postgres';
import { Random } from '../../src/simulator/random.ts';
import { ROOT } from '../architecture/repository-files.ts';
import { PostgresServer } from '../stores/postgres/postgres-server.ts';
import { playCalls } from './caller.ts';
import { type Findings, isOver } from './comparison.ts';
import { CountedCarrier } from './counted-carrier.ts';
import { type Act, acts, ReplicaSet } from './replica-set.ts';
import { storedCalls } from './stored-calls.ts';
import { SupervisedServer } from './supervised-server.ts';

/** How much. */
export interface ReplicaRounds {
  readonly seed: number;
  readonly rounds: number;
  /** Calls at a time. */
  readonly callers: number;
}

/** What was done, beside what is found. */
export interface ReplicaFindings extends Findings {
  readonly acts: readonly Act[];
}

const replicas = 3;
// Short, so that what is away for a moment has lost its calls when it comes back, and counts on them still.
const leaseMs = 2_000;
const longestAwayMs = 2 * leaseMs;
const longestCalmMs = 800;
// What is left undone when the last call has ended is taken over within this time, a busy machine's.
const takenOverWithinMs = 60_000;

/** Runs them. */
export async function replicaRounds({ seed, rounds, callers }: ReplicaRounds): Promise<ReplicaFindings> {
  const random = new Random(`replica rounds ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'callchart-replicas-'));
  writeFileSync(join(folder, 'callchart.config.mjs'), `export default { limits: { leaseMs: ${leaseMs} } };\n`);
  // One of our own, whatever DATABASE_URL says: it is to crash.
  const database = await PostgresServer.start('-c', 'max_connections=60');
  const carrier = await CountedCarrier.start(random.fork('carrier'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const args = ['serve', join(ROOT, 'test/faults/flows/counting.ts'), '--port', '0'];
  const env = { ...carrier.environment(publicKey), CALLCHART_STORE: database.url };
  const servers = Array.from({ length: replicas }, () => new SupervisedServer(args, { cwd: folder, env }));
  const set = new ReplicaSet(servers, database, random.fork('set'), longestAwayMs);
  try {
    const over = new AbortController();
    await set.reachable;
    const load = playCalls({ server: set, carrier, privateKey }, random, callers, over.signal);
    // Who waits in vain ends the rounds; it is thrown below.
    load.catch(() => over.abort());
    const done: Act[] = [];
    for (let round = 1; round <= rounds && !over.signal.aborted; round++) {
      await pause(random.between(0, longestCalmMs));
      // Everything once, then by chance.
      const act = acts[round - 1] ?? actOf(random.next());
      await set.suffer(act);
      done.push(act);
    }
    over.abort();
    const calls = await load;
    const stored = await whenOver(database.url);
    await set.stop();
    return { acts: done, calls, received: carrier.received, ...stored };
  } finally {
    await set.kill();
    await carrier.close();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const actOf = (chance: number): Act => {
  if (chance < 0.45) return 'replica killed';
  if (chance < 0.7) return 'replica paused';
  return chance < 0.8 ? 'replica stopped' : 'database crashed';
};

/** What is stored, once no call is waiting for anybody, or after so long. */
async function whenOver(connectionString: string): ReturnType<typeof storedCalls> {
  const store = await openPostgresStore({ connectionString });
  try {
    const end = Date.now() + takenOverWithinMs;
    for (;;) {
      const stored = await storedCalls(store);
      if (stored.records.every(isOver) || Date.now() > end) return stored;
      await pause(500);
    }
  } finally {
    await store.close();
  }
}
