/** Live calls to another version: the dry run names exactly the calls concerned, and a move is one commit each. */
import {
  CallchartError,
  type CallState,
  type CallSummary,
  loadFlow,
  MemoryStore,
  recordCall,
  verifyRecord,
} from 'callchart';
import { simulate } from 'callchart/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { migrateAll, moveInStore, reportOf } from '../../src/runtime/migrate-calls.ts';
import { type Caller, menuFlow } from '../replay/recorded-calls.ts';

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

/** As the command line moves calls in a store that nobody holds. */
function migrateStore(parts: Parameters<typeof migrateAll>[0], dryRun: boolean) {
  return all(migrateAll({ ...parts, ...(!dryRun && { move: moveInStore(parts, 'ada') }) }));
}

async function plan(change: Parameters<typeof menuFlow>[0], withMigrations: boolean, dryRun = true) {
  const calls = await liveCalls();
  const flow = loadFlow({ default: menuFlow(change), ...(withMigrations && { migrations: migrations as never }) });
  const before = JSON.stringify([...(await calls.store.load(['call-2', 'call-3'])).values()]);
  const found = await migrateStore({ ...calls, flow }, dryRun);
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
    const found = await migrateStore({ store, flow, now }, false);
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

test('what operators are told of a call has no context and no timers in it', async () => {
  const { found, line } = await plan(renamed, false);
  const at = { from: '1', moved: false };
  expect(found.map(reportOf)).toEqual([
    { callId: 'call-2', state: 'goodbye', ...at, why: 'version 2 has no state "goodbye"' },
    { callId: 'call-3', state: 'menu', ...at, to: 'menu', notes: [] },
  ]);
  await line.close();
});

test('one changed prompt, one removed timer, one renamed state: exactly the calls concerned are named', async () => {
  const store = new MemoryStore();
  const line = await simulate(menuFlow(), { runtime: { store } });
  line.simulator.onDial('+15550100', { does: 'answer', afterMs: 3_000 });
  // Some have just come, some choose, some talk, some are on their way out, some are gone.
  for (let count = 0; count < 24; count++) {
    const caller = line.call({ from: `+155501001${String(count).padStart(2, '0')}` });
    await line.advance(1_900);
    if (count % 3 === 0) caller.press('2');
    if (count % 4 === 1) caller.press('1');
    if (count % 7 === 6) caller.hangUp();
  }
  const leaving = [line.call(), line.call()];
  await line.advance(3_000);
  for (const caller of leaving) caller.press('2');
  const isLeaving = async (): Promise<boolean> => {
    const last = (await store.load(['call-26'])).get('call-26') as CallState;
    return last.machine.value === 'goodbye';
  };
  for (let turn = 0; turn < 100 && !(await isLeaving()); turn++) await line.advance(20);
  const records = await store.load((await store.list({ limit: 100 })).map(({ callId }) => callId));
  const live = [...records.values()].filter((one): one is CallState => one.phase === 'active');
  const idsIn = (...states: string[]): string[] =>
    live.flatMap(({ callId, machine }) => (states.includes(machine.value as string) ? [callId] : [])).toSorted();
  for (const state of ['menu', 'goodbye', 'connected']) expect([state, idsIn(state).length]).not.toEqual([state, 0]);
  const change = { prompt: 'Bye.', menuTimerMs: undefined, endName: 'farewell', version: '2' } as const;
  const told = async (module: Parameters<typeof loadFlow>[0]) => {
    const parts = { store, flow: loadFlow(module), now: () => line.clock.now() };
    return (await migrateStore(parts, true)).map(reportOf);
  };
  const callIds = (all: readonly { callId: string }[]): string[] => all.map(({ callId }) => callId).toSorted();

  const bare = await told(menuFlow(change));
  expect(callIds(bare)).toEqual(live.map(({ callId }) => callId).toSorted());
  expect(callIds(bare.filter(({ why }) => why === 'version 2 has no state "goodbye"'))).toEqual(idsIn('goodbye'));
  expect(callIds(bare.filter(({ why }) => why !== undefined))).toEqual(idsIn('goodbye'));
  const noted = bare.filter(({ notes = [] }) => notes.length > 0);
  expect(callIds(noted)).toEqual(idsIn('menu'));
  for (const { notes } of noted) expect(notes).toEqual(['timer xstate.after.12000.menu-flow.menu is gone']);

  const mapped = await told({ default: menuFlow(change), migrations: migrations as never });
  expect(mapped.filter(({ why }) => why !== undefined)).toEqual([]);
  expect(callIds(mapped.filter(({ state, to }) => state !== to))).toEqual(idsIn('goodbye'));
  await line.close();
});

describe('in a running process', () => {
  const moving = { flow: 'menu-flow', to: '2', dryRun: false, by: 'ada' } as const;

  test('calls are moved by the one writer, go on at once, and new ones too', async () => {
    const { store, line } = await liveCalls();
    const flow = loadFlow({ default: menuFlow(renamed), migrations: migrations as never });
    line.runtime.addFlow(flow);
    const before = JSON.stringify([...(await store.load(['call-2', 'call-3'])).values()]);
    const dry = await line.runtime.migrate({ ...moving, dryRun: true });
    expect(dry).toMatchObject({ calls: [{ callId: 'call-2', moved: false }, { callId: 'call-3' }], next: undefined });
    expect(JSON.stringify([...(await store.load(['call-2', 'call-3'])).values()])).toBe(before);

    const { calls } = await line.runtime.migrate(moving);
    expect(calls.map(({ callId, moved }) => [callId, moved])).toEqual([
      ['call-2', true],
      ['call-3', true],
    ]);
    expect(await line.runtime.migrate(moving)).toEqual({ calls: [], next: undefined });
    await line.advance(20 * 60_000);
    const record = await recordCall(line.runtime, 'call-2');
    expect(record.state).toMatchObject({ flow: { version: '2' }, phase: 'closed', machine: { value: 'done' } });
    expect(record.journal.filter(({ input }) => input.name === 'migrate')).toMatchObject([
      { input: { kind: 'operator', by: 'ada' }, from: 'goodbye', to: 'farewell' },
    ]);
    const again = JSON.parse(JSON.stringify(record)) as typeof record;
    expect(verifyRecord(again, loadFlow(menuFlow()), [flow]).difference).toBeUndefined();
    await line.close();
  });

  test('what can be done is decided on the call as it stands then, not as it stood when it was looked at', async () => {
    const { store, line } = await liveCalls();
    line.runtime.addFlow(loadFlow(menuFlow(renamed)));
    const load = store.load.bind(store);
    let looked = 0;
    store.load = async (callIds) => {
      const found = await load(callIds);
      // Between the look and the move its caller is in the state that is gone.
      if (looked++ === 0) await line.runtime.hangup('call-3', { key: 'k', by: 'bob' });
      return found;
    };
    const { calls } = await line.runtime.migrate(moving);
    expect(calls.map(reportOf)).toMatchObject([
      { callId: 'call-2', moved: false, why: 'version 2 has no state "goodbye"' },
      { callId: 'call-3', moved: false, why: 'its flow is over' },
    ]);
    await line.close();
  });

  test('a version that is not loaded, and another machine than the one that is meant', async () => {
    const { line } = await liveCalls();
    await expect(line.runtime.migrate(moving)).rejects.toMatchObject({
      code: 'flow.unknown',
      message: expect.stringContaining('loaded: menu-flow@1. Serve its file beside the older one'),
    });
    line.runtime.addFlow(loadFlow(menuFlow(renamed)));
    await expect(line.runtime.migrate({ ...moving, hash: 'another' })).rejects.toMatchObject({ code: 'flow.changed' });
    await line.close();
    await expect(line.runtime.migrate(moving)).rejects.toMatchObject({ code: 'runtime.stopped', retryable: true });
  });

  test('many calls come a page at a time, and one that cannot be stored stays where it is', async () => {
    const { store, line } = await liveCalls();
    const record = (await store.load(['call-3'])).get('call-3') as CallState;
    const [summary] = await store.list({ limit: 1 });
    const nothing = { keys: [], legs: [], sessions: [], entries: [], wakeAt: undefined, open: true };
    await store.commit(
      Array.from({ length: 250 }, (_each, count) => {
        const callId = `copy-${count}`;
        const copy = { ...record, callId, step: 1, commands: [], legs: [] };
        return { ...nothing, callId, record: copy, expectedStep: 0, summary: { ...summary, callId } as CallSummary };
      }),
    );
    const flow = loadFlow(menuFlow({ version: '2' }));
    line.runtime.addFlow(flow);
    const commit = store.commit.bind(store);
    store.commit = (commits) =>
      commits.some(
        ({ callId, entries }) => callId === 'call-2' && entries.some(({ input }) => input.name === 'migrate'),
      )
        ? Promise.reject(new CallchartError('store.too_large', 'It is too large.'))
        : commit(commits);
    const first = await line.runtime.migrate(moving);
    const second = await line.runtime.migrate({ ...moving, ...(first.next !== undefined && { after: first.next }) });
    expect(second.next).toBeUndefined();
    const calls = [...first.calls, ...second.calls];
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(252);
    expect(calls.filter(({ moved }) => !moved).map(reportOf)).toMatchObject([
      { callId: 'call-2', why: 'the store does not take it: It is too large.' },
    ]);
    expect(await line.runtime.call('call-2')).toMatchObject({ flow: { version: '1' }, phase: 'active' });
    await line.close();
  });
});

/** A whole call, moved once at some moment: by then it may be anywhere, with commands and webhooks on their way. */
const whenever = fc.record({
  caller: fc.constantFrom<Caller>('1', '2', 'wait', 'leave'),
  momentMs: fc.integer({ min: 1_000, max: 25_000 }),
  change: fc.constantFrom(
    renamed,
    { version: '2', menuTimerMs: undefined },
    { version: '2', menuTimerMs: 30_000, prompt: 'Bye.' },
  ),
  mapped: fc.boolean(),
  seed: fc.nat(1_000),
});
const moves = Number(process.env['CALLCHART_MIGRATION_RUNS'] ?? 25);

test('moved at whatever moment, a call comes to its end, and repeats itself; refused, it is as it was', async () => {
  let moved = 0;
  await fc.assert(
    fc.asyncProperty(whenever, async ({ caller, momentMs, change, mapped, seed }) => {
      const line = await simulate(menuFlow(), { seed });
      line.simulator.onDial('+15550100', { does: 'answer', afterMs: 3_000 });
      line.simulator.faults.webhook({ probability: 0.2 }, { delayMs: 700 });
      line.simulator.faults.command({ probability: 0.2 }, { status: 503 });
      const party = line.call();
      const flow = loadFlow({ default: menuFlow(change), ...(mapped && { migrations: migrations as never }) });
      const chooses = caller === 'wait' ? [] : [{ at: 6_000, act: choose }];
      const acts = [{ at: momentMs, act: move }, ...chooses, { at: 40_000, act: leave }].toSorted(
        (one, other) => one.at - other.at,
      );
      async function choose(): Promise<void> {
        if (caller === '1' || caller === '2') party.press(caller);
        else party.hangUp();
      }
      async function leave(): Promise<void> {
        party.hangUp();
      }
      async function move(): Promise<void> {
        line.runtime.addFlow(flow);
        const before = await line.runtime.call('call-1');
        const { calls } = await line.runtime.migrate({ flow: 'menu-flow', to: '2', dryRun: false, by: 'ada' });
        const isMoved = calls[0]?.moved === true;
        if (isMoved) moved += 1;
        expect(isMoved ? before : await line.runtime.call('call-1')).toEqual(before);
      }
      const startedAt = line.clock.now();
      for (const { at, act } of acts) {
        await line.advance(Math.max(0, startedAt + at - line.clock.now()));
        await act();
      }
      await line.advance(20 * 60_000);
      const record = await recordCall(line.runtime, 'call-1');
      await line.close();
      expect(record.state?.phase).toBe('closed');
      expect(record.state?.failure).toBeUndefined();
      const again = JSON.parse(JSON.stringify(record)) as typeof record;
      expect(verifyRecord(again, loadFlow(menuFlow()), [flow]).difference).toBeUndefined();
    }),
    { numRuns: moves, seed: 11, interruptAfterTimeLimit: 500_000 },
  );
  expect(moved).toBeGreaterThan(moves / 4);
}, 600_000);
