/** One commit's worth of inputs: the same as the inputs one by one. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { CallRecord, Receipt } from 'callchart';
import { keypad } from './flows.ts';
import { type Rig, startRig } from './rig.ts';
import { gate } from './watched-store.ts';

type Act =
  | { readonly kind: 'ring'; readonly leg: string; readonly id: number }
  | { readonly kind: 'key'; readonly leg: string; readonly id: number }
  | { readonly kind: 'leave'; readonly leg: string; readonly id: number };

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('ring', 'key', 'key', 'key', 'leave'),
  leg: fc.constantFrom('A', 'B', 'C'),
  // Few ids, so that repeats are met.
  id: fc.integer({ min: 0, max: 25 }),
});

const doIt = (rig: Rig, { kind, leg, id }: Act): Promise<Receipt> => {
  const key = `${kind} ${leg} ${id}`;
  if (kind === 'ring') return rig.ring(leg, {}, key);
  if (kind === 'leave') return rig.webhook('call.hangup', leg, {}, key);
  return rig.webhook('call.dtmf.received', leg, { digit: String(id % 10) }, key);
};

/** What a store holds, whoever asks. */
async function holds(rig: Rig): Promise<unknown> {
  const summaries = await rig.store.list({ limit: 1_000 });
  const records = await rig.store.load(summaries.map((one) => one.callId));
  const journals: Record<string, unknown> = {};
  for (const { callId } of summaries) journals[callId] = await rig.store.journal(callId);
  const byId = (a: readonly [string, CallRecord], b: readonly [string, CallRecord]): number => (a[0] < b[0] ? -1 : 1);
  return { records: [...records].toSorted(byId), journals, unrouted: (await rig.store.unrouted(1_000)).length };
}

test('whatever comes, together or one by one, leads to the same records, journals and answers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const [one, all] = [await startRig(keypad), await startRig(keypad)];
      const single: Receipt[] = [];
      for (const next of acts) single.push(await doIt(one, next));
      const together = await Promise.all(acts.map((next) => doIt(all, next)));
      expect(together).toEqual(single);
      expect(await holds(all)).toEqual(await holds(one));
      expect(all.store.transactions.length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 40 },
  );
});

describe('within one commit', () => {
  test('a call that begins in it takes what follows in it', async () => {
    const rig = await startRig(keypad);
    const receipts = await Promise.all([rig.ring('A'), rig.webhook('call.dtmf.received', 'A', { digit: '1' })]);
    expect(receipts).toEqual(['accepted', 'accepted']);
    expect(rig.store.transactions).toHaveLength(1);
    expect((await rig.state()).machine.context).toEqual({ keys: '1' });
  });

  test('what comes before a call begins belongs to nobody', async () => {
    const rig = await startRig(keypad);
    const receipts = await Promise.all([rig.webhook('call.dtmf.received', 'A', { digit: '1' }), rig.ring('A')]);
    expect(receipts).toEqual(['unrouted', 'accepted']);
  });

  test('the store is asked once for all of it', async () => {
    const rig = await startRig(keypad);
    let reads = 0;
    rig.store.beforeRead = () => void reads++;
    await Promise.all(Array.from({ length: 50 }, (_one, at) => rig.ring(`leg ${at}`)));
    expect(reads).toBe(1);
  });

  test('a call whose flow is looked up begins with all that waited for it, as one commit', async () => {
    const { wait, open } = gate();
    const rig = await startRig(keypad, { routes: async () => (await wait(), 'keypad') });
    await rig.ring();
    for (const digit of ['1', '2']) await rig.webhook('call.dtmf.received', 'A', { digit });
    const before = rig.store.transactions.length;
    open();
    await rig.settle();
    expect(rig.store.transactions.length - before).toBe(1);
    expect(rig.store.transactions.at(-1)).toMatchObject([{ expectedStep: 3, record: { step: 6 } }]);
  });
});
