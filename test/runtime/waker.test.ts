/** The alarm clock of a process. Deadlines over restarts are proved in contract 7, held calls in contract 12. */
import { expect, test } from 'vitest';
import { MemoryStore } from 'callchart';
import { VirtualClock } from 'callchart/simulator';
import type { CallWriter } from '../../src/runtime/call-writer.ts';
import { Waker } from '../../src/runtime/waker.ts';
import { commitOf } from '../stores/call-commits.ts';
import { failing, gate, storeDown, WatchedStore } from './watched-store.ts';

interface Tick {
  readonly callId: string;
  readonly afterMs: number;
}

/** A waker over a store whose calls are only times; a tick takes the call's time away. */
function wakerOver(refuse: (callId: string) => boolean = () => false) {
  const clock = new VirtualClock();
  const begin = clock.now();
  const store = new WatchedStore(new MemoryStore());
  const steps = new Map<string, number>();
  const ticks: Tick[] = [];
  const log: string[] = [];
  /** Without telling the waker, as another process would. */
  const writeUnheard = async (callId: string, wakeAt: number | undefined): Promise<void> => {
    const step = (steps.get(callId) ?? 0) + 1;
    steps.set(callId, step);
    await store.commit([commitOf(callId, { step, wakeAt })]);
  };
  const write = async (callId: string, wakeAt: number | undefined): Promise<void> => {
    await writeUnheard(callId, wakeAt);
    waker.set(callId, wakeAt);
  };
  const writer = {
    apply: async (callId: string) => {
      if (refuse(callId)) throw storeDown();
      ticks.push({ callId, afterMs: clock.now() - begin });
      await write(callId, undefined);
    },
  } as unknown as CallWriter;
  const waker = new Waker({ writer, store, clock, log: ({ message }) => void log.push(message) });
  const wakeIn = (callId: string, ms: number): Promise<void> => write(callId, clock.now() + ms);
  return { clock, store, waker, ticks, log, wakeIn, writeUnheard };
}

test('each call is ticked when its time has come, and the clock is asked for one alarm only', async () => {
  const { clock, waker, ticks, wakeIn } = wakerOver();
  await waker.start();
  await wakeIn('b', 2_000);
  await wakeIn('a', 1_000);
  await wakeIn('c', 2_000);
  expect(clock.waiting).toBe(1);
  await clock.advance(5_000);
  expect(ticks).toEqual([
    { callId: 'a', afterMs: 1_000 },
    { callId: 'b', afterMs: 2_000 },
    { callId: 'c', afterMs: 2_000 },
  ]);
});

test('what was due before the process began is ticked at once', async () => {
  const { clock, waker, ticks, wakeIn } = wakerOver();
  await wakeIn('a', -5_000);
  waker.stop();
  const next = wakerOver();
  await next.wakeIn('a', -5_000);
  await next.waker.start();
  await next.clock.advance(0);
  expect(next.ticks).toEqual([{ callId: 'a', afterMs: 0 }]);
  await clock.advance(5_000);
  expect(ticks).toEqual([]);
});

test('a time asked for while the store is being looked at is not forgotten', async () => {
  const { clock, store, waker, ticks, wakeIn } = wakerOver();
  await waker.start();
  await wakeIn('a', 1_000);
  const { wait, open } = gate();
  const { nextWake } = store;
  // The answer is older than what is asked for while it is on its way, as from a database.
  store.nextWake = async () => {
    const answer = await nextWake();
    await wait();
    return answer;
  };
  await clock.advance(1_000);
  await wakeIn('b', 500);
  open();
  await clock.advance(2_000);
  expect(ticks).toEqual([
    { callId: 'a', afterMs: 1_000 },
    { callId: 'b', afterMs: 1_500 },
  ]);
});

test('a store that cannot be asked is asked again soon', async () => {
  const { clock, store, waker, ticks, log, wakeIn } = wakerOver();
  await waker.start();
  await wakeIn('a', 1_000);
  store.beforeRead = failing(2);
  await clock.advance(3_000);
  expect(ticks).toEqual([{ callId: 'a', afterMs: 2_000 }]);
  expect(log).toEqual(['timers could not be looked after', 'timers could not be looked after']);
});

test("a call that cannot be ticked is tried again now and then, and stands in nobody else's way", async () => {
  let isIll = true;
  const { clock, waker, ticks, log, wakeIn } = wakerOver((callId) => isIll && callId.startsWith('ill'));
  await waker.start();
  for (let at = 0; at < 600; at++) await wakeIn(`ill ${at}`, 1_000);
  await wakeIn('well', 1_700);
  await clock.advance(2_500);
  expect(ticks.map((tick) => tick.callId)).toEqual(['well']);
  expect(ticks[0]?.afterMs).toBeLessThanOrEqual(2_200);
  expect(log.length).toBeLessThan(600 * 5);
  isIll = false;
  await clock.advance(1_000);
  expect(ticks).toHaveLength(601);
});

test('now and then it looks by itself: somebody else may have written', async () => {
  const { clock, waker, ticks, writeUnheard } = wakerOver();
  await waker.start();
  await writeUnheard('other', clock.now() + 1_000);
  await clock.advance(61_000);
  expect(ticks.map((tick) => tick.callId)).toEqual(['other']);
});

test('stopped, it wakes nobody', async () => {
  const { clock, waker, ticks, wakeIn } = wakerOver();
  await waker.start();
  await wakeIn('a', 1_000);
  waker.stop();
  await wakeIn('b', 1_000);
  await clock.advance(120_000);
  expect(ticks).toEqual([]);
  expect(clock.waiting).toBe(0);
});
