/** What a store refuses, and that nothing of what it refuses is written. */
import { CallchartError, type CallCommit, type LooseCommit } from 'callchart';
import { describe, expect, test } from 'vitest';
import { commitOf, entryOf, looseOf } from '../call-commits.ts';
import type { OpenStore } from '../contract.ts';
import { withStore } from './with-store.ts';

const cycle: Record<string, unknown> = {};
cycle['itself'] = cycle;
const megabytes = (count: number) => 'é'.repeat((count * 1024 * 1024) / 2);

const bad: readonly (readonly [string, CallCommit | LooseCommit, string])[] = [
  ['a record that is no JSON', commitOf('bad', { payload: cycle }), 'store.invalid'],
  ['a record with a bigint', commitOf('bad', { payload: { n: 1n } }), 'store.invalid'],
  ['a record of more than 4 MiB', commitOf('bad', { payload: { text: megabytes(4) } }), 'store.too_large'],
  ['an entry of more than 4 MiB', commitOf('bad', { entries: [entryOf('bad', 1, megabytes(4))] }), 'store.too_large'],
  ['a loose entry of more than 4 MiB', looseOf('bad', { entries: [entryOf('', 1, megabytes(4))] }), 'store.too_large'],
  ['an empty call id', commitOf(''), 'store.invalid'],
  ['an empty key', commitOf('bad', { keys: [''] }), 'store.invalid'],
  ['an empty leg', commitOf('bad', { legs: [''] }), 'store.invalid'],
  ['an empty session', commitOf('bad', { sessions: [''] }), 'store.invalid'],
  ['an endless key', looseOf('bad', { keys: ['k'.repeat(1025)] }), 'store.invalid'],
  ['half a step', commitOf('bad', { step: 1.5 }), 'store.invalid'],
  ['a time that is none', commitOf('bad', { wakeAt: Number.NaN }), 'store.invalid'],
  ['a time beyond all', commitOf('bad', { wakeAt: Infinity }), 'store.invalid'],
  ['half a millisecond', commitOf('bad', { summary: { createdAt: 0.5 } }), 'store.invalid'],
  ['an entry at no place', commitOf('bad', { entries: [entryOf('bad', Number.NaN)] }), 'store.invalid'],
];

export function refusalGuarantees(open: OpenStore): void {
  describe('refusals', () => {
    test.each(bad)('%s: nothing of its batch is written, and the error says which it was', (_what, commit, code) =>
      withStore(open, async ({ store }) => {
        const batch = [commitOf('before', { keys: ['k'] }), commit, looseOf('after')];
        const error: unknown = await store.commit(batch).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(CallchartError);
        expect(error).toMatchObject({ code, retryable: false, details: { position: 1, callId: commit.callId } });
        expect((await store.load(['before', 'bad'])).size).toBe(0);
        expect((await store.find({ keys: ['k', 'bad', 'after'] })).keys.size).toBe(0);
        expect(await store.unrouted(1)).toEqual([]);
        expect(await store.commit([commitOf('before', { keys: ['k'] }), looseOf('after')])).toEqual([
          'written',
          'written',
        ]);
      })(),
    );

    test(
      'a record of nearly 4 MiB is kept',
      withStore(open, async ({ store }) => {
        const commit = commitOf('large', { payload: { text: megabytes(3.9) } });
        await store.commit([commit]);
        expect((await store.load(['large'])).get('large')).toEqual(commit.record);
      }),
    );

    test(
      'limits that are none',
      withStore(open, async ({ store }) => {
        const refused = { code: 'store.invalid', message: expect.stringContaining('limit') as unknown };
        for (const limit of [-1, 0.5, Number.NaN, Infinity]) {
          await expect(store.due(0, limit)).rejects.toMatchObject(refused);
          await expect(store.open(limit)).rejects.toMatchObject(refused);
          await expect(store.unrouted(limit)).rejects.toMatchObject(refused);
          await expect(store.journal('a', 0, limit)).rejects.toMatchObject(refused);
          await expect(store.list({ limit })).rejects.toMatchObject(refused);
        }
        for (const limit of [0, 1001]) await expect(store.list({ limit })).rejects.toMatchObject(refused);
      }),
    );

    test(
      'everything once it is closed; closing again is no error',
      withStore(open, async ({ store }) => {
        expect(await store.ready()).toBe(true);
        await store.close();
        await store.close();
        expect(await store.ready()).toBe(false);
        const closed = { code: 'store.closed', retryable: false };
        await expect(store.commit([commitOf('a')])).rejects.toMatchObject(closed);
        await expect(store.commit([])).rejects.toMatchObject(closed);
        await expect(store.find({})).rejects.toMatchObject(closed);
        await expect(store.load(['a'])).rejects.toMatchObject(closed);
        await expect(store.due(0, 1)).rejects.toMatchObject(closed);
        await expect(store.nextWake()).rejects.toMatchObject(closed);
        await expect(store.open(1)).rejects.toMatchObject(closed);
        await expect(store.list({})).rejects.toMatchObject(closed);
        await expect(store.journal('a')).rejects.toMatchObject(closed);
        await expect(store.unrouted(1)).rejects.toMatchObject(closed);
      }),
    );
  });
}
