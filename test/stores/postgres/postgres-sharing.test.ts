/** Who does which call's work, in the database: owners, leases by the server's clock, and messages. */
import type { Store } from 'callchart';
import { openPostgresStore } from 'callchart/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sharing } from '../../../src/stores/sharing.ts';
import { commitOf } from '../call-commits.ts';
import { PostgresServer } from './postgres-server.ts';

let server: PostgresServer;
let schema: string;
const stores: Store[] = [];
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  schema = server.newSchema();
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await server.drop(schema);
});

const hour = 3_600_000;
// Longer than a loaded machine takes for a test: only `runOut` ends it.
const minute = 60_000;

type Member = Store & { readonly sharing: Sharing };

async function member(leaseMs = hour): Promise<Member> {
  const store = await openPostgresStore({ connectionString: server.url, schema, poolSize: 2 });
  stores.push(store);
  if (store.sharing === undefined) throw new Error('it is not shared');
  if (leaseMs > 0) await store.sharing.enrol(leaseMs);
  return store as Member;
}

/** Lets all leases that are not for an hour run out. */
const runOut = () =>
  server.ask(`UPDATE "${schema}".replicas SET until = clock_timestamp() - interval '1 second'
    WHERE until < clock_timestamp() + interval '30 minutes'`);

const busy = (callId: string, step: number) => commitOf(callId, { step, wakeAt: step });
const idle = (callId: string, step: number) => ({ ...busy(callId, step), idle: true });

describe('who owns a call', () => {
  test('who began it; then who steps it where nothing is under way; else the owner is told', async () => {
    const [a, b] = [await member(), await member()];
    expect(await a.commit([busy('x', 1)])).toEqual(['written']);
    expect(await b.commit([busy('x', 2)])).toEqual(['delegated']);
    expect(await b.sharing.handovers([], 10)).toEqual([]);
    const [told, ...rest] = await a.sharing.handovers([], 10);
    expect(rest).toEqual([]);
    expect(told).toMatchObject({ callId: 'x', taken: false, record: { step: 2 } });
    expect(await a.sharing.handovers([told?.id ?? ''], 10)).toEqual([]);
    expect(await b.commit([idle('x', 3)])).toEqual(['written']);
    expect(await a.commit([busy('x', 4)])).toEqual(['delegated']);
    expect(await b.sharing.handovers([], 10)).toMatchObject([{ callId: 'x', record: { step: 4 } }]);
  });

  test('a batch of all kinds: each commit is told its own', async () => {
    const [a, b] = [await member(), await member()];
    await a.commit([busy('x', 1), busy('y', 1)]);
    expect(await b.commit([busy('x', 2), idle('y', 2), busy('z', 1), busy('x', 9)])).toEqual([
      'delegated',
      'written',
      'written',
      'conflict',
    ]);
  });

  test('a call that needs nobody any more is nobody’s', async () => {
    const [a, b] = [await member(1), await member()];
    await a.commit([busy('x', 1)]);
    expect(await b.commit([{ ...commitOf('x', { step: 2, open: false }), wakeAt: undefined }])).toEqual(['written']);
    await runOut();
    expect(await b.sharing.claim(10)).toBe(0);
  });

  test('timers are the owner’s', async () => {
    const [a, b] = [await member(), await member()];
    await a.commit([busy('x', 1)]);
    await b.commit([busy('y', 1)]);
    expect(await a.due(10, 10)).toEqual(['x']);
    expect(await b.due(10, 10)).toEqual(['y']);
    await b.commit([idle('x', 2)]);
    expect(await a.nextWake()).toBeUndefined();
    expect(await b.nextWake()).toBe(1);
    expect(await a.sharing.owned(['x', 'y'])).toEqual(new Set());
    expect(await b.sharing.owned(['x', 'y', 'none'])).toEqual(new Set(['x', 'y']));
  });
});

