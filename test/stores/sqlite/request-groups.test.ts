/** What waits is cut into transactions: in order, within limits, what was committed together together. */
import { expect, test } from 'vitest';
import { prepareCommits } from '../../../src/stores/prepared-commit.ts';
import { rowOf } from '../../../src/stores/sqlite/commit-row.ts';
import { groupLimits, groupsOf, sizeOf } from '../../../src/stores/sqlite/request-groups.ts';
import type { ThreadRequest } from '../../../src/stores/sqlite/thread-messages.ts';
import { commitOf, looseOf } from '../call-commits.ts';

const commit = (id: number, count: number, text = ''): ThreadRequest => {
  const commits = Array.from({ length: count }, (_, at) => commitOf(`${id}.${at}`, { entries: [], payload: { text } }));
  return { id, kind: 'commit', group: { rows: prepareCommits(commits).map(rowOf), now: 0, isRepeat: false } };
};
const read = (id: number): ThreadRequest => ({ id, kind: 'read', method: 'nextWake', args: [] });
const cut = (requests: readonly ThreadRequest[], limits?: typeof groupLimits): number[][] =>
  groupsOf(requests, limits).map((group) => group.map(({ id }) => id));

test('by number of commits; more than the limit at once stays together; reads count for nothing', () => {
  const limits = { commits: 3, textUnits: 1e9 };
  expect(cut([], limits)).toEqual([]);
  expect(cut([commit(1, 1), commit(2, 2), read(3), commit(4, 1), commit(5, 9), commit(6, 1)], limits)).toEqual([
    [1, 2, 3],
    [4],
    [5],
    [6],
  ]);
  expect(cut([read(1), read(2)], limits)).toEqual([[1, 2]]);
});

test('by size', () => {
  const large = 'x'.repeat(500);
  const limits = { commits: 100, textUnits: 1_800 };
  expect(cut([commit(1, 1, large), commit(2, 1, large), commit(3, 1, large)], limits)).toEqual([[1, 2], [3]]);
  expect(groupLimits).toEqual({ commits: 1_000, textUnits: 8 * 1024 * 1024 });
});

test('a size is that of the texts', () => {
  const rows = prepareCommits([commitOf('a'), looseOf('b')]).map(rowOf);
  const texts = rows.flatMap((row) => [...row.entries.map(({ json }) => json), 'record' in row ? row.record : '']);
  expect(sizeOf({ id: 1, kind: 'commit', group: { rows, now: 0, isRepeat: false } })).toEqual({
    commits: 2,
    textUnits: texts.join('').length,
  });
});
