/** Notices between processes: heard by whom they are for, soon; and when nobody can listen, it is looked instead. */
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from 'callchart';
import { VirtualClock } from 'callchart/simulator';
import { Connections } from '../../../src/stores/postgres/connection.ts';
import { everybody, Notices } from '../../../src/stores/postgres/notices.ts';
import { PostgresServer } from './postgres-server.ts';

let server: PostgresServer;
let pool: pg.Pool;
let connections: Connections;
const stops: (() => void)[] = [];
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  pool = new pg.Pool({ connectionString: server.url, application_name: 'listening' }).on('error', () => undefined);
  connections = new Connections(pool, 10_000);
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await pool.end();
});

/** Whoever listens: how often it was woken, and whether it hears. */
function listener(id: string): { woken: number } {
  const one = { woken: 0 };
  const notices = new Notices(connections, systemClock, 'notices');
  stops.push(
    notices.hear(
      () => id,
      () => (one.woken += 1),
    ),
  );
  return one;
}

test('one who is told wakes up, others do not, everybody does', async () => {
  const [a, b] = [listener('1'), listener('2')];
  // What was told before is not heard: everyone looks once when it begins to listen.
  await expect.poll(() => [a.woken, b.woken], { timeout: 20_000 }).toEqual([1, 1]);
  const notices = new Notices(connections, systemClock, 'notices');
  notices.tell(['1']);
  await expect.poll(() => a.woken, { timeout: 20_000 }).toBe(2);
  notices.tell([everybody]);
  await expect.poll(() => [a.woken, b.woken], { timeout: 20_000 }).toEqual([3, 2]);
});

test('what is told while a notice is on its way goes together in the next', async () => {
  const texts: unknown[] = [];
  const asked = { connections, count: 0 };
  const counting = {
    run: (statement: { readonly values?: readonly unknown[] }) => {
      texts.push(statement.values?.[1]);
      asked.count += 1;
      return Promise.resolve([]);
    },
  } as unknown as Connections;
  const notices = new Notices(counting, systemClock, 'notices');
  notices.tell([]);
  notices.tell(['1']);
  notices.tell(['2', '3']);
  notices.tell(['2']);
  await expect.poll(() => texts).toEqual(['1', '2,3']);
});

test('a connection that is lost is made again, and meanwhile it is looked', async () => {
  const one = listener('1');
  await expect.poll(() => one.woken, { timeout: 20_000 }).toBe(1);
  await server.ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listening'`);
  await expect.poll(() => one.woken, { timeout: 20_000 }).toBeGreaterThan(2);
  const listening = `SELECT FROM pg_stat_activity WHERE application_name = 'listening' AND query LIKE 'LISTEN%'`;
  await expect.poll(() => server.ask(listening), { timeout: 20_000 }).toHaveLength(1);
});

test('when nobody can listen it is looked five times a second, until it is over', async () => {
  const clock = new VirtualClock();
  const deaf = { listen: () => Promise.reject(new Error('a pooler')) } as unknown as Connections;
  let woken = 0;
  const stop = new Notices(deaf, clock, 'notices').hear(
    () => '1',
    () => (woken += 1),
  );
  await clock.advance(10_000);
  expect(woken).toBeGreaterThanOrEqual(45);
  stop();
  const before = woken;
  await clock.advance(10_000);
  expect(woken).toBe(before);
});