describe('leases', () => {
  test('one that has run out is ended, its calls are taken over, and it cannot be renewed', async () => {
    const [a, b] = [await member(minute), await member()];
    await a.commit([busy('x', 1), busy('y', 1)]);
    expect(await b.sharing.claim(10)).toBe(0);
    await runOut();
    expect(await b.sharing.claim(1)).toBe(1);
    expect(await b.sharing.claim(10)).toBe(1);
    expect(await b.sharing.handovers([], 10)).toMatchObject([
      { callId: 'x', taken: true },
      { callId: 'y', taken: true },
    ]);
    expect(await a.sharing.renew(hour)).toBe(false);
    expect(await a.due(10, 10)).toEqual([]);
    expect(await a.sharing.owned(['x'])).toEqual(new Set());
    expect(await b.sharing.members()).toBe(1);
  });

  test('one that has run out and was not ended can be renewed', async () => {
    const [a, b] = [await member(minute), await member()];
    await a.commit([busy('x', 1)]);
    await runOut();
    expect(await a.sharing.renew(hour)).toBe(true);
    expect(await b.sharing.claim(10)).toBe(0);
  });

  test('who comes back under an ended lease steps calls, and the work is not its own', async () => {
    const [a, b] = [await member(minute), await member()];
    await a.commit([busy('x', 1)]);
    await runOut();
    await b.sharing.claim(10);
    expect(await a.commit([idle('x', 2), busy('new', 1)])).toEqual(['delegated', 'delegated']);
    expect(await b.sharing.claim(10)).toBe(1);
    const told = await b.sharing.handovers([], 10);
    expect(told.map(({ callId, taken }) => `${callId} ${taken}`)).toEqual(['x true', 'x false', 'new true']);
    await a.sharing.enrol(hour);
    expect(await a.commit([busy('newer', 1)])).toEqual(['written']);
  });

  test('a claimant whose own lease has run out gets nothing', async () => {
    const [a, b] = [await member(minute), await member(minute)];
    await a.commit([busy('x', 1)]);
    await runOut();
    expect(await b.sharing.claim(10)).toBe(0);
  });

  test('who leaves leaves at once; what nobody had begun to own is anybody’s', async () => {
    const [a, b] = [await member(), await member()];
    const stranger = await member(0);
    await a.commit([busy('x', 1)]);
    expect(await stranger.commit([busy('y', 1)])).toEqual(['written']);
    await a.sharing.leave();
    expect(await b.sharing.claim(10)).toBe(2);
    expect(await stranger.commit([idle('y', 2)])).toEqual(['delegated']);
  });

  test('several claim at once: each call goes to one of them', async () => {
    const a = await member(minute);
    await a.commit(Array.from({ length: 60 }, (_, at) => busy(`call ${at}`, 1)));
    const others = [await member(), await member(), await member()];
    await runOut();
    const taken = new Map<string, number>();
    for (let round = 0; round < 20; round += 1) await Promise.all(others.map(({ sharing }) => sharing.claim(4)));
    for (const { sharing } of others)
      for (const { callId } of await sharing.handovers([], 100)) taken.set(callId, (taken.get(callId) ?? 0) + 1);
    expect(taken.size).toBe(60);
    expect(new Set(taken.values())).toEqual(new Set([1]));
  });

  test('rows of those who are gone are swept up, and not before their calls are somebody’s', async () => {
    const [a, b] = [await member(minute), await member()];
    await a.commit([busy('x', 1)]);
    await server.ask(`UPDATE "${schema}".replicas SET until = now() - interval '2 hours', ended = true WHERE id = 1`);
    const rows = () => server.ask(`SELECT FROM "${schema}".replicas WHERE ended`);
    await member();
    expect(await rows()).toHaveLength(1);
    await b.sharing.claim(10);
    await member();
    expect(await rows()).toHaveLength(0);
  });
});

test('records are read when they are newer than what is known', async () => {
  const a = await member();
  await a.commit([busy('x', 1), busy('y', 1)]);
  await a.commit([busy('y', 2)]);
  const newer = await a.sharing.newer(new Map([['x', 1], ['y', 1], ['none', 0]])); // prettier-ignore
  expect([...newer].map(([callId, { step }]) => `${callId} ${step}`)).toEqual(['y 2']);
});

test('a message for who has lost the call meanwhile is not given to him', async () => {
  const [a, b] = [await member(), await member()];
  await a.commit([busy('x', 1)]);
  await b.commit([busy('x', 2)]);
  await b.commit([idle('x', 3)]);
  expect(await a.sharing.handovers([], 10)).toEqual([]);
});
