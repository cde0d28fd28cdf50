/**
 * What every store has to do: one suite, run over each of them. It knows a store by its port only.
 */
import type { Store } from 'callchart';
import { describe } from 'vitest';
import { commitGuarantees } from './contract/commits.ts';
import { durabilityGuarantees } from './contract/durability.ts';
import { lookupGuarantees } from './contract/lookups.ts';
import { modelGuarantee } from './contract/model-check.ts';
import { readingGuarantees } from './contract/readings.ts';
import { refusalGuarantees } from './contract/refusals.ts';
import { retentionGuarantees } from './contract/retention.ts';

/** A fresh, empty store under test. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes the store and opens what it left behind again; a store that forgets has none. */
  readonly reopen?: () => Promise<Store>;
  /** Closes whatever is open and removes every trace. */
  readonly destroy: () => Promise<void>;
}

/** Opens a fresh, empty store. */
export type OpenStore = () => Promise<OpenedStore>;

/** The suite, for one store. */
export function storeContract(name: string, open: OpenStore): void {
  describe(`${name} as a store`, () => {
    commitGuarantees(open);
    lookupGuarantees(open);
    readingGuarantees(open);
    refusalGuarantees(open);
    retentionGuarantees(open);
    durabilityGuarantees(open);
    modelGuarantee(open);
  });
}
