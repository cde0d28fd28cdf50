/** Finding calls in a book, page by page, whoever keeps it. */
import { MemoryStore } from 'callchart';
import { expect, test } from 'vitest';
import { type CallBook, findCalls, storeBook } from '../../src/replay/call-book.ts';
import type { CallFacts } from '../../src/replay/call-facts.ts';
import { simulate } from 'callchart/testing';
import { menuFlow } from './recorded-calls.ts';

const facts = (count: number, more: Partial<CallFacts> = {}): CallFacts => ({
  callId: `call-${String(count).padStart(4, '0')}`,
  flow: 'f',
  version: '1',
  phase: 'closed',
  from: undefined,
  to: undefined,
  createdAt: 10_000 - count,
  updatedAt: 20_000,
  outcome: 'done',
  state: 'a',
  stateSince: 15_000,
  worstSilenceMs: 0,
  failedCommands: 0,
  ...more,
});

/** A book that gives what it has from where it is asked, and writes down how it was asked. */
function book(all: readonly CallFacts[]) {
  const asked: Parameters<CallBook['facts']>[0][] = [];
  const made: CallBook = {
    facts: (filter) => {
      asked.push(filter);
      const from =
        filter.before === undefined ? 0 : all.findIndex(({ callId }) => callId === filter.before?.callId) + 1;
      return Promise.resolve(all.slice(from, from + (filter.limit ?? 100)));
    },
    record: () => Promise.reject(new Error('not asked')),
  };
  return { made, asked };
}
const found = async (made: CallBook, query: Parameters<typeof findCalls>[1]): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { callId } of findCalls(made, query)) ids.push(callId);
  return ids;
};

test('pages are turned until one is not full', async () => {
  const { made, asked } = book(Array.from({ length: 450 }, (_each, count) => facts(count)));
  expect(await found(made, { flow: 'f' })).toHaveLength(450);
  expect(asked.map(({ before, flow, limit }) => [before?.callId, flow, limit])).toEqual([
    [undefined, 'f', 200],
    ['call-0199', 'f', 200],
    ['call-0399', 'f', 200],
  ]);
});

test('whoever has seen enough asks for no more', async () => {
  const { made, asked } = book(Array.from({ length: 450 }, (_each, count) => facts(count)));
  for await (const _first of findCalls(made, {})) break;
  expect(asked).toHaveLength(1);
});

test('what the store cannot tell is told from the facts', async () => {
  const { made, asked } = book([
    facts(1, { outcome: 'failed', failedCommands: 2 }),
    facts(2, { worstSilenceMs: 5_000 }),
    facts(3, { outcome: 'live', stateSince: 1_000 }),
    facts(4, { outcome: 'live', stateSince: 14_000 }),
  ]);
  expect(await found(made, { outcome: 'failed' })).toEqual(['call-0001']);
  expect(await found(made, { failedCommands: true })).toEqual(['call-0001']);
  expect(await found(made, { silenceMs: 5_000 })).toEqual(['call-0002']);
  expect(await found(made, { stuckSince: 2_000 })).toEqual(['call-0003']);
  expect(asked.at(-1)).toMatchObject({ open: true });
  expect(await found(made, { until: 9_998 })).toEqual(['call-0003', 'call-0004']);
});

test('a store is a book', async () => {
  const store = new MemoryStore();
  const line = await simulate(menuFlow(), { runtime: { store } });
  line.call();
  await line.advance(4_000);
  const made = storeBook(store, () => line.clock.now());
  expect(await made.facts({})).toMatchObject([{ callId: 'call-1', outcome: 'live', state: 'menu' }]);
  expect(await made.record('call-1')).toMatchObject({ callchart: 1, callId: 'call-1' });
  await expect(made.record('nobody')).rejects.toMatchObject({ code: 'call.unknown' });
  await line.close();
});
