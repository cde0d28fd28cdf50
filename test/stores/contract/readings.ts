/** What a store promises about lists: order, filters, limits, pages. */
import type { CallFilter, CallSummary, Store } from 'callchart';
import { describe, expect, test } from 'vitest';
import { commitOf, entryOf, looseOf, noon } from '../call-commits.ts';
import type { OpenStore } from '../contract.ts';
import { withStore } from './with-store.ts';

export function readingGuarantees(open: OpenStore): void {
  dueGuarantees(open);
  openGuarantees(open);
  listGuarantees(open);
  journalGuarantees(open);
}

function dueGuarantees(open: OpenStore): void {
  describe('due and nextWake', () => {
    test(
      'earliest first, only what has come, at most so many',
      withStore(open, async ({ store }) => {
        expect(await store.nextWake()).toBeUndefined();
        await store.commit([
          commitOf('late', { wakeAt: noon + 30 }),
          commitOf('never'),
          commitOf('early', { wakeAt: noon + 10 }),
          commitOf('tie', { wakeAt: noon + 20, open: false }),
          commitOf('also', { wakeAt: noon + 20 }),
        ]);
        expect(await store.nextWake()).toBe(noon + 10);
        expect(await store.due(noon + 9, 10)).toEqual([]);
        expect(await store.due(noon + 10, 10)).toEqual(['early']);
        expect(await store.due(noon + 29, 10)).toEqual(['early', 'tie', 'also']);
        expect(await store.due(noon + 30, 2)).toEqual(['early', 'tie']);
        expect(await store.due(noon + 30, 0)).toEqual([]);
      }),
    );

    test(
      'the last commit says when, and whether at all',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', { wakeAt: 10 }), commitOf('b', { wakeAt: 20 })]);
        await store.commit([commitOf('a', { step: 2, wakeAt: 30 })]);
        expect([await store.nextWake(), await store.due(100, 10)]).toEqual([20, ['b', 'a']]);
        await store.commit([commitOf('b', { step: 2 })]);
        expect([await store.nextWake(), await store.due(100, 10)]).toEqual([30, ['a']]);
        await store.commit([commitOf('a', { step: 3 })]);
        expect([await store.nextWake(), await store.due(100, 10)]).toEqual([undefined, []]);
      }),
    );
  });
}

function openGuarantees(open: OpenStore): void {
  const begunAt = (ms: number) => ({ summary: { createdAt: noon + ms } });

  describe('open', () => {
    test(
      'unfinished calls, oldest first, page by page',
      withStore(open, async ({ store }) => {
        await store.commit([
          commitOf('d', begunAt(2)),
          commitOf('b', begunAt(1)),
          commitOf('finished', { ...begunAt(1), open: false }),
          commitOf('c', begunAt(1)),
          commitOf('a', begunAt(3)),
        ]);
        expect(await store.open(10)).toEqual(['b', 'c', 'd', 'a']);
        expect(await store.open(2)).toEqual(['b', 'c']);
        expect(await store.open(2, 'c')).toEqual(['d', 'a']);
        expect(await store.open(2, 'a')).toEqual([]);
      }),
    );

    test(
      'a page goes on after a call that has finished since, and after one that never was',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', begunAt(1)), commitOf('b', begunAt(2)), commitOf('c', begunAt(3))]);
        await store.commit([commitOf('a', { step: 2, ...begunAt(1), open: false })]);
        expect(await store.open(10, 'a')).toEqual(['b', 'c']);
        expect(await store.open(10)).toEqual(['b', 'c']);
        await expect(store.open(10, 'unknown')).rejects.toMatchObject({ code: 'store.cursor' });
      }),
    );
  });
}

