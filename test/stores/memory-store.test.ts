/** The store in memory keeps the contract of every store. */
import { MemoryStore } from 'callchart';
import { storeContract } from './contract.ts';

storeContract('MemoryStore', async () => {
  const store = new MemoryStore();
  return { store, destroy: () => store.close() };
});
