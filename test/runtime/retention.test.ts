/** Old calls are forgotten while the process works: a few at a time, again every hour, and never when nobody asked. */
import { CallchartError, MemoryStore } from 'callchart';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.ts';
import { Retention } from '../../src/runtime/retention.ts';

const dayMs = 86_400_000;

/** Retention over a store that finds this many, call after call, and notes what it is asked. */
function sweeping(keepDays: number | undefined, ...finds: (number | Error)[]) {
  const clock = new VirtualClock();
  const asked: { readonly at: number; readonly before: number; readonly limit: number }[] = [];
  const logged: string[] = [];
  const store = new MemoryStore();
  store.prune = async (before, limit) => {
    asked.push({ at: clock.now() - began, before, limit });
    const found = finds.shift() ?? 0;
    if (found instanceof Error) throw found;
    return found;
  };
  const began = clock.now();
  const log = ({ level, message }: { level: string; message: string }): void => void logged.push(`${level} ${message}`);
  return { retention: new Retention({ store, clock, log, keepDays }), clock, asked, logged, began };
}

describe('retention', () => {
  test('sweeps in small batches with pauses between, then every hour', async () => {
    const { retention, clock, asked, logged, began } = sweeping(30, 50, 50, 3);
    retention.start();
    await clock.advance(3_600_000 + 2_000);
    expect(asked.map(({ at }) => at)).toEqual([250, 500, 750, 1_000, 3_601_000]);
    expect(asked[0]).toEqual({ at: 250, before: began + 250 - 30 * dayMs, limit: 50 });
    expect(logged).toEqual(['info old calls were deleted']);
  });

  test('goes on after a store that failed', async () => {
    const down = new CallchartError('store.write', 'full', { retryable: true });
    const { retention, clock, asked, logged } = sweeping(1, down, 1);
    retention.start();
    await clock.advance(3_601_000);
    expect(asked).toHaveLength(3);
    expect(logged[0]).toMatch(/^warn .*could not be deleted/);
  });

  test('ends when it is told to, and never begins without an age', async () => {
    const { retention, clock, asked } = sweeping(1, 1, 1, 1);
    retention.start();
    await clock.advance(300);
    retention.stop();
    const never = sweeping(undefined);
    never.retention.start();
    await Promise.all([clock.advance(10_000), never.clock.advance(10 * dayMs)]);
    expect(asked).toHaveLength(1);
    expect(never.asked).toEqual([]);
  });

  test.each([0, -1, Number.NaN, 36_501])('%d days are none', (days) => {
    expect(() => sweeping(days)).toThrow(expect.objectContaining({ code: 'runtime.keep_days' }));
  });
});
