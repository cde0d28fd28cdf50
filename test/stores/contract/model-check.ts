/** Random batches against the tiny model of a store: whatever can be asked is answered alike, after every batch. */
import type { CallCommit, LooseCommit, Store } from 'callchart';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commitOf, entryOf, noon } from '../call-commits.ts';
import type { OpenStore } from '../contract.ts';
import { StoreModel } from './store-model.ts';

const names = {
  calls: ['call a', 'call b', 'call ü', 'call \u0000'],
  keys: Array.from({ length: 16 }, (_, at) => `key ${at}`),
  legs: ['leg 1', 'leg 2', 'leg \u0000'],
  sessions: ['session 1', 'session 2'],
  now: noon + 3,
};

/** One commit, before it is known where its call stands. */
const Wish = fc.record({
  call: fc.option(fc.nat({ max: names.calls.length - 1 }), { freq: 6, nil: undefined }),
  /** How far the commit is from where its call stands: mostly not at all. */
  drift: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -1, max: 1 })),
  advance: fc.integer({ min: 1, max: 2 }),
  keys: fc.subarray(names.keys, { maxLength: 2 }),
  legs: fc.subarray(names.legs),
  sessions: fc.subarray(names.sessions),
  wakeAt: fc.option(fc.integer({ min: noon, max: noon + 6 }), { nil: undefined }),
  open: fc.boolean(),
  phase: fc.constantFrom('active', 'routing', 'late', 'closed'),
  from: fc.constantFrom(undefined, '+1', '+2'),
  payload: fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), { maxKeys: 2 }),
});
type Wish = typeof Wish extends fc.Arbitrary<infer Value> ? Value : never;

export function modelGuarantee(open: OpenStore): void {
  describe('random batches', () => {
    test('are written, refused and read as the model says', { timeout: 120_000 }, async () => {
      const Batches = fc.array(fc.array(Wish, { maxLength: 5 }), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(Batches, async (batches) => {
          const { store, reopen, destroy } = await open();
          try {
            const model = new StoreModel();
            for (const wishes of batches) await agree(store, model, wishes);
            if (reopen !== undefined) await agree(await reopen(), model, []);
          } finally {
            await destroy();
          }
        }),
        { seed: 20_260_101, numRuns: 60 },
      );
    });
  });
}

async function agree(store: Store, model: StoreModel, wishes: readonly Wish[]): Promise<void> {
  const batch: (CallCommit | LooseCommit)[] = [];
  const expected = wishes.map((wish) => {
    const commit = realise(wish, model);
    batch.push(commit);
    return model.commit(commit);
  });
  expect(await store.commit(batch)).toEqual(expected);
  expect(await answers(store)).toEqual(JSON.parse(JSON.stringify(model.answers(names))));
}

function realise(wish: Wish, model: StoreModel): CallCommit | LooseCommit {
  const { call, drift, advance, phase, from, payload, ...rest } = wish;
  const callId = call === undefined ? undefined : names.calls[call];
  if (callId === undefined) return { callId, keys: rest.keys, entries: [entryOf('', 1, rest.keys.join())] };
  const stands = model.step(callId);
  const step = stands + advance;
  return commitOf(callId, {
    ...rest,
    step,
    expectedStep: Math.max(0, stands + drift),
    summary: { createdAt: noon + ((call ?? 0) % 2), phase, from, updatedAt: noon + step },
    payload,
    entries: Array.from({ length: advance }, (_, at) => entryOf(callId, stands + at + 1)),
  });
}

/** The store's answers in the model's shape, as JSON shows them. */
async function answers(store: Store): Promise<unknown> {
  const { calls, keys, legs, sessions, now } = names;
  const found = await store.find({ keys, legs, sessions });
  const inOrder = (all: readonly string[], map: ReadonlyMap<string, string>) =>
    all.flatMap((name) => (map.has(name) ? [[name, map.get(name)]] : []));
  const all = {
    keys: keys.map((key) => [key, found.keys.get(key) ?? '']),
    knownKeys: keys.filter((key) => found.keys.has(key)),
    legs: inOrder(legs, found.legs),
    sessions: inOrder(sessions, found.sessions),
    records: [...(await store.load(calls)).values()],
    due: await store.due(now, 100),
    nextWake: await store.nextWake(),
    open: await store.open(100),
    list: await store.list({}),
    journals: await Promise.all(calls.map((callId) => store.journal(callId))),
    unrouted: await store.unrouted(1000),
  };
  return JSON.parse(JSON.stringify(all));
}
