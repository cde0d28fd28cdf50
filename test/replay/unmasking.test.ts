/** What substitutes stand for is learned where all else is the same. */
import { expect, test } from 'vitest';
import { Unmasking } from '../../src/replay/unmasking.ts';

test('learned once, applied everywhere', () => {
  const unmasking = new Unmasking();
  expect(unmasking.apply({ to: '+19995550001' })).toEqual({ to: '+19995550001' });
  unmasking.learn(
    [{ to: 'sip:masked-2@masked.invalid', say: 'Call (+19995550001).' }],
    [{ to: 'sip:a@b', say: 'Call (+15550100).' }],
  );
  expect(unmasking.apply(['+19995550001', { x: 'sip:masked-2@masked.invalid' }, '+19995550003', 1, null])).toEqual([
    '+15550100',
    { x: 'sip:a@b' },
    '+19995550003',
    1,
    null,
  ]);
});

test('where other words differ too, nothing is learned', () => {
  const unmasking = new Unmasking();
  unmasking.learn('Call +19995550001 now', 'Call +15550100 later');
  unmasking.learn({ a: '+19995550001' }, undefined);
  expect(unmasking.apply('+19995550001')).toBe('+19995550001');
});
