/** `callchart prune` on a store's file. */
import { openSqliteStore } from 'callchart/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commitOf } from '../stores/call-commits.ts';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';
import { surroundings } from './surroundings.ts';

let folder: StoreFolder;
beforeEach(() => {
  folder = new StoreFolder();
});
afterEach(() => folder.remove());

async function prune(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const around = surroundings({ env: { CALLCHART_STORE: `sqlite:${folder.file}` } });
  const status = await runCommandLine(['prune', ...args], around);
  return { status, ...around.printed };
}

describe('prune', () => {
  test(
    'deletes what has been over for so many days, in the named store or the usual one',
    { timeout: 120_000 },
    async () => {
      const daysAgo = (days: number): number => Date.now() - days * 86_400_000;
      const closed = (callId: string, days: number) =>
        commitOf(callId, {
          open: false,
          summary: { phase: 'closed', createdAt: daysAgo(days), updatedAt: daysAgo(days) },
        });
      const store = await openSqliteStore({ file: folder.file });
      const old = Array.from({ length: 120 }, (_, at) => closed(`old-${at}`, 31));
      await store.commit([...old, closed('fresh', 29), commitOf('running', { summary: { createdAt: daysAgo(40) } })]);
      expect(await prune('--days', '30')).toMatchObject({ status: 1, err: expect.stringMatching(/in use/) as unknown });
      await store.close();
      expect(await prune('--days', '30')).toEqual({
        status: 0,
        out: 'Deleted: 120. Nothing that old is left.\n',
        err: '',
      });
      const named = await prune('--days', '0.5', '--store', `sqlite:${folder.file}`);
      expect(named.out).toBe('Deleted: 1. Nothing that old is left.\n');
      const after = await openSqliteStore({ file: folder.file });
      expect((await after.list({})).map(({ callId }) => callId)).toEqual(['running']);
      await after.close();
    },
  );

  test.each([
    [[], /How old\? callchart prune --days/],
    [['--days', 'old'], /--days must be a number/],
    [['--days', '-1'], /--days must be a number|argument is ambiguous/],
    [['calls.db', '--days', '1'], /takes options only/],
  ])('%j is not understood, and nothing is opened', async (args, message) => {
    expect(await prune(...args)).toMatchObject({ status: 2, err: expect.stringMatching(message) as unknown });
    expect(folder.files()).toEqual([]);
  });
});
