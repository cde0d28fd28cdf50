/** Which failures are worth another try, what they are called, and which leave the outcome in doubt. */
import { CallchartError } from 'callchart';
import { describe, expect, test } from 'vitest';
import { isInDoubt, isRace, sqlStateOf, storeFailure, Unreachable } from '../../../src/stores/postgres/failure.ts';

const failing = (code: string | undefined, message = 'it failed'): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('a failure', () => {
  test.each([
    // SQLSTATE or Node's code, worth another try, in doubt, what to do
    ['57P01', true, true, 'recovers by itself'],
    ['08006', true, true, 'recovers by itself'],
    ['ECONNRESET', true, true, 'does not answer'],
    ['EPIPE', true, true, 'does not answer'],
    [undefined, true, true, 'does not answer'],
    ['25006', true, false, 'standby'],
    ['57014', true, false, 'too long'],
    ['40001', true, false, 'try again'],
    ['40P01', true, false, 'try again'],
    ['53100', true, false, 'disk is full'],
    ['53300', true, false, 'max_connections'],
    ['28P01', false, false, 'password'],
    ['42501', false, false, 'privilege'],
    ['42P01', false, false, 'schema'],
    ['XX001', false, false, 'corrupt'],
    ['22021', false, false, 'report it'],
  ])('%s', (code, retryable, inDoubt, remedy) => {
    const error = failing(code);
    expect(isInDoubt(error)).toBe(inDoubt);
    const failure = storeFailure(error, 'write', 'calls');
    expect(failure).toMatchObject({ code: 'store.write', retryable, cause: error });
    expect(failure.message).toContain('schema calls');
    expect(failure.message).toContain('it failed');
    expect(failure.message).toContain(remedy);
  });

  test('to connect leaves nothing in doubt, and tells what the server said', () => {
    const refused = new Unreachable('too many connections', { cause: failing('53300') });
    expect(isInDoubt(refused)).toBe(false);
    expect(storeFailure(refused, 'read', 'calls')).toMatchObject({
      code: 'store.read',
      details: { sqlstate: '53300' },
    });
    expect(storeFailure(new Unreachable('connect ECONNREFUSED'), 'read', 'calls').retryable).toBe(true);
  });

  test('of our own stays what it is', () => {
    const own = new CallchartError('store.busy', 'Busy.');
    expect(storeFailure(own, 'write', 'calls')).toBe(own);
    expect(isInDoubt(own)).toBe(false);
  });
});

test('races are known by their SQLSTATE; codes of Node are none', () => {
  expect(['40001', '40P01', 'CC001', 'CC002'].map((code) => isRace(failing(code)))).toEqual([true, true, true, true]);
  expect(['57P01', '25006', undefined].map((code) => isRace(failing(code)))).toEqual([false, false, false]);
  expect(['EPIPE', 'ECONNRESET', '42P01'].map((code) => sqlStateOf(failing(code)))).toEqual([
    undefined,
    undefined,
    '42P01',
  ]);
});
