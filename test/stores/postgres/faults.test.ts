/**
 * What becomes of commits when connections and servers die under them: all of a commit is written or nothing, what is
 * said of it is true, and the store goes on by itself.
 */
import type { CallchartError, CommitResult, Store } from 'callchart';
import { openPostgresStore, type PostgresConnection, type PostgresPool } from 'callchart/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commitOf, stepOf } from '../call-commits.ts';
import { PostgresServer } from './postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  // Always a server of its own: what is done to it here must not be done to one that somebody uses.
  server = await PostgresServer.start('-c', 'log_min_messages=log');
});
afterAll(() => server.stop());

let schema: string;
const opened: Store[] = [];
beforeEach(() => {
  schema = server.newSchema();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await server.drop(schema);
});

async function open(options: Parameters<typeof openPostgresStore>[0] = {}): Promise<Store> {
  const store = await openPostgresStore({
    ...(options.pool === undefined && { connectionString: server.url }),
    schema,
    ...options,
  });
  opened.push(store);
  return store;
}

/** Ends every connection of the stores under test. */
const endConnections = () =>
  server.ask(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );

/** Commits steps of a call one after the other, each until it is known to be written; the answers, by step. */
async function keepStepping(store: Store, callId: string, last: number): Promise<Map<number, string[]>> {
  const told = new Map<number, string[]>();
  for (let step = 1; step <= last; step += 1) {
    const answers: string[] = [];
    told.set(step, answers);
    for (;;) {
      const answer = await store.commit([commitOf(callId, { step, keys: [`${callId}:${step}`] })]).then(
        ([result]) => String(result),
        (error: CallchartError) => (error.retryable ? error.code : `not to be tried again: ${error.message}`),
      );
      answers.push(answer);
      if (answer === 'written' || answer === 'duplicate' || answer.startsWith('not')) break;
    }
  }
  return told;
}

/** Every step is written once, and an answer 'duplicate' was only given where nobody could know better. */
async function expectWhole(store: Store, callId: string, told: Map<number, string[]>): Promise<void> {
  const steps = [...told.keys()];
  expect(stepOf((await store.load([callId])).get(callId))).toBe(steps.length);
  expect((await store.journal(callId)).map(({ seq }) => seq)).toEqual(steps);
  for (const [step, answers] of told) {
    const last = answers.includes('store.unknown_outcome') ? ['written', 'duplicate'] : ['written'];
    expect(last, `step ${step}: ${answers.join()}`).toContain(answers.at(-1));
  }
}

test('connections that are ended again and again: every step is written once, and is said to be', async () => {
  const store = await open();
  const calls = Array.from({ length: 8 }, (_, at) => `call ${at}`);
  const progress = { isDone: false };
  const stepping = Promise.all(calls.map((callId) => keepStepping(store, callId, 40))).finally(
    () => (progress.isDone = true),
  );
  let ended = 0;
  // Not for ever: on a busy machine connections may be ended faster than commits are written.
  for (let round = 0; round < 40 && !progress.isDone; round += 1) ended += (await endConnections()).length;
  expect(ended).toBeGreaterThan(0);
  for (const [at, told] of (await stepping).entries()) await expectWhole(store, calls[at] ?? '', told);
});

/** A pool of which some answers are lost on the way, before or after the server was asked. */
function losing(pool: pg.Pool, statement: RegExp, when: 'before' | 'after', most = 1): PostgresPool & { lost: number } {
  const lossy: PostgresPool & { lost: number } = {
    lost: 0,
    on: (event, listener) => pool.on(event, listener),
    removeListener: (event, listener) => pool.removeListener(event, listener),
    connect(callback) {
      pool.connect((error, client, release) => {
        if (client === undefined) callback(error, undefined, release);
        else callback(undefined, { ...passing(client), query: (asked) => query(client, asked) }, release);
      });
    },
  };
  const passing = (client: pg.PoolClient): Pick<PostgresConnection, 'on' | 'removeListener'> => ({
    on: (event, listener) => client.on(event, listener),
    removeListener: (event, listener) => client.removeListener(event, listener),
  });
  const query = async (client: pg.PoolClient, asked: { text: string }): Promise<{ rows: unknown[] }> => {
    const isLost = lossy.lost < most && statement.test(asked.text);
    if (isLost) lossy.lost += 1;
    if (isLost && when === 'before') throw new Error('Connection terminated unexpectedly');
    const answer = await client.query<object>(asked);
    if (isLost) throw new Error('Connection terminated unexpectedly');
    return answer;
  };
  return lossy;
}

