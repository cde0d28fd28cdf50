/**
 * The stores that durability is proved over: one that forgets with its process, and one in a file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryStore, type Store } from 'callchart';
import { openOnThisThread } from '../stores/sqlite/same-thread.ts';
import { StoreFolder } from '../stores/sqlite/store-folder.ts';
import type { Rig } from './rig.ts';

/** A store under a rig, and how the process that had it gives it to the next one. */
export interface Kept {
  readonly store: Store;
  /** Every byte on disk. */
  bytes(): Buffer;
  /** Kills the rig's process; the next one opens what is on disk anew. */
  crash(rig: Rig): Promise<void>;
  remove(): Promise<void>;
}

const kinds: Readonly<Record<'memory' | 'sqlite', () => Promise<Kept>>> = {
  memory: async () => {
    const store = new MemoryStore();
    return { store, bytes: () => Buffer.alloc(0), crash: (rig) => rig.crash(), remove: () => store.close() };
  },
  sqlite: async () => {
    const folder = new StoreFolder();
    // On this thread: the rig's clock cannot see what another one does.
    let store = await openOnThisThread(folder.file);
    return {
      store,
      bytes: () => Buffer.concat(readdirSync(folder.path).map((file) => readFileSync(join(folder.path, file)))),
      crash: async (rig) => {
        rig.kill();
        await store.close();
        store = await openOnThisThread(folder.file);
        rig.store.inner = store;
        await rig.revive();
      },
      remove: async () => {
        await store.close();
        folder.remove();
      },
    };
  },
};

/** For `test.each`: the stores by name. */
export const everyStore = Object.entries(kinds);
