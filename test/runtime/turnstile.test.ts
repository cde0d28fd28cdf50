/** The turnstile: so many at once, the others in order. */
import { expect, test } from 'vitest';
import { Turnstile } from '../../src/runtime/turnstile.ts';

test('no more than the places run at once, in order, and a failure gives its place back', async () => {
  const turnstile = new Turnstile(2);
  const order: number[] = [];
  let now = 0;
  let most = 0;
  const runs = Array.from({ length: 7 }, (_one, index) =>
    turnstile.run(async () => {
      order.push(index);
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      if (index % 3 === 0) throw new Error(`number ${index}`);
      return index;
    }),
  );
  const settled = await Promise.allSettled(runs);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(most).toBe(2);
  expect(settled.filter((one) => one.status === 'rejected')).toHaveLength(3);
  expect(await turnstile.run(() => Promise.resolve('free again'))).toBe('free again');
});