describe('an answer that is lost', () => {
  let pool: pg.Pool;
  beforeEach(async () => {
    await (await open()).commit([commitOf('a')]);
    pool = server.newPool();
  });
  afterEach(() => pool.end());

  test('after the commit was written: it is found out, and said', async () => {
    const lossy = losing(pool, /write_batch/, 'after');
    const store = await open({ pool: lossy });
    expect(await store.commit([commitOf('a', { step: 2 }), commitOf('b')])).toEqual(['written', 'written']);
    expect(lossy.lost).toBe(1);
    expect(await store.commit([commitOf('a', { step: 3 })])).toEqual(['written']);
  });

  test('before it was written: it never will be, and goes under another number', async () => {
    const lossy = losing(pool, /write_batch/, 'before');
    const store = await open({ pool: lossy });
    expect(await store.commit([commitOf('a', { step: 2, keys: ['k'] })])).toEqual(['written']);
    expect(lossy.lost).toBe(1);
  });

  test('twice: it is refused, and nothing of it is written', async () => {
    const lossy = losing(pool, /write_batch/, 'before', 2);
    const store = await open({ pool: lossy });
    const commit = commitOf('a', { step: 2, keys: ['k'] });
    await expect(store.commit([commit])).rejects.toMatchObject({ code: 'store.write', retryable: true });
    expect(stepOf((await store.load(['a'])).get('a'))).toBe(1);
    expect(await store.commit([commit])).toEqual(['written']);
  });

  test('of the COMMIT itself: it is found out, and said', async () => {
    const lossy = losing(pool, /^COMMIT/, 'after');
    const store = await open({ pool: lossy });
    expect(await store.commit([commitOf('a'), commitOf('b')])).toEqual(['conflict', 'written']);
    expect(lossy.lost).toBe(1);
  });

  test('and the server is not there to be asked: the outcome is unknown, and known before the next commit', async () => {
    const lossy = losing(pool, /write_batch/, 'after');
    const silent: PostgresPool = {
      ...lossy,
      connect: (callback) =>
        lossy.lost === 1
          ? callback(new Error('connect ECONNREFUSED'), undefined, () => undefined)
          : lossy.connect(callback),
    };
    const store = await open({ pool: silent, settleTimeoutMs: 0 });
    const commit = commitOf('a', { step: 2, keys: ['k'] });
    await expect(store.commit([commit])).rejects.toMatchObject({ code: 'store.unknown_outcome', retryable: true });
    await expect(store.commit([commit])).rejects.toMatchObject({ code: 'store.write', retryable: true });
    lossy.lost = 2;
    expect(await store.commit([commit])).toEqual(['duplicate']);
  });
});

test('a batch that was given up is not written when it arrives late', async () => {
  const store = await open();
  await store.commit([commitOf('a')]);
  const [writer] = await server.ask<{ id: string; written: string }>(`SELECT id, written FROM "${schema}".writers`);
  const next = Number(writer?.written) + 1;
  const giveUp = () => server.ask<{ was: boolean }>(`SELECT "${schema}".give_up($1, $2) AS was`, [writer?.id, next]);
  expect(await giveUp()).toEqual([{ was: false }]);
  expect(await giveUp()).toEqual([{ was: false }]);
  const empty = Array.from({ length: 29 }, () => `'{}'`).join(', ');
  await expect(
    server.ask(`SELECT "${schema}".write_batch_2($1, $2, 0, ${empty})`, [writer?.id, next]),
  ).rejects.toMatchObject({
    code: 'CC002',
  });
  // The store's own next batch bears that number: it is refused, and goes under another.
  expect(await store.commit([commitOf('a', { step: 2 })])).toEqual(['written']);
});

