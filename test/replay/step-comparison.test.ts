/** Where two executions of a step differ. */
import type { JournalEntry } from 'callchart';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceOf, firstDifference, isSameJson, isSameStep } from '../../src/replay/step-comparison.ts';

const step = (more: object): JournalEntry =>
  ({ to: 'a', outcome: 'applied', events: [], effects: [], input: { kind: 'timer', name: 't' }, ...more }) as never;

test('the path says where, and absent is the same as undefined', () => {
  expect(firstDifference({ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, '')).toEqual({ path: 'a[0].b', recorded: 1, made: 2 });
  expect(firstDifference([1], [1, 2], 'x')).toEqual({ path: 'x[1]', recorded: undefined, made: 2 });
  expect(firstDifference({}, [], 'x')).toMatchObject({ path: 'x' });
  expect(isSameStep(step({}), step({ from: undefined }))).toBe(true);
});

test('states before effects, and of a stack its message alone', () => {
  expect(differenceOf(step({ effects: [1] }), step({ to: 'b' }))).toMatchObject({ path: 'to' });
  const thrown = (where: string) => step({ note: `Error: no\n  at ${where}` });
  expect(isSameStep(thrown('here.ts:1'), thrown('there.js:9'))).toBe(true);
  expect(isSameStep(thrown('here.ts:1'), step({ note: 'Error: yes' }))).toBe(false);
});

test('what was masked may have been anything', () => {
  const sent = (password: string) => step({ effects: [{ type: 'command', params: { sip_auth_password: password } }] });
  expect(isSameStep(sent('[masked]'), sent('hush'))).toBe(true);
  expect(isSameStep(sent('hush'), sent('[masked]'))).toBe(false);
});

test('what is quickly seen to be the same is the same when it is looked at closely', () => {
  const small = fc.jsonValue({ maxDepth: 2 });
  fc.assert(
    fc.property(small, fc.oneof(small, fc.constant(undefined)), fc.boolean(), (value, other, isCopy) => {
      const compared: unknown = isCopy ? structuredClone(value) : other;
      const isSame = isSameJson(value, compared);
      expect(isSame && firstDifference(value, compared, '') !== undefined).toBe(false);
      expect(isCopy && !isSame).toBe(false);
    }),
    { seed: 3, numRuns: 500 },
  );
  expect(isSameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(isSameJson({ a: 1 }, { a: 1, b: undefined })).toBe(true);
  expect(isSameJson({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(isSameJson({ at: new Date(0) }, { at: new Date(0) })).toBe(false);
  expect(isSameJson([1], { 0: 1 })).toBe(false);
});
