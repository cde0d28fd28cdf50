/** A call as it is shown: the machine's state beside the rest, and no secrets. What a secret is: test/replay/secrets.test.ts. */
import type { CallRecord } from 'callchart';
import { expect, test } from 'vitest';
import { viewOf } from '../../src/server/call-view.ts';

test('the flow state stands beside the rest', () => {
  const record = {
    phase: 'active',
    machine: { value: 'menu', context: { password: 'hush' }, status: 'active', order: [0] },
    legs: [],
  };
  expect(viewOf(record as unknown as CallRecord)).toEqual({
    phase: 'active',
    legs: [],
    value: 'menu',
    status: 'active',
    context: { password: '[masked]' },
    output: undefined,
    error: undefined,
  });
});