test('a store whose row was swept up goes on', async () => {
  const store = await open();
  await server.ask(`DELETE FROM "${schema}".writers`);
  expect(await store.commit([commitOf('a')])).toEqual(['written']);
  expect(await store.commit([commitOf('a', { step: 2 })])).toEqual(['written']);
});

test('a server that crashes and comes back: nothing acknowledged is lost, and the same store goes on', async ({
  skip,
}) => {
  skip(!server.isOurs, 'the server that DATABASE_URL names is not ours to crash');
  const store = await open({ settleTimeoutMs: 0 });
  const written = new Map<string, number>();
  const seen = { isDown: false };
  const stepping = Array.from({ length: 8 }, async (_, at) => {
    const callId = `call ${at}`;
    for (let step = 1; !seen.isDown; step += 1) {
      const results: readonly CommitResult[] = await store.commit([commitOf(callId, { step })]).catch(() => {
        seen.isDown = true;
        return [];
      });
      if (results[0] === 'written') written.set(callId, step);
      if (step === 10 && at === 0) server.crash();
    }
  });
  await Promise.all(stepping);
  await expect(store.commit([commitOf('down')])).rejects.toMatchObject({ retryable: true });
  await expect(store.load(['call 0'])).rejects.toMatchObject({ code: 'store.read', retryable: true });
  expect(await store.ready()).toBe(false);
  await server.startAgain();
  const records = await store.load([...written.keys()]);
  expect(written.size).toBe(8);
  for (const [callId, step] of written) {
    // What was on its way in the crash may be there, whole; what was acknowledged has to be.
    const found = stepOf(records.get(callId));
    expect([step, step + 1]).toContain(found);
    expect((await store.journal(callId)).map(({ seq }) => seq)).toEqual(Array.from({ length: found }, (_, i) => i + 1));
    expect(await store.commit([commitOf(callId, { step: found + 1 })])).toEqual(['written']);
  }
});

test('a server that takes no writes: refused, to be tried again, until it does', async () => {
  const [row] = await server.ask<{ name: string }>('SELECT current_database() AS name');
  const store = await open();
  await server.ask(`ALTER DATABASE "${row?.name}" SET default_transaction_read_only = on`);
  try {
    await endConnections();
    const refused = { code: 'store.write', retryable: true, details: { sqlstate: '25006' } };
    const error: unknown = await store
      .commit([commitOf('a')])
      .then(
        () => store.commit([commitOf('a', { step: 2 })]),
        () => store.commit([commitOf('a')]),
      )
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject(refused);
    expect(await store.ready()).toBe(false);
  } finally {
    await server.ask(`ALTER DATABASE "${row?.name}" RESET default_transaction_read_only`);
  }
  await endConnections();
  await expect.poll(() => store.commit([commitOf('b')]).catch(() => ['not yet'])).toEqual(['written']);
});

test('a statement that waits too long is refused, and everything is right when the way is free', async () => {
  const store = await open({ statementTimeoutMs: 100 });
  await store.commit([commitOf('a')]);
  const blocker = new pg.Client({ connectionString: server.url });
  await blocker.connect();
  await blocker.query(`BEGIN; SELECT * FROM "${schema}".states FOR UPDATE`);
  await expect(store.commit([commitOf('a', { step: 2 })])).rejects.toMatchObject({
    code: 'store.write',
    retryable: true,
    details: { sqlstate: '57014' },
  });
  await blocker.query('ROLLBACK');
  await blocker.end();
  expect(await store.commit([commitOf('a', { step: 2 })])).toEqual(['written']);
});
