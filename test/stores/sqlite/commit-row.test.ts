/** A commit on its way to the file: everything that is written, nothing that is shared. */
import { expect, test } from 'vitest';
import { prepareCommits } from '../../../src/stores/prepared-commit.ts';
import { describedColumns, rowOf, textUnitsOf } from '../../../src/stores/sqlite/commit-row.ts';
import { commitOf, looseOf, noon } from '../call-commits.ts';

const rows = (...commits: Parameters<typeof prepareCommits>[0]) => prepareCommits(commits).map(rowOf);

test('of a call', () => {
  const commit = commitOf('a', { step: 2, keys: ['k', 'k'], legs: ['l'], sessions: ['s'], wakeAt: noon, open: false });
  const [row] = rows(commit);
  expect(row).toEqual({
    callId: 'a',
    keys: ['k'],
    entries: [{ seq: 2, at: noon + 2, json: JSON.stringify(commit.entries[0]) }],
    expectedStep: 1,
    step: 2,
    wakeAt: noon,
    updatedAt: noon + 2,
    record: JSON.stringify(commit.record),
    legs: ['l'],
    sessions: ['s'],
    described: [0, 'active', 'front-desk', '1', '+15550001', '+15550100', noon],
  });
  expect(describedColumns.split(', ')).toHaveLength(row !== undefined && 'described' in row ? row.described.length : 0);
});

test('of no call', () => {
  const loose = looseOf('k');
  const [row] = rows(loose);
  expect(row).toEqual({
    callId: undefined,
    keys: ['k'],
    entries: [{ seq: 1, at: noon + 1, json: JSON.stringify(loose.entries[0]) }],
  });
});

test('is data that can be sent, and as large as its texts', () => {
  const [call, loose] = rows(commitOf('a'), looseOf('k'));
  if (call === undefined || loose === undefined) throw new Error('nothing was made');
  expect(structuredClone([call, loose])).toEqual([call, loose]);
  expect(textUnitsOf(call)).toBeGreaterThan(textUnitsOf(loose));
  expect(textUnitsOf(loose)).toBe(loose.entries[0]?.json.length);
});
