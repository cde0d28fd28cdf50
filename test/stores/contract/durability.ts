/** What a durable store promises about being closed and opened again; a store that forgets is not asked. */
import type { Store } from 'callchart';
import { describe, expect, test } from 'vitest';
import { commitOf, looseOf, noon } from '../call-commits.ts';
import type { OpenStore } from '../contract.ts';
import { withStore } from './with-store.ts';

/** Everything that a store answers about the calls of this suite. */
async function readAll(store: Store): Promise<unknown> {
  const callIds = ['a', 'b', 'grüße 😀'];
  return {
    found: await store.find({ keys: ['k1', 'k2', 'loose'], legs: ['leg'], sessions: ['session'] }),
    records: await store.load(callIds),
    due: [await store.due(noon + 100, 10), await store.nextWake()],
    open: await store.open(10),
    list: await store.list({}),
    journals: await Promise.all(callIds.map((callId) => store.journal(callId))),
    unrouted: await store.unrouted(10),
  };
}

export function durabilityGuarantees(open: OpenStore): void {
  describe('opened again', () => {
    test(
      'everything is there, and repeats and conflicts are known as before',
      withStore(open, async ({ store, reopen }, context) => {
        if (reopen === undefined) {
          context?.skip('it forgets with its process');
          return;
        }
        const first = commitOf('a', { keys: ['k1'], legs: ['leg'], sessions: ['session'], wakeAt: noon + 5 });
        const second = commitOf('a', { step: 2, keys: ['k2'], wakeAt: noon + 7 });
        await store.commit([
          first,
          commitOf('b', { open: false, summary: { from: undefined, phase: 'closed' } }),
          commitOf('grüße 😀', { payload: { text: '\u0000\ud800 ü' } }),
          looseOf('loose'),
        ]);
        await store.commit([second]);
        const before = await readAll(store);
        const again = await reopen();
        expect(await readAll(again)).toEqual(before);
        expect(await again.commit([first, second, looseOf('loose'), commitOf('b')])).toEqual([
          'duplicate',
          'duplicate',
          'duplicate',
          'conflict',
        ]);
        expect(await again.commit([commitOf('a', { step: 3 })])).toEqual(['written']);
        expect(await readAll(again)).not.toEqual(before);
      }),
    );
  });
}
