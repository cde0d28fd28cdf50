/** The store in a SQLite file keeps the contract of every store. */
import { storeContract } from '../contract.ts';
import { openLocally } from './local-thread.ts';
import { StoreFolder } from './store-folder.ts';

storeContract('SqliteStore', async () => {
  const folder = new StoreFolder();
  let store = await openLocally(folder.file);
  return {
    store,
    async reopen() {
      await store.close();
      store = await openLocally(folder.file);
      return store;
    },
    async destroy() {
      await store.close();
      folder.remove();
    },
  };
});
