/**
 * Stores by name, as they are given on a command line or in the environment. A driver is loaded when it is asked for.
 */
import type { Clock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { MemoryStore } from '../stores/memory-store.ts';
import type { Store } from '../stores/store.ts';

/**
 * Opens `sqlite:<file>` or `memory:`.
 *
 * @throws CallchartError `server.store` for a name that is none, `store.*` when it cannot be opened
 */
export async function openStore(name: string, clock: Clock): Promise<Store> {
  if (name === 'memory:') return new MemoryStore();
  const file = /^sqlite:(.+)$/.exec(name)?.[1];
  if (file === undefined)
    throw new CallchartError('server.store', `"${name}" is no store. Write sqlite:<file>, or memory: for trying out.`);
  const { openSqliteStore } = await import('../stores/sqlite/index.ts');
  return openSqliteStore({ file, clock });
}
