/** What a store promises about forgetting. */
import { describe, expect, test } from 'vitest';
import { commitOf, entryOf, looseOf, noon } from '../call-commits.ts';
import type { OpenStore } from '../contract.ts';
import { withStore } from './with-store.ts';

const over = { open: false, summary: { phase: 'closed' } } as const;

export function retentionGuarantees(open: OpenStore): void {
  describe('prune', () => {
    test(
      'deletes calls that are over and have not changed since, with all that leads to them',
      withStore(open, async ({ store }) => {
        const names = (of: string) => ({ keys: [`k ${of}`], legs: [`l ${of}`], sessions: [`s ${of}`] });
        await store.commit([
          commitOf('old', { ...over, ...names('old') }),
          commitOf('running', names('running')),
          commitOf('late', { open: true, summary: { phase: 'late' } }),
          commitOf('reported', { ...over, open: true }),
          commitOf('waiting', { ...over, wakeAt: noon }),
          commitOf('fresh', { open: false, summary: { phase: 'closed', updatedAt: noon + 100 }, ...names('fresh') }),
        ]);
        expect(await store.prune(noon + 100, 10)).toBe(1);
        expect(await store.prune(noon + 100, 10)).toBe(0);
        const callIds = ['old', 'running', 'late', 'reported', 'waiting', 'fresh'];
        expect([...(await store.load(callIds)).keys()]).toEqual(callIds.slice(1));
        expect((await store.list({})).map(({ callId }) => callId)).not.toContain('old');
        expect(await store.journal('old')).toEqual([]);
        const all = ['old', 'running', 'fresh'].map(names);
        const found = await store.find({
          keys: all.flatMap(({ keys }) => keys),
          legs: all.flatMap(({ legs }) => legs),
          sessions: all.flatMap(({ sessions }) => sessions),
        });
        expect([...found.keys.keys()].toSorted()).toEqual(['k fresh', 'k running']);
        expect([...found.legs.keys()].toSorted()).toEqual(['l fresh', 'l running']);
        expect([...found.sessions.keys()].toSorted()).toEqual(['s fresh', 's running']);
        expect(await store.journal('fresh')).toHaveLength(1);
      }),
    );

    test(
      'a few at a time, oldest first, until nothing that old is left',
      withStore(open, async ({ store }) => {
        const calls = Array.from({ length: 7 }, (_, at) => `call-${at}`);
        await store.commit(
          calls.map((callId, at) => commitOf(callId, { ...over, summary: { ...over.summary, createdAt: noon - at } })),
        );
        expect(await store.prune(noon + 10, 3)).toBe(3);
        expect([...(await store.load(calls)).keys()]).toEqual(calls.slice(0, 4));
        expect(await store.prune(noon + 10, 3)).toBe(3);
        expect(await store.prune(noon + 10, 3)).toBe(1);
        expect(await store.prune(noon + 10, 3)).toBe(0);
      }),
    );

    test(
      'a call of the same name, and of the same keys and legs, may begin anew',
      withStore(open, async ({ store }) => {
        const names = { keys: ['k'], legs: ['l'], sessions: ['s'] };
        await store.commit([commitOf('a', { ...over, ...names, entries: [entryOf('a', 1), entryOf('a', 2)] })]);
        await store.prune(noon + 100, 1);
        expect(await store.commit([commitOf('b', names), commitOf('a')])).toEqual(['written', 'written']);
        expect(await store.find(names)).toEqual({
          keys: new Map([['k', 'b']]),
          legs: new Map([['l', 'b']]),
          sessions: new Map([['s', 'b']]),
        });
        expect(await store.journal('b')).toHaveLength(1);
        expect(await store.journal('a')).toHaveLength(1);
      }),
    );

    test(
      'deletes what belonged to no call, by its own age',
      withStore(open, async ({ store }) => {
        const at = (time: number) => ({ ...entryOf('', 1), at: time });
        await store.commit([
          looseOf('first', { entries: [at(noon)] }),
          looseOf('second', { entries: [at(noon + 1)] }),
          looseOf('third', { entries: [at(noon + 50)] }),
        ]);
        expect(await store.prune(noon + 50, 1)).toBe(1);
        expect(await store.prune(noon + 50, 1)).toBe(1);
        expect(await store.prune(noon + 50, 1)).toBe(0);
        expect((await store.unrouted(10)).map((entry) => entry.at)).toEqual([noon + 50]);
        expect([...(await store.find({ keys: ['first', 'second', 'third'] })).keys.keys()]).toEqual(['third']);
      }),
    );

    test(
      'refuses a time or a number that is none',
      withStore(open, async ({ store }) => {
        for (const [before, limit] of [
          [Number.NaN, 1],
          [0.5, 1],
          [noon, 0],
          [noon, 1.5],
          [noon, 10_001],
        ] as const) {
          await expect(store.prune(before, limit)).rejects.toMatchObject({ code: 'store.invalid' });
        }
      }),
    );
  });
}
