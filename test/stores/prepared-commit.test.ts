/** What is checked of a commit before any store sees it; the contract suite shows that stores refuse accordingly. */
import { describe, expect, test } from 'vitest';
import { longestJsonBytes, prepareCommits } from '../../src/stores/prepared-commit.ts';
import { commitOf, entryOf, looseOf } from './call-commits.ts';

describe('a prepared commit', () => {
  test('holds JSON text and each key once', () => {
    const commit = commitOf('a', { keys: ['k', 'k', 'l'], entries: [entryOf('a', 1), entryOf('a', 2)] });
    const [prepared] = prepareCommits([commit]);
    expect(prepared).toEqual({
      commit,
      record: JSON.stringify(commit.record),
      keys: new Set(['k', 'l']),
      entries: commit.entries.map((entry) => ({ seq: entry.seq, at: entry.at, json: JSON.stringify(entry) })),
    });
  });

  test.each(['x', 'é', '€', '😀'])('of bytes, not characters: as many "%s" as fit, and one more', (char) => {
    const bytes = (text: string): number =>
      Buffer.byteLength(JSON.stringify(commitOf('a', { payload: { text } }).record));
    const room = longestJsonBytes - bytes('');
    const fitting = char.repeat(Math.floor(room / Buffer.byteLength(char)));
    expect(() => prepareCommits([commitOf('a', { payload: { text: fitting } })])).not.toThrow();
    expect(() => prepareCommits([commitOf('a', { payload: { text: `${fitting}${char}` } })])).toThrow(
      expect.objectContaining({ code: 'store.too_large' }),
    );
  });

  test('that is refused says which it is and what is wrong', () => {
    expect(() => prepareCommits([commitOf('a'), commitOf('b', { wakeAt: 0.5 })])).toThrow(
      'Commit 1 of the batch (call "b"): wakeAt is 0.5, not a whole number. Nothing of the batch was written.',
    );
    expect(() => prepareCommits([looseOf('')])).toThrow('Commit 0 of the batch (of no call): a key has 0 characters');
  });
});
