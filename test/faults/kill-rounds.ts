/**
 * Rounds of `kill -9`: `callchart serve` under load on a SQLite file, killed at a random point and started again, round
 * after round, until all calls are over. It answers with all that is to be compared; it judges nothing.
 */
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallRecord, JournalEntry, Store } from 'callchart';
import { openSqliteStore } from 'callchart/sqlite';
import { Random } from '../../src/simulator/random.ts';
import { ROOT } from '../architecture/repository-files.ts';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';
import { type PlayedCall, playCall } from './caller.ts';
import type { Findings } from './comparison.ts';
import { CountedCarrier } from './counted-carrier.ts';
import { SupervisedServer } from './supervised-server.ts';

/** How much. */
export interface KillRounds {
  readonly seed: number;
  readonly rounds: number;
  /** Calls at a time. */
  readonly callers: number;
}

// From the moment that the process takes requests; a process that is only starting is killed now and then too.
const longestLifeMs = 600;
const killedWhileStarting = 0.15;
const longestStartMs = 1_500;

/** Runs them. */
export async function killRounds({ seed, rounds, callers }: KillRounds): Promise<Findings> {
  const random = new Random(`kill rounds ${seed}`);
  const folder = new StoreFolder();
  const carrier = await CountedCarrier.start(random.fork('carrier'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const flow = join(ROOT, 'test/faults/flows/counting.ts');
  const server = new SupervisedServer(['serve', flow, '--port', '0', '--store', `sqlite:${folder.file}`], {
    cwd: folder.path,
    env: {
      TELNYX_API_KEY: 'KEYtest',
      TELNYX_BASE_URL: carrier.baseUrl,
      TELNYX_CONNECTION_ID: '2811212257810187875',
      TELNYX_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'),
    },
  });
  try {
    server.start();
    const calls: PlayedCall[] = [];
    const over = new AbortController();
    let number = 0;
    const caller = async (): Promise<void> => {
      while (!over.signal.aborted) {
        number += 1;
        calls.push(await playCall({ server, carrier, privateKey }, random.fork(`call ${number}`), number));
      }
    };
    const load = Promise.all(Array.from({ length: callers }, caller));
    for (let round = 1; round <= rounds; round++) {
      if (random.chance(killedWhileStarting)) await pause(random.between(0, longestStartMs));
      else {
        await server.reachable;
        await pause(random.between(0, longestLifeMs));
      }
      await server.killAndStart();
    }
    over.abort();
    await load;
    const { status, err } = await server.stop();
    if (status !== 0) throw new Error(`it ended with ${status}: ${err}`);
    return { calls, received: carrier.received, ...(await stored(folder.file)) };
  } finally {
    await server.stop('SIGKILL').catch(() => {});
    await carrier.close();
    folder.remove();
  }
}

/** All that the store knows. */
async function stored(file: string): Promise<Pick<Findings, 'journals' | 'records'>> {
  const store = await openSqliteStore({ file });
  try {
    const journals: (readonly JournalEntry[])[] = [];
    const records: CallRecord[] = [];
    for await (const { callId } of everyCall(store)) {
      journals.push(await store.journal(callId));
      records.push(...(await store.load([callId])).values());
    }
    return { journals, records };
  } finally {
    await store.close();
  }
}

async function* everyCall(store: Store) {
  for (let page = await store.list({ limit: 1_000 }); ;) {
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < 1_000) return;
    page = await store.list({ limit: 1_000, before: { createdAt: last.createdAt, callId: last.callId } });
  }
}
