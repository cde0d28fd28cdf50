/** Differences of many calls, counted. */
import { expect, test } from 'vitest';
import { DifferenceGroups } from '../../src/replay/difference-groups.ts';

test('the most frequent first; a call with two differences is in two groups and counts once', () => {
  const groups = new DifferenceGroups();
  const prompt = { kind: 'prompt', text: 'speak says "b" instead of "a"' } as const;
  const end = { kind: 'end', text: 'never hangs up' } as const;
  groups.add('1', []);
  groups.add('2', [end, prompt]);
  groups.add('3', [prompt]);
  expect([groups.same, groups.different]).toEqual([1, 2]);
  expect(groups.groups).toEqual([
    { ...prompt, callIds: ['2', '3'] },
    { ...end, callIds: ['2'] },
  ]);
});
