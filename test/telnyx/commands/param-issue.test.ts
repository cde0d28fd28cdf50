/** Messages: each kind of mistake in words that name the command, the param and the remedy. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { paramIssues } from '../../../src/telnyx/commands/param-issue.ts';
import { strictParams } from '../../../src/telnyx/commands/strict-params.ts';

const Order = strictParams('order', {
  text: z.string().min(1).max(3).optional(),
  pin: z.string().min(2).max(1_000).optional(),
  count: z.int().min(1).max(2).optional(),
  share: z.number().gt(0).optional(),
  list: z.array(z.string()).min(1).max(2).optional(),
  one: z.array(z.string()).max(1).optional(),
  mode: z.enum(['fast', 'slow']).optional(),
  fixed: z.literal('only').optional(),
  record: z.record(z.enum(['left', 'right']), z.number()).optional(),
  flag: z.boolean().optional(),
  none: z.null().optional(),
  either: z.union([z.string(), z.array(strictParams('an entry', { name: z.string() }))]).optional(),
  tagged: z
    .discriminatedUnion('type', [
      strictParams('a circle', { type: z.literal('circle'), radius: z.number() }),
      strictParams('a square', { type: z.literal('square'), side: z.number() }),
    ])
    .optional(),
  loose: z
    .union([
      strictParams('a cat', { kind: z.literal('cat').optional(), lives: z.number().optional() }),
      strictParams('a dog', { kind: z.literal('dog').optional(), legs: z.number().optional() }),
    ])
    .optional(),
  own: z.union([z.number(), z.literal('all')], { error: 'must be a number or all.' }).optional(),
});

function messages(params: unknown): string[] {
  const { error } = Order.safeParse(params);
  return error === undefined
    ? []
    : paramIssues('order', error, params).map(({ path, message }) => `${path} | ${message}`);
}

test.each([
  [{ text: '' }, 'text | `text` of order must not be empty.'],
  [{ text: 'four' }, 'text | `text` of order must have at most 3 characters.'],
  [{ pin: '1' }, 'pin | `pin` of order must have at least 2 characters.'],
  [{ text: 5 }, 'text | `text` of order must be a string, not a number.'],
  [{ text: null }, 'text | `text` of order must be a string, not null.'],
  [{ flag: [] }, 'flag | `flag` of order must be a boolean, not an array.'],
  [{ count: 0 }, 'count | `count` of order must be at least 1.'],
  [{ count: 3 }, 'count | `count` of order must be at most 2.'],
  [{ count: 1.5 }, 'count | `count` of order must be a whole number.'],
  [{ share: 0 }, 'share | `share` of order must be more than 0.'],
  [{ list: [] }, 'list | `list` of order must have at least 1 entry.'],
  [{ list: ['a', 'b', 'c'] }, 'list | `list` of order must have at most 2 entries.'],
  [{ one: ['a', 'b'] }, 'one | `one` of order must have at most 1 entry.'],
  [{ list: ['a', 5] }, 'list.1 | `list.1` of order must be a string, not a number.'],
  [{ mode: 'fasst' }, "mode | `mode` of order must be one of 'fast', 'slow'. Did you mean 'fast'?"],
  [{ mode: 7 }, "mode | `mode` of order must be one of 'fast', 'slow'."],
  [{ fixed: 'other' }, "fixed | `fixed` of order must be 'only'."],
  [{ flag: 'yes' }, 'flag | `flag` of order must be a boolean, not a string.'],
  [{ none: 1 }, 'none | `none` of order must be null, not a number.'],
  [{ record: 'x' }, 'record | `record` of order must be an object, not a string.'],
  [{ either: 5 }, 'either | `either` of order must be a string, not a number.'],
  [{ either: [{ nam: 'x', name: 'y' }] }, 'either.0.nam | `nam` is not a param of an entry. Did you mean `name`?'],
  [{ either: [{}] }, 'either.0.name | `either.0.name` of order is missing: add it.'],
  [{ tagged: { type: 'circle' } }, 'tagged.radius | `tagged.radius` of order is missing: add it.'],
  [{ tagged: {} }, "tagged.type | `tagged.type` of order is missing: add one of 'circle', 'square'."],
  [
    { tagged: { type: 'sqare' } },
    "tagged.type | `tagged.type` of order must be one of 'circle', 'square'. Did you mean 'square'?",
  ],
  [{ loose: { kind: 'dog', lives: 9 } }, 'loose.lives | `lives` is not a param of a dog. Known are `kind`, `legs`.'],
  [{ own: 'none' }, 'own | `own` of order must be a number or all.'],
  [{ txt: 1 }, 'txt | `txt` is not a param of order. Did you mean `text`?'],
])('%j', (params, message) => {
  expect(messages(params)).toEqual([message]);
});

test('params that are no object', () => {
  expect(messages(undefined)).toEqual([' | The params object of order is missing: add it.']);
  expect(messages('text')).toEqual([' | The params object of order must be an object, not a string.']);
});

test('every mistake is named, once', () => {
  expect(messages({ text: '', flag: 1, novel: 1, other: 2 })).toEqual([
    'text | `text` of order must not be empty.',
    'flag | `flag` of order must be a boolean, not a number.',
    expect.stringMatching(/^novel \| `novel` is not a param of order\./),
    expect.stringMatching(/^other \| `other` is not a param of order\./),
  ]);
});

test('values are not repeated', () => {
  expect(messages({ text: { secret: 'hunter2' }, count: 'hunter2', fixed: 'hunter2' }).join()).not.toContain('hunter2');
});
