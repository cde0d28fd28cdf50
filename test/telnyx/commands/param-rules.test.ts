/** Rules between params, each by itself: what keeps it, what breaks it, which param is blamed. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  atLeastOneOf,
  exactlyOneOf,
  mutuallyExclusive,
  requiredTogether,
  requires,
  rules,
  type ParamRule,
} from '../../../src/telnyx/commands/param-rules.ts';

interface Params {
  readonly a?: unknown;
  readonly b?: unknown;
  readonly c?: unknown;
}

const blamed = (rule: ParamRule<Params>, params: Params): string[] => rule(params).map(({ path }) => path.join('.'));

describe.each<[name: string, rule: ParamRule<Params>, kept: readonly Params[], broken: readonly [Params, string[]][]]>([
  [
    'mutuallyExclusive',
    mutuallyExclusive('a', 'b'),
    [{}, { a: 0 }, { a: 1, b: undefined }],
    [[{ a: 1, b: false }, ['b']]],
  ],
  [
    'atLeastOneOf',
    atLeastOneOf('a', 'b'),
    [{ a: null }, { a: 1, b: 1 }],
    [
      [{}, ['a']],
      [{ c: 1 }, ['a']],
    ],
  ],
  [
    'exactlyOneOf',
    exactlyOneOf('a', 'b'),
    [{ a: 1 }, { b: 1, c: 1 }],
    [
      [{}, ['a']],
      [{ a: 1, b: 1 }, ['b']],
    ],
  ],
  [
    'requiredTogether',
    requiredTogether('a', 'b', 'c'),
    [{}, { a: 1, b: 1, c: 1 }],
    [
      [{ a: 1, c: 1 }, ['b']],
      [{ c: 1 }, ['a']],
    ],
  ],
  [
    'requires',
    requires(['a', 'b'], 'c'),
    [{}, { c: 1 }, { a: 1, b: 1, c: false }],
    [
      [{ a: 1 }, ['a']],
      [{ a: 1, b: 1 }, ['a', 'b']],
    ],
  ],
  ['requires a value', requires(['a'], 'c', true), [{ a: 1, c: true }, { c: false }], [[{ a: 1, c: false }, ['a']]]],
])('%s', (_name, rule, kept, broken) => {
  test('holds', () => {
    for (const params of kept) expect(blamed(rule, params)).toEqual([]);
  });
  test('bites', () => {
    for (const [params, paths] of broken) expect(blamed(rule, params)).toEqual(paths);
  });
});

test('rules become issues of the schema, only once the params are well formed', () => {
  const schema = z
    .object({ a: z.number().optional(), b: z.number().optional() })
    .superRefine(rules(mutuallyExclusive('a', 'b'), () => [{ path: ['b', 0], message: 'b is never right.' }]));
  expect(schema.safeParse({ a: 1, b: 2 }).error?.issues).toMatchObject([
    { code: 'custom', path: ['b'], message: '`a`, `b` exclude each other: keep one of them.' },
    { code: 'custom', path: ['b', 0], message: 'b is never right.' },
  ]);
  expect(schema.safeParse({ a: 'x', b: 2 }).error?.issues).toMatchObject([{ code: 'invalid_type', path: ['a'] }]);
});

test('a rule may pass on what a schema of its own found', () => {
  const Inner = z.object({ n: z.number().max(3) });
  const schema = z
    .object({ n: z.unknown() })
    .superRefine(
      rules((params: { readonly n?: unknown }) =>
        (Inner.safeParse(params).error?.issues ?? []).map((issue) => ({ ...issue, path: ['inner', ...issue.path] })),
      ),
    );
  expect(schema.safeParse({ n: 4 }).error?.issues).toMatchObject([
    { code: 'too_big', maximum: 3, path: ['inner', 'n'] },
  ]);
});
