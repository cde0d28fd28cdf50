/**
 * Rounds of `kill`: `callchart serve` under load on a SQLite file, ended at a random point and started again, round after
 * round, until all calls are over. It answers with all that is to be compared; it judges nothing.
 */
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteStore } from 'callchart/sqlite';
import { Random } from '../../src/simulator/random.ts';
import { ROOT } from '../architecture/repository-files.ts';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';
import { playCalls } from './caller.ts';
import type { Findings } from './comparison.ts';
import { CountedCarrier } from './counted-carrier.ts';
import { storedCalls } from './stored-calls.ts';
import { SupervisedServer } from './supervised-server.ts';

/** How much. */
export interface KillRounds {
  readonly seed: number;
  readonly rounds: number;
  /** Calls at a time. */
  readonly callers: number;
  /** How a process is ended. */
  readonly signal: 'SIGKILL' | 'SIGTERM';
}

/** What is found afterwards, and how each process that was ended took it: its exit code, or the signal. */
export interface RoundsFindings extends Findings {
  readonly exits: readonly (number | string)[];
}

// From the moment that the process takes requests; a process that is only starting is killed now and then too.
const longestLifeMs = 600;
const killedWhileStarting = 0.15;
const longestStartMs = 1_500;

/** Runs them. */
export async function killRounds({ seed, rounds, callers, signal }: KillRounds): Promise<RoundsFindings> {
  const random = new Random(`kill rounds ${seed}`);
  const folder = new StoreFolder();
  const carrier = await CountedCarrier.start(random.fork('carrier'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const flow = join(ROOT, 'test/faults/flows/counting.ts');
  const server = new SupervisedServer(['serve', flow, '--port', '0', '--store', `sqlite:${folder.file}`], {
    cwd: folder.path,
    env: carrier.environment(publicKey),
  });
  try {
    server.start();
    const over = new AbortController();
    const load = playCalls({ server, carrier, privateKey }, random, callers, over.signal);
    // Who waits in vain ends the rounds; it is thrown below.
    load.catch(() => over.abort());
    const exits: (number | string)[] = [];
    for (let round = 1; round <= rounds && !over.signal.aborted; round++) {
      // A process that does not listen yet for signals is ended by them, like any other program.
      if (signal === 'SIGKILL' && random.chance(killedWhileStarting)) await pause(random.between(0, longestStartMs));
      else {
        await server.reachable;
        await pause(random.between(0, longestLifeMs));
      }
      exits.push((await server.endAndStart(signal)).status);
    }
    over.abort();
    const calls = await load;
    const { status, err } = await server.stop();
    if (status !== 0) throw new Error(`it ended with ${status}: ${err}`);
    const store = await openSqliteStore({ file: folder.file });
    try {
      return { calls, exits, received: carrier.received, ...(await storedCalls(store)) };
    } finally {
      await store.close();
    }
  } finally {
    await server.stop('SIGKILL').catch(() => {});
    await carrier.close();
    folder.remove();
  }
}
