/** A bound on waiting. */
import { expect, test, vi } from 'vitest';
import { within } from '../../src/server/time-limit.ts';

test('work in time is what counts, its failure too', async () => {
  const instead = vi.fn<() => void>();
  expect(await within(60_000, Promise.resolve('done'), instead)).toBe('done');
  await expect(within(60_000, Promise.reject(new Error('failed')), instead)).rejects.toThrow('failed');
  expect(instead).not.toHaveBeenCalled();
});

test('after that, what stands in; work that fails later disturbs nobody', async () => {
  let fail = (_error: Error): void => {};
  const work = new Promise<string>((_resolve, reject) => (fail = reject));
  expect(await within(0, work, () => 'late')).toBe('late');
  fail(new Error('nobody waits'));
});
