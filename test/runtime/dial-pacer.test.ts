/** The dials' lane: turns in order, so many in any second and in any five. */
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { VirtualClock } from 'callchart/simulator';
import { DialPacer } from '../../src/runtime/dial-pacer.ts';

/** When each of the turns that are asked for after these pauses comes. */
async function turnsOf(
  pausesMs: readonly number[],
  limits: { perSecond: number; perWindow: number },
): Promise<number[]> {
  const clock = new VirtualClock({ startAt: 0, settle: () => Promise.resolve() });
  const pacer = new DialPacer(clock, { dialsPerSecond: limits.perSecond, dialsPerFiveSeconds: limits.perWindow });
  const turns: number[] = [];
  const coming: Promise<unknown>[] = [];
  for (const pauseMs of pausesMs) {
    await clock.advance(pauseMs);
    coming.push(pacer.turn().then(() => turns.push(clock.now())));
  }
  await clock.advance(1_000_000);
  await Promise.all(coming);
  return turns;
}

test('an idle lane makes nobody wait', async () => {
  expect(await turnsOf([0, 0, 0], { perSecond: 30, perWindow: 150 })).toEqual([0, 0, 0]);
});

test('beyond the rate, turns come as soon as both limits allow', async () => {
  expect(await turnsOf(Array(5).fill(0), { perSecond: 2, perWindow: 3 })).toEqual([0, 0, 1_000, 5_000, 5_000]);
});

test('whatever the pauses: in order, none lost, never beyond either limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 12 }),
      async (pauses, perSecond, perWindow) => {
        const turns = await turnsOf(pauses, { perSecond, perWindow });
        expect(turns).toHaveLength(pauses.length);
        expect(turns).toEqual(turns.toSorted((a, b) => a - b));
        turns.forEach((at, index) => {
          expect(at - (turns[index - perSecond] ?? -Infinity)).toBeGreaterThanOrEqual(1_000);
          expect(at - (turns[index - perWindow] ?? -Infinity)).toBeGreaterThanOrEqual(5_000);
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('several processes share what is allowed: each keeps to its part, one a second at the least', async () => {
  const clock = new VirtualClock();
  const pacer = new DialPacer(clock, { dialsPerSecond: 30, dialsPerFiveSeconds: 150 });
  pacer.share(3);
  let dialled = 0;
  for (let dial = 0; dial < 100; dial++) void pacer.turn().then(() => dialled++);
  await clock.advance(999);
  expect(dialled).toBe(10);
  pacer.share(100);
  await clock.advance(30_000);
  expect(dialled).toBe(100);
  const before = dialled;
  for (let dial = 0; dial < 3; dial++) void pacer.turn().then(() => dialled++);
  await clock.advance(999);
  expect(dialled - before).toBe(1);
});