function listGuarantees(open: OpenStore): void {
  /** Twelve calls, two a millisecond, of two flows, in all phases and of several numbers. */
  const fill = async (store: Store): Promise<CallSummary[]> => {
    const phases = ['active', 'routing', 'finishing', 'fallback', 'late', 'closed'] as const;
    const summaries = Array.from({ length: 12 }, (_, at): CallSummary => ({
      callId: `call-${String(at).padStart(2, '0')}`,
      flow: at % 3 === 0 ? 'sales' : 'front-desk',
      version: String(at),
      phase: phases[at % 6] ?? 'active',
      from: at === 5 ? undefined : `+1555000${at % 4}`,
      to: at === 5 ? undefined : at % 3 === 1 ? '+15550001' : '+15550100',
      createdAt: noon + Math.floor(at / 2),
      updatedAt: noon + 100 + at,
    }));
    await store.commit(summaries.map((summary) => commitOf(summary.callId, { summary })));
    return summaries.toReversed();
  };

  describe('list', () => {
    const filters: readonly CallFilter[] = [
      {},
      { flow: 'sales' },
      { flow: 'sale' },
      { phase: 'late' },
      { phase: 'closed' },
      { open: true },
      { open: false },
      { number: '+15550001' },
      { number: '+1555000' },
      { since: noon + 3 },
      { before: { createdAt: noon + 3, callId: 'call-07' } },
      { before: { createdAt: noon + 3, callId: 'no such call' } },
      { flow: 'front-desk', open: true, number: '+15550100', since: noon + 1 },
      { flow: 'front-desk', phase: 'closed', open: true },
    ];
    test.each(filters)('newest first, of those that are wanted: %o', (filter) =>
      withStore(open, async ({ store }) => {
        const wanted = (await fill(store)).filter((call) => isWanted(call, filter));
        expect(await store.list(filter)).toEqual(wanted);
        expect(await store.list({ ...filter, limit: 3 })).toEqual(wanted.slice(0, 3));
      })(),
    );

    test(
      'turns pages without a gap or a repeat, also while calls come and change',
      withStore(open, async ({ store }) => {
        const all = await fill(store);
        for (const filter of [{}, { number: '+15550100' }, { flow: 'front-desk' }]) {
          const seen: string[] = [];
          let before: CallFilter['before'];
          for (;;) {
            const page = await store.list({ ...filter, limit: 1, ...(before && { before }) });
            const last = page.at(-1);
            if (last === undefined) break;
            seen.push(last.callId);
            before = { createdAt: last.createdAt, callId: last.callId };
            const callId = `newcomer-${seen.length}-${Object.keys(filter).join()}`;
            await store.commit([commitOf(callId, { summary: { createdAt: noon + 1000 } })]);
          }
          const wanted = all.filter((call) => isWanted(call, filter)).map(({ callId }) => callId);
          expect(seen.filter((callId) => !callId.startsWith('newcomer'))).toEqual(wanted);
        }
      }),
    );

    test(
      'shows the last commit, whatever of it changed',
      withStore(open, async ({ store }) => {
        await store.commit([
          commitOf('a', { summary: { flow: '', phase: 'routing', from: undefined, to: undefined } }),
        ]);
        const changes: readonly Partial<CallSummary>[] = [
          { flow: 'sales' },
          { version: '2' },
          { phase: 'finishing' },
          { from: '+1' },
          { to: '+2' },
          { from: undefined, phase: 'closed' },
        ];
        for (const [at, summary] of changes.entries()) {
          const commit = commitOf('a', { step: at + 2, summary: { updatedAt: noon + at, ...summary } });
          await store.commit([commit]);
          expect(await store.list({})).toEqual([commit.summary]);
        }
        expect(await store.list({ open: true })).toEqual([]);
      }),
    );

    test(
      'a hundred unless more are asked for',
      withStore(open, async ({ store }) => {
        await store.commit(Array.from({ length: 120 }, (_, at) => commitOf(`call-${at}`)));
        expect(await store.list({})).toHaveLength(100);
        expect(await store.list({ limit: 1000 })).toHaveLength(120);
      }),
    );
  });
}

function journalGuarantees(open: OpenStore): void {
  describe('journal and unrouted', () => {
    test(
      "a call's own entries in order, page by page, each as it was",
      withStore(open, async ({ store }) => {
        const entries = [1, 2, 3, 4, 5].map((seq) => entryOf('a', seq));
        await store.commit([
          commitOf('a', { step: 2, expectedStep: 0, entries: entries.slice(0, 2) }),
          commitOf('b'),
          commitOf('a', { step: 5, expectedStep: 2, entries: entries.slice(2) }),
        ]);
        expect(await store.journal('a')).toEqual(entries);
        expect(await store.journal('a', 2)).toEqual(entries.slice(2));
        expect(await store.journal('a', 1, 2)).toEqual(entries.slice(1, 3));
        expect(await store.journal('a', undefined, 1)).toEqual(entries.slice(0, 1));
        expect(await store.journal('a', 5)).toEqual([]);
        expect(await store.journal('a', 0, 0)).toEqual([]);
        expect(await store.journal('unknown')).toEqual([]);
      }),
    );

    test(
      'a thousand entries unless more are asked for',
      withStore(open, async ({ store }) => {
        const entries = Array.from({ length: 1001 }, (_, at) => entryOf('a', at + 1));
        await store.commit([commitOf('a', { entries })]);
        expect(await store.journal('a')).toHaveLength(1000);
        expect(await store.journal('a', 0, 2000)).toHaveLength(1001);
      }),
    );

    test(
      'what belongs to no call, newest first, and in no journal',
      withStore(open, async ({ store }) => {
        expect(await store.unrouted(10)).toEqual([]);
        await store.commit([looseOf('one'), commitOf('a'), looseOf('two', { entries: [] })]);
        await store.commit([looseOf('three', { entries: [entryOf('', 7, 'three'), entryOf('', 7, 'more')] })]);
        const ids = async (limit: number) => (await store.unrouted(limit)).map(({ input }) => input.id);
        expect(await ids(10)).toEqual(['more', 'three', 'one']);
        expect(await ids(2)).toEqual(['more', 'three']);
        expect(await ids(0)).toEqual([]);
        expect(await store.journal('')).toEqual([]);
      }),
    );
  });
}

/** What a filter means, said a second time. */
function isWanted(call: CallSummary, { flow, phase, open, number, since, before }: CallFilter): boolean {
  const age = ({ createdAt, callId }: Pick<CallSummary, 'createdAt' | 'callId'>) => `${createdAt} ${callId}`;
  if (flow !== undefined && call.flow !== flow) return false;
  if (phase !== undefined && call.phase !== phase) return false;
  if (open !== undefined && open === (call.phase === 'closed')) return false;
  if (number !== undefined && ![call.from, call.to].includes(number)) return false;
  if (since !== undefined && call.createdAt < since) return false;
  return before === undefined || age(call) < age(before);
}
