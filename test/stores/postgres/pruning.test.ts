/** The statement that forgets; what it does is in the contract of every store. */
import { expect, test } from 'vitest';
import { pruning } from '../../../src/stores/postgres/pruning.ts';

test('names every table of a call by the schema, and bounds all that it deletes', () => {
  const { text, values } = pruning('"calls"', 1_000, 50);
  expect(values).toEqual([1_000, 50]);
  for (const table of ['keys', 'legs', 'sessions', 'journal', 'states', 'calls', 'unrouted']) {
    expect(text).toContain(`DELETE FROM "calls".${table}`);
  }
  expect(text.match(/LIMIT \$2/g)).toHaveLength(3);
});
