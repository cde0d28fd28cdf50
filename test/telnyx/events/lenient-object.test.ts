/**
 * Lenient declarations: run time lets through what the type does not name.
 */
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { lenientObject, openEnum } from '../../../src/telnyx/events/lenient-object.ts';

test('an object keeps what its type does not name', () => {
  const Answer = lenientObject({ codec: z.string().optional() });
  expect(Answer.parse({ codec: 'PCMU', novelty: 1 })).toEqual({ codec: 'PCMU', novelty: 1 });
  expect(Answer.safeParse({ codec: 8_000 }).success).toBe(false);
  expectTypeOf<keyof z.infer<typeof Answer>>().toEqualTypeOf<'codec'>();
});

test('an open enum takes any string and nothing else, and still lists its members', () => {
  const Source = openEnum('caller', 'callee');
  expect(Source.parse('sun')).toBe('sun');
  expect(Source.safeParse(7).success).toBe(false);
  expectTypeOf<'caller'>().toExtend<z.infer<typeof Source>>();
  expectTypeOf<string>().toExtend<z.infer<typeof Source>>();
});
