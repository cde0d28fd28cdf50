/** Strict objects: unknown keys are refused with a word for each, at any depth. */
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { strictParams } from '../../../src/telnyx/commands/strict-params.ts';

const Order = strictParams('an order', {
  amount: z.number().optional(),
  address: strictParams('an address', { street: z.string().optional(), city: z.string().optional() }).optional(),
});

const messages = (value: unknown): string[] => Order.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

test('known keys pass, with their types', () => {
  expect(Order.parse({ amount: 1, address: { city: 'Cork' } })).toEqual({ amount: 1, address: { city: 'Cork' } });
  expectTypeOf<z.input<typeof Order>['amount']>().toEqualTypeOf<number | undefined>();
});

test('every unknown key has a line of its own, with the near miss or the known keys', () => {
  expect(messages({ amuont: 1, zip: 2 })).toEqual([
    '`amuont` is not a param of an order. Did you mean `amount`?\n' +
      '`zip` is not a param of an order. Known are `amount`, `address`.',
  ]);
});

test('inner objects speak for themselves', () => {
  expect(messages({ address: { stret: 'x' } })).toEqual([
    '`stret` is not a param of an address. Did you mean `street`?',
  ]);
});

test('a long list of known keys is cut', () => {
  const Long = strictParams(
    'a form',
    Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`k${i}`, z.string().optional()])),
  );
  expect(Long.safeParse({ unrelated: 1 }).error?.issues[0]?.message).toMatch(/`k11`, `…`\.$/);
});

test('other mistakes keep their own messages', () => {
  expect(messages({ amount: 'x' })).toEqual([expect.stringContaining('expected number')]);
});
