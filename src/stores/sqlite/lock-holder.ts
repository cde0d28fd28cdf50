/**
 * Who holds a lock on a file, for a message. Linux tells in `/proc/locks`; elsewhere nobody does. It opens nothing:
 * closing a file drops every POSIX lock that this process has on it (fcntl(2)).
 */
import { readFileSync, statSync } from 'node:fs';

/** The process that holds a write lock on a file, if that can be known. */
export function lockHolder(file: string, readLocks = readProcLocks): number | undefined {
  try {
    const { ino } = statSync(file);
    return holderIn(readLocks(), ino);
  } catch {
    return undefined;
  }
}

const readProcLocks = (): string => readFileSync('/proc/locks', 'utf8');

/** A line of proc_locks(5): `1: POSIX  ADVISORY  WRITE 24385 fe:00:2146421 0 EOF`. */
function holderIn(locks: string, inode: number): number | undefined {
  for (const line of locks.split('\n')) {
    const [, kind, , mode, pid, place = ''] = line.trim().split(/\s+/);
    // The device is not compared: overlay and btrfs show another one here than stat does.
    if (kind !== 'POSIX' || mode !== 'WRITE' || Number(place.split(':')[2]) !== inode) continue;
    // A process of another container is shown as 0 or less.
    const holder = Number(pid);
    if (Number.isSafeInteger(holder) && holder > 0) return holder;
  }
  return undefined;
}
