/** Several stores on one schema, as several processes have it: every step of a call is applied once, every key taken in once. */
import type { CommitResult, Store } from 'callchart';
import { openPostgresStore } from 'callchart/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { commitOf, looseOf, stepOf } from '../call-commits.ts';
import { PostgresServer } from './postgres-server.ts';

let server: PostgresServer;
let schema: string;
let stores: Store[];
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  schema = server.newSchema();
  // At once: the tables are made by one of them, and by one only.
  const options = { connectionString: server.url, schema, poolSize: 3 };
  stores = await Promise.all([1, 2, 3].map(() => openPostgresStore(options)));
});
afterEach(async () => {
  for (const store of stores) await store.close();
  await server.drop(schema);
});

test('the same steps of the same calls: each is written by one of them', async () => {
  const calls = Array.from({ length: 12 }, (_, at) => `call ${at}`);
  const last = 15;
  const written = new Map<string, number>();
  /** Takes a call to its last step against the others; whoever is too late reads on from where it is. */
  const race = async (store: Store, callId: string, who: number): Promise<void> => {
    for (let step = 1; step <= last;) {
      const [result] = await store.commit([commitOf(callId, { step, keys: [`${callId}:${step}`], payload: { who } })]);
      const place = `${callId}:${step}`;
      if (result === 'written') written.set(place, (written.get(place) ?? 0) + 1);
      step = result === 'written' ? step + 1 : stepOf((await store.load([callId])).get(callId)) + 1;
    }
  };
  await Promise.all(stores.flatMap((store, who) => calls.map((callId) => race(store, callId, who))));
  expect(written.size).toBe(calls.length * last);
  expect(new Set(written.values())).toEqual(new Set([1]));
  for (const callId of calls) {
    const entries = await stores[0]?.journal(callId);
    expect(entries?.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, at) => at + 1));
  }
});

test('the same key at once, of calls, new calls and no call: one takes it in', async () => {
  for (let round = 0; round < 30; round += 1) {
    const key = `key ${round}`;
    const results = await Promise.all(
      stores.map((store, who) =>
        store.commit([who === 2 ? looseOf(key) : commitOf(`${round} of ${who}`, { keys: [key] })]),
      ),
    );
    expect(results.flat().toSorted()).toEqual(['duplicate', 'duplicate', 'written'] satisfies CommitResult[]);
  }
});

test('the same new call at once: one begins it', async () => {
  for (let round = 0; round < 30; round += 1) {
    const names = { legs: ['l2', 'l1', `l ${round}`], sessions: ['s1', 's2'] };
    const results = await Promise.all(
      stores.map((store, who) => store.commit([commitOf(`call ${round}`, { ...names, keys: [`${round}:${who}`] })])),
    );
    expect(results.flat().toSorted()).toEqual(['conflict', 'conflict', 'written'] satisfies CommitResult[]);
  }
});

test("large batches over the same names in other orders get in nobody's way", async () => {
  const names = Array.from({ length: 60 }, (_, at) => `name ${at}`);
  const batch = (who: number, round: number) => {
    const inOrder = who === 1 ? names.toReversed() : names;
    return inOrder.map((name) =>
      commitOf(`${who} ${name}`, { step: round, keys: [`${who} ${name} ${round}`], legs: [name], sessions: [name] }),
    );
  };
  for (const round of [1, 2, 3, 4]) {
    const results = await Promise.all(stores.map((store, who) => store.commit(batch(who, round))));
    expect(new Set(results.flat())).toEqual(new Set(['written']));
  }
});

test('what one has written the others read', async () => {
  const [one, two] = stores;
  await one?.commit([commitOf('a', { keys: ['k'], legs: ['l'], sessions: ['s'], wakeAt: 5 })]);
  expect(await two?.find({ keys: ['k'], legs: ['l'], sessions: ['s'] })).toEqual({
    keys: new Map([['k', 'a']]),
    legs: new Map([['l', 'a']]),
    sessions: new Map([['s', 'a']]),
  });
  expect(await two?.due(5, 1)).toEqual(['a']);
  expect(await two?.commit([commitOf('a')])).toEqual(['conflict']);
});

test.each([
  ['moves the call on', 'a', ['UPDATE s.states SET step = 2, seq = 2'], 'conflict'],
  ['takes the key in', 'a', [`INSERT INTO s.keys (key, at) VALUES ('k', 0)`], 'duplicate'],
  [
    'begins the call',
    'b',
    [
      `INSERT INTO s.calls (call_id, open, phase, flow, version, created_at) VALUES ('b', true, 'active', '', '', 0)`,
      `INSERT INTO s.states SELECT id, 1, 1, NULL, 0, '{}' FROM s.calls WHERE call_id = 'b'`,
    ],
    'conflict',
  ],
])('another process that %s between the look and the write', async (_what, callId, statements, expected) => {
  const [store] = stores;
  await store?.commit([commitOf('a')]);
  const other = new pg.Client({ connectionString: server.url });
  await other.connect();
  try {
    await other.query('BEGIN');
    for (const text of statements) await other.query(text.replaceAll(/\bs\./g, `"${schema}".`));
    // Without an entry: nothing but the step and the key tells.
    const done = store?.commit([commitOf(callId, { step: callId === 'a' ? 2 : 1, keys: ['k'], entries: [] })]);
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${schema}%'`;
    await expect.poll(() => server.ask(waiting), { timeout: 10_000 }).toHaveLength(1);
    await other.query('COMMIT');
    expect(await done).toEqual([expected]);
  } finally {
    await other.end();
  }
});
