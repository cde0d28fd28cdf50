/**
 * What the disk is asked: strace counts. Each transaction is one sync of the log, however many calls it is for, and no
 * acknowledgement comes before its sync is done. `.ci/run` installs strace.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../../architecture/repository-files.ts';
import { StoreFolder } from './store-folder.ts';

/** Why syncs cannot be counted here. */
function unwatchable(): string | undefined {
  if (process.platform !== 'linux') return 'strace is for Linux';
  const { error, status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (error !== undefined) return 'strace is not installed: apt-get install strace';
  return status === 0 ? undefined : `strace may not trace here: ${stderr.trim()}`;
}
const reason = unwatchable();
if (reason !== undefined) console.warn(`FSYNCS ARE NOT COUNTED: ${reason}`);

let folder: StoreFolder;
beforeEach(() => {
  folder = new StoreFolder();
});
afterEach(() => folder.remove());

/**
 * The syncs of a process in the order in which they were done: `log` for the store's log, and the marks that the process
 * sets by syncing the file `mark`.
 */
function syncsOf(mode: 'single' | 'together'): string[] {
  const trace = join(folder.path, 'trace');
  const script = join(ROOT, 'test/stores/sqlite/fixtures/sync-process.ts');
  const { NODE_OPTIONS: _, ...env } = process.env;
  execFileSync(
    'strace',
    // Of what takes long strace writes two lines, and the second one says that it is done.
    [
      '-f',
      '-y',
      '-o',
      trace,
      '-e',
      'trace=fsync,fdatasync',
      process.execPath,
      '--import',
      'jiti/register',
      script,
      mode,
      folder.file,
    ],
    { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const begun = new Map<string, string>();
  return readFileSync(trace, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, thread = '', call = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
      const file = /^f(?:data)?sync\(\d+<([^>]*)>/.exec(call)?.[1];
      const name = file?.endsWith('/mark') ? 'mark' : file?.endsWith('-wal') ? 'log' : undefined;
      if (file !== undefined && name !== undefined) {
        if (!call.includes('<unfinished')) return [name];
        begun.set(thread, name);
      }
      if (!/^<\.\.\. f(?:data)?sync resumed>/.test(call)) return [];
      const done = begun.get(thread);
      begun.delete(thread);
      return done === undefined ? [] : [done];
    });
}

/** What came between the marks; before the first the file is made. */
const between = (syncs: readonly string[]): string[] =>
  syncs
    .join(' ')
    .split('mark')
    .slice(1, -1)
    .map((part) => part.trim());

test.skipIf(reason !== undefined)(
  'every acknowledged commit was synced first, each by one sync of its own',
  { timeout: 120_000 },
  () => {
    expect(between(syncsOf('single'))).toEqual(Array.from({ length: 25 }, () => 'log'));
  },
);

test.skipIf(reason !== undefined)('sixty-four calls at once share one sync', { timeout: 120_000 }, () => {
  expect(between(syncsOf('together'))).toEqual(Array.from({ length: 10 }, () => 'log'));
});
