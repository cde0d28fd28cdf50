/** What a store promises about writing: whole commits, once, in order. */
import { describe, expect, test } from 'vitest';
import { commitOf, entryOf, looseOf, stepOf } from '../call-commits.ts';
import type { OpenStore } from '../contract.ts';
import { withStore } from './with-store.ts';

export function commitGuarantees(open: OpenStore): void {
  describe('commit', () => {
    test(
      'nothing is nothing',
      withStore(open, async ({ store }) => {
        expect(await store.commit([])).toEqual([]);
      }),
    );

    test(
      'a call is begun and moved on',
      withStore(open, async ({ store }) => {
        expect(await store.commit([commitOf('a', { step: 1 })])).toEqual(['written']);
        const second = commitOf('a', { step: 2, payload: { now: 'two' } });
        expect(await store.commit([second])).toEqual(['written']);
        expect((await store.load(['a'])).get('a')).toEqual(second.record);
        expect((await store.journal('a')).map(({ seq }) => seq)).toEqual([1, 2]);
      }),
    );

    test(
      'a known key makes a duplicate, of which nothing is written',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', { keys: ['k1'] })]);
        const repeat = commitOf('a', { step: 2, keys: ['k2', 'k1'], legs: ['leg'], sessions: ['session'], wakeAt: 5 });
        expect(await store.commit([repeat])).toEqual(['duplicate']);
        const found = await store.find({ keys: ['k1', 'k2'], legs: ['leg'], sessions: ['session'] });
        expect(found).toEqual({ keys: new Map([['k1', 'a']]), legs: new Map(), sessions: new Map() });
        expect(stepOf((await store.load(['a'])).get('a'))).toBe(1);
        expect(await store.journal('a')).toHaveLength(1);
        expect(await store.nextWake()).toBeUndefined();
      }),
    );

    test(
      'a key that another call or no call took in is a duplicate too',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', { keys: ['of a'] }), looseOf('of none')]);
        const results = await store.commit([
          commitOf('b', { keys: ['of a'] }),
          commitOf('c', { keys: ['of none'] }),
          looseOf('of none'),
          looseOf('of a'),
        ]);
        expect(results).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate']);
        expect((await store.load(['b', 'c'])).size).toBe(0);
        expect(await store.unrouted(10)).toHaveLength(1);
      }),
    );

    test(
      'within one batch too',
      withStore(open, async ({ store }) => {
        const results = await store.commit([
          commitOf('a', { keys: ['k'] }),
          commitOf('b', { keys: ['k'] }),
          looseOf('l'),
          looseOf('l'),
        ]);
        expect(results).toEqual(['written', 'duplicate', 'written', 'duplicate']);
        expect([...(await store.load(['a', 'b'])).keys()]).toEqual(['a']);
        expect((await store.find({ keys: ['k'] })).keys).toEqual(new Map([['k', 'a']]));
      }),
    );

    test(
      'a key, leg or session that is named twice in one commit counts once',
      withStore(open, async ({ store }) => {
        const twice = { keys: ['k', 'k'], legs: ['l', 'l'], sessions: ['s', 's'] };
        expect(await store.commit([commitOf('a', twice), looseOf('x', { keys: ['x', 'x'] })])).toEqual([
          'written',
          'written',
        ]);
      }),
    );

    test(
      'a call that has moved on is a conflict, of which nothing is written',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', { step: 1 }), commitOf('a', { step: 2 })]);
        const stale = commitOf('a', { step: 2, keys: ['k'], legs: ['leg'], sessions: ['s'], wakeAt: 5 });
        const results = await store.commit([
          stale,
          commitOf('a', { step: 1, keys: ['k'] }),
          commitOf('a', { step: 4, keys: ['k'] }),
          commitOf('new', { step: 3, keys: ['k'] }),
        ]);
        expect(results).toEqual(['conflict', 'conflict', 'conflict', 'conflict']);
        const found = await store.find({ keys: ['k'], legs: ['leg'], sessions: ['s'] });
        expect(found).toEqual({ keys: new Map(), legs: new Map(), sessions: new Map() });
        expect(stepOf((await store.load(['a'])).get('a'))).toBe(2);
        expect(await store.journal('a')).toHaveLength(2);
        expect(await store.nextWake()).toBeUndefined();
        expect((await store.load(['new'])).size).toBe(0);
      }),
    );

    test(
      'a commit that is repeated as it was is a duplicate, not a conflict',
      withStore(open, async ({ store }) => {
        const once = commitOf('a', { keys: ['k'] });
        expect(await store.commit([once])).toEqual(['written']);
        expect(await store.commit([once])).toEqual(['duplicate']);
      }),
    );

    test(
      'a journal is never written over: an entry that does not continue it is a conflict',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', { step: 3, expectedStep: 0, entries: [entryOf('a', 1), entryOf('a', 3)] })]);
        const results = await store.commit([
          commitOf('a', { step: 4, entries: [entryOf('a', 3)] }),
          commitOf('a', { step: 4, entries: [entryOf('a', 4), entryOf('a', 4)] }),
          commitOf('a', { step: 4, entries: [entryOf('a', 5), entryOf('a', 4)] }),
          commitOf('a', { step: 4, entries: [entryOf('a', 0)] }),
        ]);
        expect(results).toEqual(['conflict', 'conflict', 'conflict', 'conflict']);
        expect((await store.journal('a')).map(({ seq }) => seq)).toEqual([1, 3]);
      }),
    );

    test(
      'a duplicate and a conflict in the middle stop nobody else',
      withStore(open, async ({ store }) => {
        await store.commit([commitOf('a', { keys: ['known'] })]);
        const results = await store.commit([
          commitOf('b', { keys: ['b1'] }),
          commitOf('a', { step: 2, keys: ['known'] }),
          commitOf('b', { step: 2, keys: ['b2'] }),
          commitOf('b', { step: 2, keys: ['b3'] }),
          looseOf('loose'),
          commitOf('a', { step: 2, keys: ['a2'] }),
        ]);
        expect(results).toEqual(['written', 'duplicate', 'written', 'conflict', 'written', 'written']);
        const records = await store.load(['a', 'b']);
        expect([...records.values()].map(stepOf)).toEqual([2, 2]);
        const keys = ['b1', 'b2', 'b3', 'known', 'loose', 'a2'];
        expect([...(await store.find({ keys })).keys.keys()].toSorted()).toEqual(['a2', 'b1', 'b2', 'known', 'loose']);
      }),
    );

    test(
      'commits that are not waited for are written in the order of the calls',
      withStore(open, async ({ store }) => {
        const steps = Array.from({ length: 50 }, (_, at) => at + 1);
        const results = await Promise.all(steps.map((step) => store.commit([commitOf('a', { step })])));
        expect(results.flat()).toEqual(steps.map(() => 'written'));
        expect((await store.journal('a')).map(({ seq }) => seq)).toEqual(steps);
      }),
    );

    test(
      'a thousand commits in one batch',
      withStore(open, async ({ store }) => {
        const names = Array.from({ length: 250 }, (_, at) => `call-${at}`);
        const batch = [1, 2, 3, 4].flatMap((step) =>
          names.map((name) => commitOf(name, { step, keys: [`${name}:${step}`], legs: [name], wakeAt: step })),
        );
        expect(new Set(await store.commit(batch))).toEqual(new Set(['written']));
        expect([...(await store.load(names)).values()].map(stepOf)).toEqual(names.map(() => 4));
        expect(await store.due(4, 1000)).toEqual(names);
        expect((await store.find({ keys: batch.flatMap(({ keys }) => keys) })).keys.size).toBe(1000);
        expect(new Set(await store.commit(batch))).toEqual(new Set(['duplicate']));
      }),
    );

    test(
      'what the caller changes afterwards does not reach the store',
      withStore(open, async ({ store }) => {
        const payload = { list: ['as committed'] };
        const keys = ['k'];
        const summary = { flow: 'as committed' };
        const commit = commitOf('a', { payload, keys, summary });
        const done = store.commit([commit]);
        payload.list.push('changed');
        keys[0] = 'changed';
        Object.assign(commit.summary, { flow: 'changed' });
        Object.assign(commit.entries[0] ?? {}, { note: 'changed' });
        await done;
        const again = JSON.stringify([
          [...(await store.load(['a'])).values()],
          await store.journal('a'),
          await store.list({}),
          [...(await store.find({ keys: ['k', 'changed'] })).keys],
        ]);
        expect(again).not.toContain('changed');
        expect(again).toContain('as committed');
      }),
    );
  });
}
