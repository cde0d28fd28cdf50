/** The order of arrival, over work that finishes in any order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArrivalOrder } from '../../src/server/arrival-order.ts';

test('whatever finishes first, what came first is handed on first; what fails holds up nobody', async () => {
  const one = fc.record({ fails: fc.boolean(), throws: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(one, { maxLength: 12 }), async (scheduler, works) => {
      const order = new ArrivalOrder();
      const handed: number[] = [];
      const results = works.map(({ fails, throws }, index) => {
        const prepared = scheduler.schedule(Promise.resolve(index)).then((value) => {
          if (fails) throw new Error('prepared');
          return value;
        });
        return order
          .handOn(prepared, (value) => {
            handed.push(value);
            if (throws) throw new Error('handed');
            return scheduler.schedule(Promise.resolve(`result ${value}`));
          })
          .catch((error: unknown) => (error instanceof Error ? error.message : ''));
      });
      await scheduler.waitFor(Promise.all(results));
      expect(handed).toEqual(works.flatMap(({ fails }, index) => (fails ? [] : [index])));
      expect(await Promise.all(results)).toEqual(
        works.map(({ fails, throws }, index) => (fails ? 'prepared' : throws ? 'handed' : `result ${index}`)),
      );
    }),
  );
});

test('nobody waits for what comes of it', async () => {
  const order = new ArrivalOrder();
  void order.handOn(Promise.resolve(1), () => new Promise(() => {}));
  expect(await order.handOn(Promise.resolve(2), (value) => value)).toBe(2);
});
