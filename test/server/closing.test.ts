/** Closing what was opened. */
import { expect, test } from 'vitest';
import { Closing } from '../../src/server/closing.ts';

test('backwards, once, and all of it even when a part fails', async () => {
  const closed: string[] = [];
  const closing = new Closing();
  const open = (name: string, fails = false): void =>
    closing.opened(async () => {
      await Promise.resolve();
      closed.push(name);
      if (fails) throw new Error(`${name} failed`);
    });
  open('store');
  open('runtime', true);
  open('port', true);
  const first = closing.close();
  expect(closing.close()).toBe(first);
  await expect(first).rejects.toThrow('port failed');
  expect(closed).toEqual(['port', 'runtime', 'store']);
});
