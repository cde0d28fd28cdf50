/** Finding out which process holds a file. */
import { statSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { lockHolder } from '../../../src/stores/sqlite/lock-holder.ts';
import { StoreFolder } from './store-folder.ts';

const folder = new StoreFolder();
afterAll(() => folder.remove());
writeFileSync(folder.file, '');
const { ino } = statSync(folder.file);

describe('the holder of a lock', () => {
  test.each([
    ['one writer', `1: POSIX  ADVISORY  WRITE 24385 fe:00:${ino} 1073741824 1073742335\n`, 24_385],
    [
      'among others',
      `1: FLOCK  ADVISORY  WRITE 1 fe:00:${ino} 0 EOF\n12: POSIX  ADVISORY  WRITE 77 00:2a:${ino} 0 EOF`,
      77,
    ],
    ['a reader', `1: POSIX  ADVISORY  READ 24385 fe:00:${ino} 0 EOF`, undefined],
    ['another file', `1: POSIX  ADVISORY  WRITE 24385 fe:00:${ino}1 0 EOF`, undefined],
    ['a process of another container', `1: POSIX  ADVISORY  WRITE 0 fe:00:${ino} 0 EOF`, undefined],
    ['one that only waits', `1: -> POSIX  ADVISORY  WRITE 24385 fe:00:${ino} 0 EOF`, undefined],
    ['nothing', '', undefined],
    ['nonsense', 'locks\n\n:::\n', undefined],
  ])('%s', (_what, locks, pid) => {
    expect(lockHolder(folder.file, () => locks)).toBe(pid);
  });

  test('is not known where nobody tells, or of a file that is not there', () => {
    const silent = (): string => {
      throw new Error('no /proc');
    };
    expect(lockHolder(folder.file, silent)).toBeUndefined();
    expect(lockHolder(`${folder.file}.not`, () => `1: POSIX  ADVISORY  WRITE 1 fe:00:${ino} 0 EOF`)).toBeUndefined();
  });
});
