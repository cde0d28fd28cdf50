/** Errors survive the way between threads. */
import { CallchartError } from 'callchart';
import { expect, test } from 'vitest';
import { fromSentError, toSentError } from '../../../src/stores/sqlite/thread-messages.ts';

const travel = (error: unknown): CallchartError => fromSentError(structuredClone(toSentError(error)));

test('an error of ours keeps its code, message, details, cause and whether to try again', () => {
  const cause = Object.assign(new Error('disk full'), { errcode: 13, undo: () => {} });
  const error = new CallchartError('store.write', 'Free some space.', {
    retryable: true,
    cause,
    details: { sqlite: 13 },
  });
  const arrived = travel(error);
  expect(arrived).toBeInstanceOf(CallchartError);
  expect(arrived).toMatchObject({
    code: 'store.write',
    message: error.message,
    retryable: true,
    details: { sqlite: 13 },
  });
  expect(arrived.cause).toMatchObject({ message: 'disk full' });
});

test('any other is told as what it is; a cause that is no data arrives as text', () => {
  expect(travel(new TypeError('not a function'))).toMatchObject({ code: 'store.thread', message: 'not a function' });
  expect(travel('odd')).toMatchObject({ code: 'store.thread', message: '"odd"' });
  const error = new CallchartError('store.write', 'no', { cause: { strange: true, undo: () => {} } });
  expect(travel(error).cause).toMatchObject({ message: '{"strange":true}' });
});
