import { expect, test } from 'vitest';
import { CallchartError } from 'callchart';

test('an error carries a stable code, whether it can be retried, and its cause', () => {
  const cause = new Error('disk');
  const error = new CallchartError('store.busy', 'The store is busy.', { retryable: true, cause });
  expect(error).toMatchObject({ name: 'CallchartError', code: 'store.busy', retryable: true, cause });
  expect(new CallchartError('x', 'y').retryable).toBe(false);
});
