/** The cache of records: what the store holds or will hold, the least recently written dropped first. */
import { expect, test } from 'vitest';
import { type CallRecord, MemoryStore } from 'callchart';
import { RecordCache } from '../../src/runtime/record-cache.ts';
import { commitOf } from '../stores/call-commits.ts';
import { WatchedStore } from './watched-store.ts';

const recordOf = (callId: string, step = 1): CallRecord => commitOf(callId, { step }).record;

async function cacheOver(...callIds: readonly string[]) {
  const store = new WatchedStore(new MemoryStore());
  await store.commit(callIds.map((callId) => commitOf(callId)));
  let loads = 0;
  store.beforeRead = () => void loads++;
  return { cache: new RecordCache(store, 2), loads: () => loads };
}

test('what is absent is read from the store, once, and nothing is asked for nothing', async () => {
  const { cache, loads } = await cacheOver('a', 'b');
  expect(cache.peek('a')).toBeUndefined();
  await cache.readIn(['a', 'b', 'a', 'none']);
  expect(cache.peek('a')?.step).toBe(1);
  await cache.readIn(['a', 'b']);
  await cache.readIn([]);
  expect(loads()).toBe(1);
});

test('what is set is what is known, until it is forgotten', async () => {
  const { cache } = await cacheOver('a');
  cache.set(recordOf('a', 5));
  await cache.readIn(['a']);
  expect(cache.peek('a')?.step).toBe(5);
  cache.forget('a');
  await cache.readIn(['a']);
  expect(cache.peek('a')?.step).toBe(1);
});

test('it holds more than its capacity until it is trimmed; then the last ones stay', async () => {
  const { cache } = await cacheOver();
  for (const callId of ['a', 'b', 'c']) cache.set(recordOf(callId));
  cache.set(recordOf('a', 2));
  expect(['a', 'b', 'c'].map((callId) => cache.peek(callId)?.step)).toEqual([2, 1, 1]);
  cache.trim();
  expect(['a', 'b', 'c'].map((callId) => cache.peek(callId)?.step)).toEqual([2, undefined, 1]);
});
