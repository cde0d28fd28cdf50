/** Runs a test on a fresh store and cleans up after it, however it ends. */
import type { TestContext } from 'vitest';
import type { OpenedStore, OpenStore } from '../contract.ts';

/** A test's body, on a store of its own. */
export function withStore(
  open: OpenStore,
  body: (opened: OpenedStore, context: TestContext | undefined) => Promise<void>,
): (context?: TestContext) => Promise<void> {
  return async (context) => {
    const opened = await open();
    try {
      await body(opened, context);
    } finally {
      await opened.destroy();
    }
  };
}
