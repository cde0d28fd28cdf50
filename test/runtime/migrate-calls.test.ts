/** Live calls to another version: the dry run names exactly the calls concerned, and a move is one commit each. */
import { loadFlow, MemoryStore, recordCall, verifyRecord } from 'callchart';
import { simulate } from 'callchart/testing';
import { describe, expect, test } from 'vitest';
import { migrateCalls } from '../../src/runtime/migrate-calls.ts';
import { menuFlow } from '../replay/recorded-calls.ts';

/** One call in `menu`, one in `goodbye`, one that is over. */
async function liveCalls() {
  const store = new MemoryStore();
  const flow = menuFlow();
  const line = await simulate(flow, { runtime: { store } });
  line.call().hangUp();
  await line.advance(5 * 60_000);
  const leaving = line.call();
  await line.advance(5_500);
  line.call();
  await line.advance(3_000);
  leaving.press('2');
  await line.until('speak');
  const now = () => line.clock.now();
  return { store, line, now };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const renamed = { endName: 'farewell', version: '2' } as const;
const migrations = {
  '1': (state: { value: unknown; context: object }) =>
    state.value === 'goodbye' ? { ...state, value: 'farewell' } : state,
};

async function plan(change: Parameters<typeof menuFlow>[0], withMigrations: boolean, dryRun = true) {
  const calls = await liveCalls();
  const flow = loadFlow({ default: menuFlow(change), ...(withMigrations && { migrations: migrations as never }) });
  const before = JSON.stringify([...(await calls.store.load(['call-2', 'call-3'])).values()]);
  const found = await all(migrateCalls({ ...calls, flow, dryRun, by: 'ada' }));
  const after = JSON.stringify([...(await calls.store.load(['call-2', 'call-3'])).values()]);
  return { ...calls, flow, found, isUntouched: before === after };
}

describe('a dry run', () => {
  test('names the calls whose state there is no more, and writes nothing', async () => {
    const { found, line, isUntouched } = await plan(renamed, false);
    expect(found.map(({ callId, state, plan: one }) => [callId, state, one.ok])).toEqual([
      ['call-2', 'goodbye', false],
      ['call-3', 'menu', true],
    ]);
    expect(found[0]?.plan).toMatchObject({ why: 'version 2 has no state "goodbye"' });
    expect(isUntouched).toBe(true);
    await line.close();
  });

  test("the author's migration maps the renamed state, and its timer with its deadline", async () => {
    const { found, line } = await plan(renamed, true);
    expect(found.map(({ plan: one }) => one.ok && one.migrated.value)).toEqual(['farewell', 'menu']);
    const [leaving] = found;
    expect(leaving?.plan).toMatchObject({
      migrated: { timers: [{ id: 'xstate.after.15000.menu-flow.farewell', dueAt: expect.any(Number) }] },
      notes: [],
    });
    await line.close();
  });

  test('a timer that is gone, and one that begins', async () => {
    const { found, line, now } = await plan({ menuTimerMs: 30_000, version: '2' }, false);
    expect(found.find(({ callId }) => callId === 'call-3')?.plan).toMatchObject({
      ok: true,
      notes: ['timer xstate.after.12000.menu-flow.menu is gone', 'timer xstate.after.30000.menu-flow.menu begins'],
      migrated: { timers: [{ dueAt: now() + 30_000 }] },
    });
    await line.close();
  });

  test('a migration that throws keeps its calls where they are', async () => {
    const { store, line, now } = await liveCalls();
    const flow = loadFlow({
      default: menuFlow({ version: '2' }),
      migrations: {
        '1': () => {
          throw new Error('no way');
        },
      },
    });
    const found = await all(migrateCalls({ store, flow, dryRun: false, now, by: 'ada' }));
    expect(found.map(({ plan: one }) => (one.ok ? '' : one.why))).toEqual(
      Array.from({ length: 2 }, () => 'the migration from version 1 threw: no way'),
    );
    await line.close();
  });
});

test('moved calls go on with the new version, each move is journaled with who did it, and replays', async () => {
  const { store, line, flow, found } = await plan(renamed, true, false);
  expect(found.every(({ moved }) => moved)).toBe(true);
  await line.close();
  const next = await simulate([loadFlow(menuFlow()), flow], { runtime: { store } });
  await next.advance(60_000 * 10);
  const record = await recordCall(next.runtime, 'call-2');
  expect(record.journal.find(({ input }) => input.name === 'migrate')?.input).toMatchObject({
    kind: 'operator',
    by: 'ada',
  });
  expect(record.state).toMatchObject({ flow: { version: '2' }, machine: { value: 'farewell' } });
  const again = JSON.parse(JSON.stringify(record)) as typeof record;
  expect(verifyRecord(again, loadFlow(menuFlow()), [flow]).difference).toBeUndefined();
  await next.close();
});
